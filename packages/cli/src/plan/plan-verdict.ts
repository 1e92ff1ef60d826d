import type { ConfigurationPlanView, ObjectChangeView, SourcePlanView } from "@landbridge/api";
import { CHANGE_MARKS } from "./change-mark.ts";
import { printable } from "../words/value-text.ts";

/** The last line of a plan: "Plan: 2 to add, 1 to change; 1 job starts now.", "Nothing would change.", "Refused: …" */
export function verdictOfPlan(view: SourcePlanView): string {
  if (view.outcome === "refused") return `Refused: ${refusalText(view)}`;
  if (view.outcome === "nothing" || !view.plan) return "Nothing would change.";
  return `Plan: ${planCounts(view.plan)}.`;
}

/** "2 to add, 1 to change; 1 job starts now" */
function planCounts(plan: ConfigurationPlanView): string {
  const effects = effectsOf(plan);
  return [changeCounts(plan.changes), ...(effects.length === 0 ? [] : [effects.join(", ")])].join("; ");
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

const WORDS = ["add", "restore", "change", "move", "remove"] as const;

function changeCounts(changes: readonly ObjectChangeView[]): string {
  const parts = WORDS.flatMap((word) => {
    const count = changes.filter(({ action }) => CHANGE_MARKS[action].word === word).length;
    return count === 0 ? [] : [`${count} to ${word}`];
  });
  return parts.length === 0 ? "no declaration changes" : parts.join(", ");
}

function effectsOf({
  starts,
  canceledRuns,
  inconsistent,
  mended,
  deployments,
}: ConfigurationPlanView): string[] {
  const withVerdict = (verdict: string): number => starts.filter((start) => start.verdict === verdict).length;
  const sentences: readonly (readonly [number, string, string])[] = [
    [withVerdict("queued"), "job starts now", "jobs start now"],
    [withVerdict("waiting"), "job waits", "jobs wait"],
    [withVerdict("gated"), "run waits for its approval", "runs wait for their approval"],
    [canceledRuns.length, "run that waits is canceled", "runs that wait are canceled"],
    [inconsistent.filter(({ isNew }) => isNew).length, "can't run", "can't run"],
    [mended.length, "runs again", "run again"],
    [deployments.length, "live deployment goes", "live deployments go"],
  ];
  return sentences.flatMap(([count, one, many]) => (count === 0 ? [] : [counted(count, one, many)]));
}

function refusalText({ refusals, problems, text }: SourcePlanView): string {
  const [first] = refusals;
  if (first !== undefined && refusals.length === 1) return printable(first);
  if (refusals.length > 1) return `${refusals.length} declarations can't be taken.`;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return errors === 0 ? printable(text) : `the configuration has ${counted(errors, "error")}.`;
}
