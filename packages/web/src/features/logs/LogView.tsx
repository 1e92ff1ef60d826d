import { useRef } from "react";
import type { ReactElement } from "react";
import { Button } from "../../ui/Button.tsx";
import { LogRows } from "./LogRows.tsx";
import { LogStateWords } from "./LogStateWords.tsx";
import { LogToolbar } from "./LogToolbar.tsx";
import type { LogReader } from "./log-reader.ts";
import { useLogView } from "./use-log-view.ts";
import { useLogRevision } from "./use-step-log.ts";

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
  const field = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const log = useLogView({ reader, isFailed, addressOf, field, scroller });
  const { find, following, wrap } = log;
  const isLive = reader.state().kind === "live";
  return (
    <div className="log" data-wrapped={wrap.isWrapped ? "" : undefined} data-has-error={log.hasError}>
      <LogToolbar
        field={field}
        find={find}
        isWrapped={wrap.isWrapped}
        isFollowing={following.isFollowing}
        isLive={isLive}
        hasError={log.hasError === true}
        download={download}
        onFirstError={log.pointToFirstError}
        onWrap={wrap.toggle}
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
        <LogRows
          buffer={reader.buffer}
          lines={log.lines}
          isWrapped={wrap.isWrapped}
          query={find.query}
          target={log.target}
          match={find.query === "" ? undefined : find.search.matches[find.at]?.line}
          addressOf={addressOf}
          onPoint={log.point}
        />
      </div>
      {isLive && !following.isFollowing && <ReturnToEnd onFollow={following.follow} />}
    </div>
  );
}

function ReturnToEnd({ onFollow }: { readonly onFollow: () => void }): ReactElement {
  return (
    <div className="log-return">
      <Button kind="primary" icon="arrow-down" onClick={onFollow}>
        Follow again
      </Button>
    </div>
  );
}
