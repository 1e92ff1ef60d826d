import type { RunView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import type { RerunKind } from "@landbridge/core";

/** A way to run again what has ended, and what it does. */
export interface RerunChoice {
  readonly how: RerunKind;
  readonly label: string;
  readonly does: string;
  /** Why it can't be done with this run. */
  readonly whyNot?: string;
}

/** The ways to run it again; none before it has ended. */
export function rerunChoices(run: Pick<RunView, "status" | "startedAt" | "steps">): readonly RerunChoice[] {
  if (!isFinal(run.status)) return [];
  const neverStarted = run.startedAt === undefined ? "It never started." : undefined;
  const failed = run.steps.find(({ status }) => status !== "success" && status !== "skipped");
  const noneFailed = run.status === "success" || !failed ? "No step of it failed." : undefined;
  return [
    {
      how: "same",
      label: "The same again",
      does: "The versions it read and the definition it had then.",
      ...whyNot(neverStarted),
    },
    {
      how: "failed-step",
      label: failed && !noneFailed ? `From ${failed.name} on` : "From the failed step on",
      does: "Takes the steps before it as done, all else as it was.",
      ...whyNot(neverStarted ?? noneFailed),
    },
    {
      how: "today",
      label: "With today's definition",
      does: "The versions it read, and the job as it is declared now.",
    },
  ];
}

function whyNot(reason: string | undefined): Pick<RerunChoice, "whyNot"> {
  return reason === undefined ? {} : { whyNot: reason };
}
