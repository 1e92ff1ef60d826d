import type { InputValue } from "./input-values.ts";
import { listOf } from "./list-of.ts";
import type { Approval, Job } from "./job.ts";

export const VOTES = ["approve", "reject"] as const;
export type VoteKind = (typeof VOTES)[number];

/** Typed answers to what a gate or a manual run asks, by name. */
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

/** What counts for a gated run whose job asks for no approval any more: anybody's. */
const ANYBODY: Approval = { approvers: [], required: 1, selfApproval: true };

/** What a job asks of those who vote on a run that waits at its gate. */
export function approvalOf(job: Job | undefined): Approval {
  return job?.approval ?? ANYBODY;
}

/** The people who approved. */
export function approvalsOf(gate: Gate): readonly string[] {
  return gate.votes.filter((vote) => vote.kind === "approve").map((vote) => vote.by);
}

/** All answers that were given, the last one to each question. */
export function answersOf(gate: Gate): InputValues {
  return Object.assign({}, ...gate.votes.map((vote) => vote.answers ?? {})) as InputValues;
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
