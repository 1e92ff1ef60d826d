import type { GateSummaryView, GateView, VoteView } from "@landbridge/api";

/** "1 of 2 approvals" */
export function countOfApprovals({ approvedBy, required }: GateSummaryView): string {
  return `${String(approvedBy.length)} of ${String(required)} ${required === 1 ? "approval" : "approvals"}`;
}

/** How many of whom have to approve: "2 of release-managers, alice." */
export function sentenceOfApprovers({
  approvers,
  required,
  selfApproval,
}: Pick<GateView, "approvers" | "required" | "selfApproval">): string {
  const who = approvers.length === 0 ? "those who may run the job" : approvers.join(" or ");
  const count = required === 1 ? "one" : String(required);
  return `${count} of ${who}${selfApproval ? "" : ", but not who caused the run"}.`;
}

/** What the way to a gate is called for who looks at it; nothing is known of them yet while it is read. */
export function wordsOfWay(mine: GateView["mine"] | undefined): string {
  return mine && (mine.mayApprove || mine.mayReject) ? "Look and vote" : "Look";
}

const VOTES: Readonly<Record<VoteView["kind"], string>> = { approve: "approved", reject: "rejected" };

export function wordOfVote({ kind }: Pick<VoteView, "kind">): string {
  return VOTES[kind];
}

/** What a gate lets through beside what it let through last, in one line: "2 of 3 inputs changed". */
export function sentenceOfDifference({
  difference,
  lastLetThrough,
}: Pick<GateView, "difference" | "lastLetThrough">): string {
  if (!lastLetThrough) return "Nothing was let through before.";
  const changed = difference.filter(({ isChanged }) => isChanged).length;
  if (changed === 0) return "The same versions as were let through last.";
  return `${String(changed)} of ${String(difference.length)} ${difference.length === 1 ? "input" : "inputs"} changed.`;
}
