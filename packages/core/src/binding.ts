import { latestOfResource, pinOf } from "./facts.ts";
import type { Facts, FactsDraft, JobFacts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { InStep, Job, Pin } from "./job.ts";
import { hasNumber, smallestNumber, withNumbers, withoutNumber } from "./number-ranges.ts";
import type { NumberRanges } from "./number-ranges.ts";
import { resolvePassed } from "./passed-versions.ts";
import type { PassedOutcome } from "./passed-versions.ts";
import type { PassedInput } from "./passed-input.ts";
import type { VersionHistory } from "./version-history.ts";
import type { VersionNumbers } from "./run.ts";
import type { Workflow } from "./workflow.ts";

/** The versions that a run is bound to when it is made; what is not in it is read when the run starts. */
export type Binding =
  | {
      readonly ok: true;
      readonly bound: VersionNumbers;
      /** Those of the INs that fire that bring a version which no run has taken. */
      readonly news: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly because: string };

export interface BindingAsked {
  /** Names of the INs that start the run; none where a person does. */
  readonly firing: ReadonlySet<string>;
  /** Old versions that somebody sends down the graph again. */
  readonly replays?: VersionNumbers;
  /** Every IN is bound: the run waits at a gate, for exactly these versions. */
  readonly isWhole: boolean;
}

/** Is the version of this IN chosen when the run is made: by `passed`, or because every version needs a run? */
export function isBoundEarly({ passed = [], flow, pin }: InStep): boolean {
  return passed.length > 0 || (flow === "every" && pin === undefined);
}

export function bindVersions(workflow: Workflow, facts: Facts, job: Job, asked: BindingAsked): Binding {
  const own = facts.job(job.name);
  const bound: Record<string, number> = {};
  const inputs = inputsOf(job);
  const outcome = passedOf(workflow, facts, job);
  if (outcome?.ok === false)
    return { ok: false, because: [...new Set(outcome.inputs.map(({ text }) => text))].join(" ") };
  Object.assign(bound, outcome?.versions);
  for (const input of inputs) {
    if (bound[input.from] !== undefined) continue;
    const number = plainVersion(workflow, facts, { own, input, isWhole: asked.isWhole });
    if (number !== undefined) bound[input.from] = number;
  }
  const { replays = {}, firing } = asked;
  Object.assign(bound, replays);
  const isNew = (input: InStep): boolean => {
    const { from, passed = [] } = input;
    const isFree = !isBoundEarly(input) || (passed.length === 0 && pinOf(own, input) !== undefined);
    if (isFree || Object.hasOwn(replays, from)) return true;
    const number = bound[from];
    // Without a number every version that is left is in quarantine.
    if (number === undefined) return false;
    // One that is left to take is older than the first one taken where it came late.
    return hasNumber(own.backlog?.[from] ?? [], number) || !hasNumber(own.taken?.[from] ?? [], number);
  };
  const fresh = inputs.filter((input) => firing.has(input.from) && isNew(input));
  return { ok: true, bound, news: new Set(fresh.map(({ from }) => from)) };
}

/** The versions of the INs that have to pass other jobs, or why there are none; `undefined` without such INs. */
export function passedOf(workflow: Workflow, facts: Facts, job: Job): PassedOutcome | undefined {
  const own = facts.job(job.name);
  const narrowed = inputsOf(job).filter(({ passed = [] }) => passed.length > 0);
  if (narrowed.length === 0) return undefined;
  return resolvePassed(
    narrowed.map((input) => passedInput(facts, own, input)),
    historyOf(workflow, facts),
    (from, number) => hasNumber(own.taken?.[from] ?? [], number),
  );
}

/**
 * Remembers which versions a run is bound to, where that decides what the next one takes. Returns the names of the INs
 * whose version no run had taken.
 */
export function takeVersions(draft: FactsDraft, job: Job, bound: VersionNumbers): readonly string[] {
  const facts = draft.job(job.name);
  const taken: Record<string, NumberRanges> = { ...facts.taken };
  const backlog: Record<string, NumberRanges> = { ...facts.backlog };
  const takes: string[] = [];
  for (const input of inputsOf(job)) {
    const number = bound[input.from];
    if (number === undefined || !isBoundEarly(input)) continue;
    const isNew =
      (input.passed ?? []).length > 0
        ? !hasNumber(taken[input.from] ?? [], number)
        : hasNumber(backlog[input.from] ?? [], number);
    if (isNew) takes.push(input.from);
    // What came before the first one taken is none of its business.
    taken[input.from] = withNumbers(taken[input.from] ?? [[1, number]], number);
    const left = withoutNumber(backlog[input.from] ?? [], number);
    if (left.length > 0) backlog[input.from] = left;
    else delete backlog[input.from];
  }
  if (Object.keys(taken).length === 0) return takes;
  const { backlog: _before, ...rest } = facts;
  draft.setJob(job.name, { ...rest, taken, ...(Object.keys(backlog).length === 0 ? {} : { backlog }) });
  return takes;
}

/** A version that needs a run of its own: kept until one takes it, whatever holds the job now. */
export function putOffVersion(draft: FactsDraft, job: Job, from: string, number: number): void {
  const facts = draft.job(job.name);
  const backlog = { ...facts.backlog, [from]: withNumbers(facts.backlog?.[from] ?? [], number) };
  draft.setJob(job.name, { ...facts, backlog });
}

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

/** INs with versions that still need a run and may have one; a pinned one takes its pin and nothing else. */
export function inputsBehind(workflow: Workflow, facts: Facts, job: Job): readonly InStep[] {
  const own = facts.job(job.name);
  return inputsOf(job).filter(
    (input) => input.flow === "every" && !pinOf(own, input) && firstLeft(workflow, facts, own, input),
  );
}

/** INs with versions that have passed and still need a run; one that never took any begins with what passes next. */
export function passedBehind(workflow: Workflow, facts: Facts, job: Job): readonly InStep[] {
  const own = facts.job(job.name);
  const begun = inputsOf(job).filter(
    (input) => takesEveryPassed(input) && !pinOf(own, input) && own.taken?.[input.from] !== undefined,
  );
  const outcome = begun.length === 0 ? undefined : passedOf(workflow, facts, job);
  if (!outcome?.ok) return [];
  return begun.filter(({ from }) => {
    const number = outcome.versions[from];
    return number !== undefined && !hasNumber(own.taken?.[from] ?? [], number);
  });
}

/** Does the IN take each version that has passed other jobs? */
export function takesEveryPassed({ flow, passed = [], isSwitchedOn }: InStep): boolean {
  return flow === "every" && passed.length > 0 && isSwitchedOn;
}

/** The versions that pass from now on need a run each, also while the job can't start: those before count as taken. */
export function beginTaking(workflow: Workflow, draft: FactsDraft, job: Job, from: string): void {
  const facts = draft.job(job.name);
  if (facts.taken?.[from] !== undefined) return;
  const outcome = passedOf(workflow, draft, job);
  const first = outcome?.ok ? outcome.versions[from] : undefined;
  if (first === undefined) return;
  const before: NumberRanges = first > 1 ? [[1, first - 1]] : [];
  draft.setJob(job.name, { ...facts, taken: { ...facts.taken, [from]: before } });
}

/** The oldest version that a job has left to take and that is not in quarantine. */
function firstLeft(workflow: Workflow, facts: Facts, own: JobFacts, { from }: InStep): number | undefined {
  return smallestNumber(own.backlog?.[from] ?? [], (number) => !isQuarantined(workflow, facts, from, number));
}

/** The number of the version that a pin holds; absent where there is none. */
export function numberOfPin(workflow: Workflow, facts: Facts, from: string, pin: Pin): number | undefined {
  if (pin.kind === "number") return pin.versionNumber;
  const named = workflow.jobs.has(from) ? facts.job(from).named : facts.resource(from).named;
  // 0: nothing has the name yet.
  return named?.[pin.versionName] || undefined;
}

/** The newest version of a resource or job that may be chosen. */
export function latestOf(workflow: Workflow, facts: Facts, name: string): number | undefined {
  if (workflow.jobs.has(name)) return facts.job(name).lastSuccess?.number;
  return latestOfResource(facts.resource(name));
}

export function isQuarantined(workflow: Workflow, facts: Facts, name: string, number: number): boolean {
  const { quarantined } = workflow.jobs.has(name) ? facts.job(name) : facts.resource(name);
  return quarantined?.includes(number) === true;
}

export interface QuarantinedInput {
  readonly name: string;
  /** Completes "because …". */
  readonly text: string;
}

/** The first IN of which a run would take a version in quarantine, or for that reason none. */
export function quarantinedInput(
  workflow: Workflow,
  facts: Facts,
  job: Job,
  { reads, isReplay }: { readonly reads: VersionNumbers; readonly isReplay: boolean },
): QuarantinedInput | undefined {
  for (const { from: name } of inputsOf(job)) {
    const number = reads[name];
    if (number !== undefined && isQuarantined(workflow, facts, name, number))
      return { name, text: `version ${String(number)} of ${name} is in quarantine` };
    const { quarantined } = workflow.jobs.has(name) ? facts.job(name) : facts.resource(name);
    const hasNone = number === undefined && quarantined !== undefined && quarantined.length > 0;
    // The plan that is carried out again holds what it reads.
    if (hasNone && !isReplay && latestOf(workflow, facts, name) === undefined)
      return { name, text: `every version of ${name} is in quarantine` };
  }
  return undefined;
}

function plainVersion(
  workflow: Workflow,
  facts: Facts,
  { own, input, isWhole }: { own: JobFacts; input: InStep; isWhole: boolean },
): number | undefined {
  const pin = pinOf(own, input);
  const latest = (): number | undefined => latestOf(workflow, facts, input.from);
  if (pin) return isWhole ? numberOfPin(workflow, facts, input.from, pin) : undefined;
  if (input.flow === "every") return firstLeft(workflow, facts, own, input) ?? latest();
  return isWhole ? latest() : undefined;
}

function passedInput(facts: Facts, own: JobFacts, input: InStep): PassedInput {
  const pin = pinOf(own, input);
  const pinned = pin?.kind === "number" ? pin.versionNumber : undefined;
  const named = pin?.kind === "name" ? namedNumber(facts, input.from, pin.versionName) : undefined;
  const number = pinned ?? named;
  // A job that begins to take every version begins with the newest one.
  const flow = input.flow === "every" && own.taken?.[input.from] !== undefined ? "every" : "latest";
  return {
    from: input.from,
    passed: input.passed ?? [],
    flow,
    ...(pin === undefined ? {} : { pinned: number ?? 0 }),
  };
}

function namedNumber(facts: Facts, from: string, versionName: string): number | undefined {
  return facts.resource(from).named?.[versionName] ?? facts.job(from).named?.[versionName];
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
