import type { JobDecision } from "./decision.ts";
import type { FactsDraft, JobFacts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import { ownValue } from "./own-value.ts";
import { isQuarantined } from "./quarantine.ts";
import { endUnstarted, happen, refuse } from "./simulated-world.ts";
import type { SimulatedWorld, Tried } from "./simulated-world.ts";

interface Moment {
  readonly world: SimulatedWorld;
  readonly draft: FactsDraft;
}

/** Somebody holds an IN at one version, or lets go of it: no news, but the job takes what it may take now. */
export function tryPin(
  { world, draft }: Moment,
  { job, input, number }: { readonly job: string; readonly input: string; readonly number?: number },
): Tried {
  const declared = world.workflow.jobs.get(job);
  if (!declared || !inputsOf(declared).some(({ from }) => from === input))
    return refuse("no-such-thing", `${job} has no input named ${input}.`);
  const { pins, ...facts } = draft.job(job);
  const { [input]: _before, ...others } = pins ?? {};
  if (number === undefined) {
    if (!ownValue(pins, input))
      return refuse("no-such-thing", `Nobody pinned ${input} of ${job} by command.`);
    draft.setJob(job, { ...facts, ...(Object.keys(others).length > 0 ? { pins: others } : {}) });
    return { decisions: happen(world, draft, { versions: [] }) };
  }
  const missing = refuseUnknown({ world, draft }, input, number);
  if (missing) return missing;
  if (isQuarantined(world.workflow, draft, input, number))
    return refuse("version-quarantined", `Version ${String(number)} of ${input} is in quarantine.`);
  const pin = { kind: "number", versionNumber: number } as const;
  draft.setJob(job, { ...facts, pins: { ...others, [input]: { pin, by: "you", at: world.now } } });
  return { decisions: happen(world, draft, { versions: [] }) };
}

/** A version is found bad, or good again. */
export function tryQuarantine(
  { world, draft }: Moment,
  {
    name,
    number,
    kind,
  }: { readonly name: string; readonly number: number; readonly kind: "quarantine" | "release" },
): Tried {
  const missing = refuseUnknown({ world, draft }, name, number);
  if (missing) return missing;
  const isBad = kind === "quarantine";
  if (isQuarantined(world.workflow, draft, name, number) === isBad) {
    const what = `Version ${String(number)} of ${name}`;
    const text = isBad ? `${what} is in quarantine already.` : `${what} is not in quarantine.`;
    return refuse("no-such-thing", text);
  }
  if (world.workflow.jobs.has(name)) setOfJob(draft, { name, number, isBad });
  else setOfResource(draft, { name, number, isBad });
  // A version that may be chosen again is news for those who take every one.
  return {
    decisions: isBad ? endBound({ world, draft }, name, number) : happen(world, draft, { versions: [] }),
  };
}

function refuseUnknown({ world, draft }: Moment, name: string, number: number): Tried | undefined {
  const { workflow } = world;
  if (!workflow.jobs.has(name) && !workflow.resources.has(name))
    return refuse("no-such-thing", `There is no resource or job named ${name}.`);
  const newest = workflow.jobs.has(name)
    ? draft.job(name).lastRunNumber
    : draft.resource(name).lastVersionNumber;
  if (number <= newest) return undefined;
  return refuse("no-such-thing", `${name} has no version ${String(number)}.`);
}

interface Marked {
  readonly name: string;
  readonly number: number;
  readonly isBad: boolean;
}

function withMark(before: readonly number[] = [], { number, isBad }: Marked): readonly number[] {
  return isBad ? [...before, number] : before.filter((other) => other !== number);
}

function setOfResource(draft: FactsDraft, marked: Marked): void {
  const { named = {}, ...facts } = draft.resource(marked.name);
  const kept = Object.entries(named).filter(([, number]) => number !== marked.number);
  const quarantined = withMark(facts.quarantined, marked);
  draft.setResource(marked.name, { ...facts, named: Object.fromEntries(kept), quarantined });
}

/** The last success by its place that nobody found bad is the job's version. */
function setOfJob(draft: FactsDraft, marked: Marked): void {
  const { lastSuccess, ...facts } = draft.job(marked.name);
  const quarantined = withMark(facts.quarantined, marked);
  const changed: JobFacts = { ...facts, quarantined };
  const successes = (facts.successes ?? []).map(({ number, order = number }) => ({
    runId: `run-${String(number)}`,
    number,
    order,
  }));
  const allowed = [...(lastSuccess ? [lastSuccess] : []), ...successes].filter(
    ({ number }) => !quarantined.includes(number),
  );
  const [version] = allowed.sort((a, b) => b.order - a.order);
  draft.setJob(marked.name, version ? { ...changed, lastSuccess: version } : changed);
}

/** Runs that were bound to the version and have not started never will, in the order of the queue. */
function endBound({ world, draft }: Moment, name: string, number: number): readonly JobDecision[] {
  const unstarted = [...world.workflow.jobs.keys()].flatMap((job) =>
    draft.job(job).live.filter(({ status }) => status !== "processing"),
  );
  const bound = unstarted.filter((run) => ownValue(run.bound, name) === number);
  const end = { status: "canceled", reason: "version-quarantined" } as const;
  return bound
    .sort((a, b) => a.order - b.order)
    .flatMap((run) => endUnstarted(world, draft, { run, ...end }));
}
