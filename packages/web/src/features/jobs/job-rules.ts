import type { JobDetailView } from "@landbridge/api";
import { formatDuration } from "../../ui/durations.ts";

/** A rule of a job in words. */
export interface JobRule {
  readonly kind: "approval" | "retry" | "supersede";
  readonly text: string;
}

type Ruled = Pick<JobDetailView, "approval" | "retry" | "supersede">;

/** What holds a run back, and what becomes of one that failed or that a newer one overtakes. */
export function rulesOf({ approval, retry, supersede }: Ruled): readonly JobRule[] {
  return [
    ...(approval ? [{ kind: "approval", text: sentenceOfApproval(approval) } as const] : []),
    ...(retry ? [{ kind: "retry", text: sentenceOfRetry(retry) } as const] : []),
    ...(supersede ? [{ kind: "supersede", text: SUPERSEDES[supersede] } as const] : []),
  ];
}

const SUPERSEDES: Readonly<Record<NonNullable<Ruled["supersede"]>, string>> = {
  queued: "A newer run takes the place of those that are queued or wait for approval.",
  all: "A newer run ends every older one, also one that is processing.",
};

function sentenceOfApproval({
  required,
  approvers,
  selfApproval,
  timeoutMinutes,
}: NonNullable<Ruled["approval"]>): string {
  const who = approvers.length === 0 ? "whoever may run it" : approvers.join(" or ");
  const count = required === 1 ? "one approval" : `${String(required)} approvals`;
  const self = selfApproval ? "" : " Whoever caused the run may not approve it.";
  const end =
    timeoutMinutes === undefined ? "" : ` It expires after ${formatDuration(timeoutMinutes * 60_000)}.`;
  return `Each run asks for ${count} by ${who}.${self}${end}`;
}

function sentenceOfRetry({ attempts, on, backoffSeconds }: NonNullable<Ruled["retry"]>): string {
  const pause = backoffSeconds === 0 ? "" : `, ${formatDuration(backoffSeconds * 1_000)} apart at first`;
  return `At most ${String(attempts)} attempts after ${on.join(", ")}${pause}.`;
}
