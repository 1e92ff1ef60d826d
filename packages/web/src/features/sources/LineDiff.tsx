import type { ReactElement } from "react";
import type { DiffLine } from "./line-diff.ts";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

/** Two texts, one over the other: what went, what came, and a little of what stayed. */
export function LineDiff({
  lines,
  label,
}: {
  readonly lines: readonly DiffLine[];
  readonly label: string;
}): ReactElement {
  return (
    <pre className="code diff" aria-label={label} tabIndex={0}>
      <span className="diff-lines">
        {lines.map((line, at) => (
          // Lines have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={at} className="diff-line" data-kind={line.kind}>
            {line.kind === "skipped" ? (
              `⋯ ${line.count.toLocaleString("en")} lines are the same`
            ) : (
              <>
                <span className="diff-sign">{SIGNS[line.kind]}</span>
                {line.text}
              </>
            )}
            {"\n"}
          </span>
        ))}
      </span>
    </pre>
  );
}
