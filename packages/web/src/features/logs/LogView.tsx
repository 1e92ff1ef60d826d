import { useRef, useState } from "react";
import type { MouseEvent, ReactElement } from "react";
import { Button } from "../../ui/Button.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { useKeys } from "../../ui/keys.ts";
import { readSetting, writeSetting } from "../../ui/settings.ts";
import { LogLine } from "./LogLine.tsx";
import { LogToolbar } from "./LogToolbar.tsx";
import { lineOfHash } from "./line-hash.ts";
import type { LogReader } from "./log-reader.ts";
import { useLogFollow } from "./use-log-follow.ts";
import { useLogLines } from "./use-log-lines.ts";
import type { LogLines } from "./use-log-lines.ts";
import { useLogSearch } from "./use-log-search.ts";
import { useLogRevision } from "./use-step-log.ts";
import { useTargetLine } from "./use-target-line.ts";

interface LogViewProps {
  readonly reader: LogReader;
  readonly isFailed: boolean;
  readonly download: { readonly href: string; readonly name: string };
  /** The address of a line, counted from 0. */
  readonly addressOf: (line: number) => string;
}

/** A log of any length: only the lines in sight exist as elements. */
export function LogView({ reader, isFailed, download, addressOf }: LogViewProps): ReactElement {
  useLogRevision(reader);
  const { buffer } = reader;
  const field = useRef<HTMLInputElement>(null);
  const [isWrapped, setWrapped] = useState(() => readSetting("log-wrap") === "yes");
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useLogLines(buffer, scroller);
  const following = useLogFollow({
    rowCount: lines.rows.count,
    isElsewhere: lineOfHash(location.hash) !== undefined,
    showEnd: lines.showEnd,
  });
  const show = (line: number): void => {
    following.letGo();
    lines.show(line);
  };
  const find = useLogSearch(buffer, show);
  const { target, point, pointToFirstError } = useTargetLine({ buffer, isFailed, show, addressOf });
  const wrap = (): void => {
    writeSetting("log-wrap", isWrapped ? undefined : "yes");
    setWrapped(!isWrapped);
    lines.virtual.measure();
  };
  const firstError = (): void => void pointToFirstError();
  useKeys({
    "/": () => field.current?.focus(),
    e: firstError,
    f: following.follow,
    w: wrap,
    n: () => find.step(1),
    N: () => find.step(-1),
  });
  const onNumber = (event: MouseEvent, line: number): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    point(line);
  };
  const isLive = reader.state().kind === "live";
  const current = find.query === "" ? undefined : find.search.matches[find.at]?.line;
  return (
    <div className="log" data-wrapped={isWrapped ? "" : undefined}>
      <LogToolbar
        field={field}
        find={find}
        isWrapped={isWrapped}
        isFollowing={following.isFollowing}
        isLive={isLive}
        download={download}
        onFirstError={firstError}
        onWrap={wrap}
        onFollow={following.follow}
      />
      <div
        className="log-scroll"
        ref={scroller}
        onScroll={following.onScroll}
        tabIndex={0}
        role="region"
        aria-label="Log"
      >
        <LogStateWords reader={reader} />
        <div className="log-lines" style={{ height: lines.virtual.getTotalSize() }}>
          {lines.virtual.getVirtualItems().map((item) => {
            const line = lines.rows.lineOf(item.index);
            return (
              <div
                key={item.key}
                ref={isWrapped ? lines.virtual.measureElement : undefined}
                data-index={item.index}
                className="log-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogLine
                  line={line}
                  href={addressOf(line)}
                  text={buffer.line(line)}
                  styleBefore={buffer.styleBefore(line)}
                  query={find.query}
                  emphasis={line === target ? "target" : line === current ? "match" : undefined}
                  fold={foldOf(lines, line)}
                  onFold={lines.toggleFold}
                  onNumber={onNumber}
                />
              </div>
            );
          })}
        </div>
      </div>
      {isLive && !following.isFollowing && (
        <div className="log-return">
          <Button kind="primary" icon="arrow-down" onClick={following.follow}>
            Follow again
          </Button>
        </div>
      )}
    </div>
  );
}

function foldOf({ commands, folded }: LogLines, line: number): "open" | "folded" | undefined {
  if (!commands.has(line)) return undefined;
  return folded.has(line) ? "folded" : "open";
}

/** What is said where there is nothing to show, or not everything. */
function LogStateWords({ reader }: { readonly reader: LogReader }): ReactElement | null {
  const state = reader.state();
  if (state.kind === "failed")
    return <ErrorNote error={state.error} what="The log could not be read to its end" />;
  if (reader.buffer.lineCount() > 0) return null;
  if (state.kind === "loading") return <Patience>Reading the log…</Patience>;
  return (
    <p className="log-empty muted">
      {state.kind === "live" ? "Nothing written yet." : "This step wrote nothing."}
    </p>
  );
}
