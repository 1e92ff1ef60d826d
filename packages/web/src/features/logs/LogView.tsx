import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, UIEvent } from "react";
import { Button } from "../../ui/Button.tsx";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { useKeys } from "../../ui/keys.ts";
import { readSetting, writeSetting } from "../../ui/settings.ts";
import { LogLine } from "./LogLine.tsx";
import { LogToolbar } from "./LogToolbar.tsx";
import type { LogReader } from "./log-reader.ts";
import { groupOf, logRows } from "./log-rows.ts";
import { findFirstError } from "./log-search.ts";
import { lineOfHash } from "./line-hash.ts";
import { useLogSearch } from "./use-log-search.ts";
import { useLogRevision } from "./use-step-log.ts";

const LINE_HEIGHT = 19;
/** Closer to the end than this counts as being at the end. */
const NEAR_END = 24;

interface LogViewProps {
  readonly reader: LogReader;
  readonly isFailed: boolean;
  readonly download: { readonly href: string; readonly name: string };
}

/** A log of any length: only the lines in sight exist as elements. */
export function LogView({ reader, isFailed, download }: LogViewProps): ReactElement {
  useLogRevision(reader);
  const { buffer } = reader;
  const state = reader.state();
  const lineCount = buffer.lineCount();
  const scroller = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [isWrapped, setWrapped] = useState(() => readSetting("log-wrap") === "yes");
  const [isFollowing, setFollowing] = useState(() => lineOfHash(location.hash) === undefined);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [target, setTarget] = useState(() => lineOfHash(location.hash));
  const search = useLogSearch(buffer, query, lineCount);
  const groupCount = buffer.groups().length;
  // Groups are appended to one list: their number tells when it grew.
  // oxlint-disable-next-line react/exhaustive-deps
  const rows = useMemo(() => logRows(lineCount, buffer.groups(), folded), [buffer, lineCount, groupCount, folded]);
  const commands = useMemo(() => new Set(buffer.groups().map((group) => group.line)), [buffer, groupCount]);
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 24,
  });

  const goTo = (line: number): void => {
    setFollowing(false);
    const group = groupOf(buffer.groups(), line);
    const isHidden = group !== undefined && group.line !== line && folded.has(group.line);
    if (isHidden) setFolded(new Set([...folded].filter((other) => other !== group.line)));
    const shown = isHidden ? logRows(lineCount, buffer.groups(), new Set([...folded].filter((other) => other !== group.line))) : rows;
    requestAnimationFrame(() => virtual.scrollToIndex(shown.rowOf(line), { align: "center" }));
  };
  const step = (direction: 1 | -1): void => {
    if (search.matches.length === 0) return;
    const next = (at + direction + search.matches.length) % search.matches.length;
    setAt(next);
    goTo(search.matches[next]?.line ?? 0);
  };
  const goToFirstError = (): void => {
    const found = findFirstError(buffer) ?? (isFailed ? lineCount - 1 : undefined);
    if (found === undefined) return;
    setTarget(found);
    history.replaceState(history.state, "", `#L${found + 1}`);
    goTo(found);
  };
  const follow = (): void => {
    setFollowing(true);
    virtual.scrollToIndex(rows.count - 1, { align: "end" });
  };
  const wrap = (): void => {
    writeSetting("log-wrap", isWrapped ? undefined : "yes");
    setWrapped(!isWrapped);
    virtual.measure();
  };
  const toggle = (line: number): void => {
    const next = new Set(folded);
    if (!next.delete(line)) next.add(line);
    setFollowing(false);
    setFolded(next);
  };

  useKeys({
    "/": () => find.current?.focus(),
    e: goToFirstError,
    f: follow,
    w: wrap,
    n: () => step(1),
    N: () => step(-1),
  });
  useFollowEnd({ isFollowing: isFollowing && target === undefined, rowCount: rows.count, toEnd: () => virtual.scrollToIndex(rows.count - 1, { align: "end" }) });
  useEffect(() => {
    const onHash = (): void => {
      const line = lineOfHash(location.hash);
      setTarget(line);
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  const isTargetHere = target !== undefined && target < lineCount;
  useEffect(() => {
    if (isTargetHere) goTo(target);
    // Once, when the line of the address has arrived.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isTargetHere]);
  const firstMatch = search.matches[0]?.line;
  useEffect(() => {
    setAt(0);
    if (firstMatch !== undefined) goTo(firstMatch);
    // A new search goes to its first match; one that grows stays where it is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [query, firstMatch]);

  const onScroll = (event: UIEvent<HTMLDivElement>): void => {
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (isAtEnd !== isFollowing && state.kind === "live") setFollowing(isAtEnd);
  };
  const current = search.matches[at]?.line;
  return (
    <div className="log" data-wrapped={isWrapped ? "" : undefined}>
      <LogToolbar
        find={find}
        query={query}
        search={search}
        at={at}
        isWrapped={isWrapped}
        isFollowing={isFollowing}
        isLive={state.kind === "live"}
        download={download}
        onQuery={setQuery}
        onStep={step}
        onFirstError={goToFirstError}
        onWrap={wrap}
        onFollow={follow}
      />
      {state.kind === "failed" && <ErrorNote error={state.error} what="The log could not be read to its end" />}
      <div className="log-scroll" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label="Log">
        {lineCount === 0 && state.kind === "complete" && <p className="log-empty muted">This step wrote nothing.</p>}
        {lineCount === 0 && state.kind === "live" && <p className="log-empty muted">Nothing written yet.</p>}
        {lineCount === 0 && state.kind === "loading" && <Patience>Reading the log…</Patience>}
        <div className="log-lines" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = rows.lineOf(item.index);
            return (
              <div
                key={item.key}
                ref={isWrapped ? virtual.measureElement : undefined}
                data-index={item.index}
                className="log-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogLine
                  number={line + 1}
                  text={buffer.line(line)}
                  styleBefore={buffer.styleBefore(line)}
                  query={query}
                  emphasis={line === target ? "target" : query !== "" && line === current ? "match" : undefined}
                  fold={commands.has(line) ? { isFolded: folded.has(line), toggle } : undefined}
                />
              </div>
            );
          })}
        </div>
      </div>
      {state.kind === "live" && !isFollowing && (
        <div className="log-return">
          <Button kind="primary" icon="arrow-down" onClick={follow}>
            Follow again
          </Button>
        </div>
      )}
    </div>
  );
}

/** Keeps the end in sight while following. */
function useFollowEnd({ isFollowing, rowCount, toEnd }: { isFollowing: boolean; rowCount: number; toEnd: () => void }): void {
  useLayoutEffect(() => {
    if (isFollowing && rowCount > 0) toEnd();
    // Only new lines move the view.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isFollowing, rowCount]);
}
