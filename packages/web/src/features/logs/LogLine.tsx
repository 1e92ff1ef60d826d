import { memo } from "react";
import type { MouseEvent, ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { logHtml } from "./log-html.ts";

interface LogLineProps {
  /** Counted from 0; people count from 1. */
  readonly line: number;
  readonly href: string;
  readonly text: string;
  readonly styleBefore: string;
  readonly query: string;
  /** The line of the address, or the match one stands at. */
  readonly emphasis: "target" | "match" | undefined;
  /** Set for the line of a command, whose output folds. */
  readonly fold: "open" | "folded" | undefined;
  readonly onFold: (line: number) => void;
  readonly onNumber: (event: MouseEvent, line: number) => void;
}

export const LogLine = memo(
  function LogLine({
    line,
    href,
    text,
    styleBefore,
    query,
    emphasis,
    fold,
    onFold,
    onNumber,
  }: LogLineProps): ReactElement {
    return (
      <div className="log-line" data-emphasis={emphasis} data-command={fold}>
        <a
          className="log-number"
          href={href}
          aria-label={`Line ${line + 1}`}
          onClick={(event) => onNumber(event, line)}
        >
          {line + 1}
        </a>
        {fold === undefined ? (
          <span className="log-fold" />
        ) : (
          <button
            type="button"
            className="log-fold"
            aria-expanded={fold === "open"}
            aria-label={fold === "open" ? "Fold" : "Unfold"}
            onClick={() => onFold(line)}
          >
            <Icon name={fold === "open" ? "down" : "right"} size={12} />
          </button>
        )}
        <span
          className="log-text"
          // ansi_up has escaped the text; what it adds are spans and checked links.
          // oxlint-disable-next-line react/no-danger
          dangerouslySetInnerHTML={{
            __html: logHtml(fold ? withoutMark(text) : text, { styleBefore, query }),
          }}
        />
      </div>
    );
  },
  // Callbacks are new with each drawing and do the same; drawing hundreds of lines for them would be waste.
  (old, next) =>
    old.line === next.line &&
    old.text === next.text &&
    old.styleBefore === next.styleBefore &&
    old.query === next.query &&
    old.emphasis === next.emphasis &&
    old.fold === next.fold,
);

/** The fold button stands in the place of the command's mark. */
function withoutMark(text: string): string {
  return text.replace("▸ ", "");
}
