import type { FateView } from "@landbridge/api";
import type { Status } from "../../ui/status.ts";

const WORDS: Readonly<Record<FateView["outcome"], string>> = {
  took: "took it",
  "will-take": "will take it",
  "did-not": "did not take it",
};

/** "took it", "took it 12 times", "will take it", "will take it once it is approved", "did not take it" */
export function wordsOfFate({
  outcome,
  runCount,
  runs,
}: Pick<FateView, "outcome" | "runCount" | "runs">): string {
  const isGated = runs.length > 0 && runs.every(({ status }) => status === "gated");
  if (outcome === "will-take" && isGated) return "will take it once it is approved";
  return outcome === "took" && runCount > 1 ? `took it ${String(runCount)} times` : WORDS[outcome];
}

const STATUSES: Readonly<Record<FateView["outcome"], Status>> = {
  took: "success",
  "will-take": "queued",
  "did-not": "skipped",
};

/** Fates are shown with the marks of statuses. */
export function statusOfFate({ outcome }: Pick<FateView, "outcome">): Status {
  return STATUSES[outcome];
}
