import { approvalsOf, newGate } from "./gate.ts";
import type { Gate, Vote } from "./gate.ts";
import type { Approval } from "./job.ts";
import type { LiveRun } from "./run.ts";

/** Who votes, as far as a gate is concerned. */
export interface Voter {
  readonly name: string;
  readonly groups: readonly string[];
  /** Has the role that running a job asks for, which counts where a gate names nobody. */
  readonly mayRun: boolean;
}

export const VOTE_REFUSALS = ["not-an-approver", "self-approval", "voted-already", "not-gated"] as const;
export type VoteRefusal = (typeof VOTE_REFUSALS)[number];

export type VoteOutcome =
  | { readonly ok: false; readonly refusal: VoteRefusal; readonly text: string }
  | { readonly ok: true; readonly gate: Gate; readonly result: "open" | "approved" | "rejected" };

/**
 * What a vote does to a gated run. One rejection ends it; it goes on when enough people have approved. A person
 * counts once: who approved may still reject, nobody approves twice.
 */
export function decideVote(approval: Approval, run: LiveRun, vote: Vote, voter: Voter): VoteOutcome {
  const refused = refusalOf(approval, run, vote, voter);
  if (refused) return { ok: false, ...refused };
  const votes = [...(run.gate?.votes ?? []), vote];
  const gate: Gate = { ...(run.gate ?? newGate(approval, vote.at)), votes };
  if (vote.kind === "reject") return { ok: true, gate, result: "rejected" };
  return { ok: true, gate, result: approvalsOf(gate).length >= approval.required ? "approved" : "open" };
}

/** Is this one of the people who may vote, whatever they did before? */
function isApprover({ approvers }: Approval, { name, groups, mayRun }: Voter): boolean {
  if (approvers.length === 0) return mayRun;
  return approvers.some((approver) => approver === name || groups.includes(approver));
}

function refusalOf(
  approval: Approval,
  run: LiveRun,
  vote: Vote,
  voter: Voter,
): { readonly refusal: VoteRefusal; readonly text: string } | undefined {
  const name = `${run.job} #${String(run.number)}`;
  if (run.status !== "gated") {
    return { refusal: "not-gated", text: `${name} waits for no approval: it is ${run.status}.` };
  }
  if (run.gate && run.gate.expiresAt <= vote.at) {
    return { refusal: "not-gated", text: `${name} waits for no approval: the time for it is over.` };
  }
  if (!isApprover(approval, voter)) {
    const who = approval.approvers.join(", ") || "those who may run the job";
    return {
      refusal: "not-an-approver",
      text: `${voter.name} is not among the approvers of ${name}: ${who}.`,
    };
  }
  if (vote.kind === "reject") return undefined;
  if (!approval.selfApproval && run.by === voter.name) {
    const text = `${voter.name} caused ${name} and may not approve it; somebody else has to.`;
    return { refusal: "self-approval", text };
  }
  if (run.gate && approvalsOf(run.gate).includes(voter.name)) {
    return { refusal: "voted-already", text: `${voter.name} has approved ${name} already.` };
  }
  return undefined;
}
