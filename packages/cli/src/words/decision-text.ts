import type { JobDecision, Verdict } from "@landbridge/core";
import type { Output, Style } from "../output.ts";

const VERDICT_STYLES = {
  queued: "green",
  waiting: "magenta",
  gated: "yellow",
  skipped: "gray",
  none: "gray",
} as const satisfies Record<Verdict, Style>;

/** What a decision needs to be told in words; the stored one and the simulated one both have it. */
export type TellableDecision = Pick<JobDecision, "job" | "verdict" | "reason" | "text"> & {
  readonly unblock: readonly { readonly text: string }[];
};

/** The verdict with its sentence, then what would change it. */
export function decisionLines(decision: TellableDecision, style: Output["style"]): readonly string[] {
  return [
    `${style("bold", decision.job)}  ${verdictText(decision.verdict, style)}  ${decision.text} ${style("dim", `(${decision.reason})`)}`,
    ...decision.unblock.map(({ text }) => style("dim", `  → ${text}`)),
  ];
}

/** The verdict in its colour, padded so that sentences after it begin in one column. */
export function verdictText(verdict: Verdict, style: Output["style"]): string {
  return style(VERDICT_STYLES[verdict], verdict.padEnd(7));
}
