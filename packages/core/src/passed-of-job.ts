import type { Facts, JobFacts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { InStep, Job } from "./job.ts";
import { latestOf } from "./latest-version.ts";
import { hasNumber } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import type { PassedInput } from "./passed-input.ts";
import { resolvePassed } from "./passed-versions.ts";
import type { PassedOutcome } from "./passed-versions.ts";
import { pinOf } from "./pin.ts";
import { isQuarantined } from "./quarantine.ts";
import type { VersionHistory } from "./version-history.ts";
import type { Workflow } from "./workflow.ts";

/** The versions of the INs that have to pass other jobs, or why there are none; `undefined` without such INs. */
export function passedOf(workflow: Workflow, facts: Facts, job: Job): PassedOutcome | undefined {
  const own = facts.job(job.name);
  const narrowed = inputsOf(job).filter(({ passed = [] }) => passed.length > 0);
  if (narrowed.length === 0) return undefined;
  return resolvePassed(
    narrowed.map((input) => passedInput(facts, own, input)),
    historyOf(workflow, facts),
    (from, number) => hasNumber(ownValue(own.taken, from) ?? [], number),
  );
}

function passedInput(facts: Facts, own: JobFacts, input: InStep): PassedInput {
  const pin = pinOf(own, input);
  const pinned = pin?.kind === "number" ? pin.versionNumber : undefined;
  const named = pin?.kind === "name" ? namedNumber(facts, input.from, pin.versionName) : undefined;
  const number = pinned ?? named;
  // A job that begins to take every version begins with the newest one; over a switched-off IN it takes none by itself.
  const hasBegun = input.isSwitchedOn && ownValue(own.taken, input.from) !== undefined;
  return {
    from: input.from,
    passed: input.passed ?? [],
    flow: input.flow === "every" && hasBegun ? "every" : "latest",
    ...(pin === undefined ? {} : { pinned: number ?? 0 }),
  };
}

function namedNumber(facts: Facts, from: string, versionName: string): number | undefined {
  return ownValue(facts.resource(from).named, versionName) ?? ownValue(facts.job(from).named, versionName);
}

function historyOf(workflow: Workflow, facts: Facts): VersionHistory {
  return {
    successfulRuns: (job) => facts.job(job).successes ?? [],
    latest: (name) => latestOf(workflow, facts, name),
    versions(name) {
      if (workflow.jobs.has(name)) return (facts.job(name).successes ?? []).map(({ number }) => number);
      const { lastVersionNumber } = facts.resource(name);
      return Array.from({ length: lastVersionNumber }, (_, index) => lastVersionNumber - index);
    },
    isAllowed: (name, number) => !isQuarantined(workflow, facts, name, number),
  };
}
