import { listOf } from "./list-of.ts";
import type { Approval } from "./job.ts";
import type { LiveRun } from "./run.ts";

export const VOTES = ["approve", "reject"] as const;
export type VoteKind = (typeof VOTES)[number];

/** A typed answer to what a gate or a manual run asks. */
export type InputValue = string | number | boolean;
export type InputValues = Readonly<Record<string, InputValue>>;

/** One person's word about a gated run: recorded, whatever comes of it. */
export interface Vote {
  readonly by: string;
  readonly kind: VoteKind;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly comment?: string;
  /** What the person answered to what the gate asks. */
  readonly answers?: InputValues;
}

/** The approval of a run: it waits while its status is `gated`, and holds nothing meanwhile. */
export interface Gate {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Then the run is canceled. */
  readonly expiresAt: number;
  readonly votes: readonly Vote[];
}

/** A gate whose job says nothing else waits this long: 30 days. */
export const DEFAULT_GATE_MINUTES = 43_200;

export function newGate(approval: Approval, now: number): Gate {
  const minutes = approval.timeoutMinutes ?? DEFAULT_GATE_MINUTES;
  return { since: now, expiresAt: now + minutes * 60_000, votes: [] };
}

/** Who votes, as far as a gate is concerned. */
export interface Voter {
  readonly name: string;
  readonly groups: readonly string[];
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

/** The people who approved. */
export function approvalsOf(gate: Gate): readonly string[] {
  return gate.votes.filter((vote) => vote.kind === "approve").map((vote) => vote.by);
}

/** All answers that were given, the last one to each question. */
export function answersOf(gate: Gate): InputValues {
  return Object.assign({}, ...gate.votes.map((vote) => vote.answers ?? {})) as InputValues;
}

/** Is this one of the people who may vote, whatever they did before? */
export function isApprover({ approvers }: Approval, { name, groups }: Voter): boolean {
  if (approvers.length === 0) return true;
  return approvers.some((approver) => approver === name || groups.includes(approver));
}

/** "Waits for 2 approvals of release-managers or alice; bob approved." */
export function sentenceOfGate(approval: Approval, gate: Gate | undefined): string {
  const given = gate ? approvalsOf(gate) : [];
  const missing = Math.max(approval.required - given.length, 0);
  const count = missing === 1 ? "1 approval" : `${String(missing)} approvals`;
  const who = approval.approvers.length === 0 ? "" : ` of ${approval.approvers.join(" or ")}`;
  const so = given.length === 0 ? "" : `; ${listOf(given)} approved`;
  return `Waits for ${count}${who}${so}.`;
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
  if (!isApprover(approval, voter)) {
    const who = approval.approvers.join(", ");
    return { refusal: "not-an-approver", text: `${voter.name} is not among the approvers of ${name}: ${who}.` };
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
