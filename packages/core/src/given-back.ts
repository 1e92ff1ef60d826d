import { putOffVersion } from "./backlog.ts";
import { isBoundEarly } from "./binding.ts";
import type { ReasonCode } from "./decision.ts";
import type { FactsDraft } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { withoutNumber } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import { changeRun } from "./run-queue.ts";
import { isFinal } from "./run.ts";
import type { LiveRun, RunStatus } from "./run.ts";

/** Why a run ends before its start through no fault of what it was bound to: it gives its versions back. */
export const GIVING_BACK = [
  "version-quarantined",
  "input-unhealthy-at-start",
  "inconsistent",
] as const satisfies readonly ReasonCode[];

export function givesBack(reason: string): boolean {
  return GIVING_BACK.some((code) => code === reason);
}

/** A run of the same job: live, or one that has ended. */
export interface OtherRun {
  readonly live: LiveRun;
  readonly status: RunStatus;
  readonly reason?: { readonly code: string };
}

export interface GivenBack {
  /** Runs that take what this one would have taken first: changed in the draft already. */
  readonly heirs: readonly LiveRun[];
  /** What none of the others takes: left to take, unless a run took it that is not among them. */
  readonly free: readonly { readonly name: string; readonly number: number }[];
}

/**
 * Who takes the versions that a run gives back which no run had taken before: the next of the others, in the order of
 * the queue, that is bound to the same version and has not started. Changes the draft: an heir takes it as its own.
 */
export function decideGivenBack(draft: FactsDraft, run: LiveRun, others: readonly OtherRun[]): GivenBack {
  const inOrder = others.filter(({ live }) => live.id !== run.id).sort((a, b) => a.live.order - b.live.order);
  const heirs = new Map<string, LiveRun>();
  const free: { readonly name: string; readonly number: number }[] = [];
  for (const name of run.takes ?? []) {
    const number = ownValue(run.bound, name) ?? 0;
    const takers = inOrder.filter((other) => hasTaken(other, name, number));
    if (takers.length === 0) free.push({ name, number });
    const next = takers.find(({ status }) => status === "queued" || status === "gated")?.live;
    if (!next) continue;
    const before = heirs.get(next.id) ?? next;
    heirs.set(next.id, { ...before, takes: [...new Set([...(before.takes ?? []), name])] });
  }
  for (const heir of heirs.values()) changeRun(draft, heir);
  return { heirs: [...heirs.values()], free };
}

/** Has the run taken the version, or will it? */
function hasTaken({ live, status, reason }: OtherRun, name: string, number: number): boolean {
  const isGivenBack = isFinal(status) && live.reads === undefined && givesBack(reason?.code ?? "");
  // What it merely read as the newest, it did not take; nor did a retry, which is bound to all that the run before it read.
  return !isGivenBack && live.cause.kind !== "retry" && ownValue(live.bound, name) === number;
}

/** A version that nobody takes now: it needs another run, once it may be chosen again. */
export function giveBackVersion(draft: FactsDraft, job: Job, from: string, number: number): void {
  const input = inputsOf(job).find((candidate) => candidate.from === from);
  if (!input || !isBoundEarly(input)) return;
  if ((input.passed ?? []).length === 0) {
    putOffVersion(draft, job, from, number);
    return;
  }
  const facts = draft.job(job.name);
  const taken = { ...facts.taken, [from]: withoutNumber(ownValue(facts.taken, from) ?? [], number) };
  draft.setJob(job.name, { ...facts, taken });
}
