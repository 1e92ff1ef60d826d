import { putOffVersion } from "./backlog.ts";
import { isBoundEarly } from "./binding.ts";
import type { FactsDraft } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { withoutNumber } from "./number-ranges.ts";

/** A version that a run was bound to which never started: it needs another one, once it may be chosen again. */
export function giveBackVersion(draft: FactsDraft, job: Job, from: string, number: number): void {
  const input = inputsOf(job).find((candidate) => candidate.from === from);
  if (!input || !isBoundEarly(input)) return;
  if ((input.passed ?? []).length === 0) {
    putOffVersion(draft, job, from, number);
    return;
  }
  const facts = draft.job(job.name);
  const taken = { ...facts.taken, [from]: withoutNumber(facts.taken?.[from] ?? [], number) };
  draft.setJob(job.name, { ...facts, taken });
}
