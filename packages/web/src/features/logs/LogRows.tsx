import type { MouseEvent, ReactElement } from "react";
import { LogLine } from "./LogLine.tsx";
import type { LogBuffer } from "./log-buffer.ts";
import type { LogLines } from "./use-log-lines.ts";

interface LogRowsProps {
  readonly buffer: LogBuffer;
  readonly lines: LogLines;
  readonly isWrapped: boolean;
  readonly query: string;
  /** The line of the address. */
  readonly target: number | undefined;
  /** The line of the match that one stands at. */
  readonly match: number | undefined;
  readonly addressOf: (line: number) => string;
  readonly onPoint: (line: number) => void;
}

/** The lines in sight, each where it stands in the whole. */
export function LogRows(props: LogRowsProps): ReactElement {
  const { buffer, lines, isWrapped, target, match } = props;
  const onNumber = (event: MouseEvent, line: number): void => {
    // With a key held down the browser opens the line's address elsewhere.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    props.onPoint(line);
  };
  return (
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
              href={props.addressOf(line)}
              text={buffer.line(line)}
              styleBefore={buffer.styleBefore(line)}
              query={props.query}
              emphasis={line === target ? "target" : line === match ? "match" : undefined}
              fold={foldOf(lines, line)}
              onFold={lines.toggleFold}
              onNumber={onNumber}
            />
          </div>
        );
      })}
    </div>
  );
}

function foldOf({ commands, folded }: LogLines, line: number): "open" | "folded" | undefined {
  if (!commands.has(line)) return undefined;
  return folded.has(line) ? "folded" : "open";
}
