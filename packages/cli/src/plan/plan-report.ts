import type { SourcePlanView } from "@landbridge/api";
import type { Output } from "../output.ts";
import { planMarkdown } from "./plan-markdown.ts";
import { groupLines, planLines } from "./plan-text.ts";
import type { PlanLook } from "./plan-text.ts";
import { verdictOfPlan } from "./plan-verdict.ts";
import { printable } from "../words/value-text.ts";
import { paintProblem } from "../source/workflow-source.ts";

/** A plan with what is needed to show it. */
export interface ShownPlan {
  /** "Plan for the source ops (/srv/ops): the files of ops" */
  readonly title: string;
  /** Its problems have paths as a person would type them. */
  readonly view: SourcePlanView;
  /** Absent: a new source. */
  readonly source?: string;
  /** Text of a file by such a path, for source frames; empty where it was read elsewhere. */
  readonly textOf: (file: string) => string;
  /** The last line, where it is not the one of a sync. */
  readonly verdict?: string;
}

export interface PlanForm {
  readonly isMarkdown: boolean;
  readonly isFull: boolean;
}

const MOST_ON_TERMINAL = 12;

/** Prints a plan: for people, as a comment for a pull request, or as one JSON object. */
export function tellPlan(output: Output, shown: ShownPlan, form: PlanForm): void {
  if (output.isJson) output.json(planJson(shown));
  else if (form.isMarkdown) for (const line of planMarkdown(shown, form)) output.line(line);
  else for (const line of planText(output, shown, form)) output.line(line);
}

/** How much of a plan is shown: all of it, unless a person looks at it as it is printed. */
export function lookOf(
  { isTerminal, width, style }: Output,
  { isFull, ...told }: Pick<PlanLook, "tense" | "rest"> & { readonly isFull: boolean },
): PlanLook {
  const isCut = isTerminal && !isFull;
  return { ...told, style, most: isCut ? MOST_ON_TERMINAL : Infinity, width: isCut ? width : Infinity };
}

function planJson({ view, source }: ShownPlan): object {
  const { outcome, text, plan, digest, commit, refusals, problems } = view;
  return { outcome, text, source, commit, plan, digest, refusals, problems };
}

function planText(output: Output, shown: ShownPlan, { isFull }: PlanForm): readonly string[] {
  const { style } = output;
  const { title, view, textOf } = shown;
  const look = lookOf(output, { isFull, tense: "would", rest: "--full" });
  const frames = view.problems.map((problem) => paintProblem(problem, { textOf }, style).split("\n"));
  // One alone stands in the last line.
  const refusals = view.refusals.length === 1 ? [] : view.refusals.map((text) => [printable(text)]);
  return [
    style("bold", printable(title)),
    "",
    ...groupLines({ title: "Problems", entries: frames }, look),
    ...groupLines({ title: "Refused", entries: refusals }, look),
    ...(view.plan ? planLines(view.plan, look) : []),
    painted(output, shown),
  ];
}

const VERDICT_STYLES = { nothing: "green", change: "bold", refused: "red" } as const;

function painted({ style }: Output, { view, verdict = verdictOfPlan(view) }: ShownPlan): string {
  return style(VERDICT_STYLES[view.outcome], verdict);
}
