import { memo } from "react";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { logHtml } from "./log-html.ts";

interface LogLineProps {
  readonly number: number;
  readonly text: string;
  readonly styleBefore: string;
  readonly query: string;
  /** The line of the address, or the match one stands at. */
  readonly emphasis: "target" | "match" | undefined;
  /** Given for the line of a command, whose output folds. */
  readonly fold: { readonly isFolded: boolean; readonly toggle: (line: number) => void } | undefined;
}

export const LogLine = memo(function LogLine(props: LogLineProps): ReactElement {
  const { number, text, styleBefore, query, emphasis, fold } = props;
  return (
    <div className="log-line" data-emphasis={emphasis} data-command={fold ? "" : undefined}>
      <a className="log-number" href={`#L${number}`} aria-label={`Line ${number}`}>
        {number}
      </a>
      {fold ? (
        <button
          type="button"
          className="log-fold"
          aria-expanded={!fold.isFolded}
          aria-label={fold.isFolded ? "Unfold" : "Fold"}
          onClick={() => fold.toggle(number - 1)}
        >
          <Icon name={fold.isFolded ? "right" : "down"} size={12} />
        </button>
      ) : (
        <span className="log-fold" />
      )}
      <span
        className="log-text"
        // ansi_up has escaped the text; what it adds are spans and checked links.
        // oxlint-disable-next-line react/no-danger
        dangerouslySetInnerHTML={{ __html: logHtml(fold ? withoutMark(text) : text, { styleBefore, query }) }}
      />
    </div>
  );
});

/** The fold button stands in the place of the command's mark. */
function withoutMark(text: string): string {
  return text.replace("▸ ", "");
}
