import type { JobDecision } from "../decision.ts";
import { NEW_JOB_FACTS, createFactsDraft, createFactsMap } from "../facts.ts";
import type { FactsDraft, FactsMap, JobFacts } from "../facts.ts";
import type { Happening, NewVersion } from "../happening.ts";
import { inputsOf } from "../job.ts";
import { decideManualRun } from "../manual-run.ts";
import type { ManualOutcome } from "../manual-run.ts";
import { endRun } from "../run-queue.ts";
import { isFinal } from "../run.ts";
import type { FinalRunStatus, LiveRun, RunStatus } from "../run.ts";
import { decideStarts, startRun } from "../start.ts";
import type { AgentCapacity } from "../start.ts";
import { decideTriggers } from "../trigger.ts";
import type { TriggerOutcome } from "../trigger.ts";
import type { Workflow } from "../workflow.ts";

/**
 * How jobs stand, in words: statuses of past runs, then `queued`, `processing`, `gated` runs, `waiting`,
 * `paused`, `inconsistent`, `deleted`. `"failure processing"`: its last run failed, another one is under way.
 */
export type Standing = Readonly<Record<string, string>>;

/** Verdict and reason by job: `{ x: "queued input-changed" }`. */
export type Verdicts = Readonly<Record<string, string>>;

/** A workflow with its facts, on which things happen one after the other. */
export interface World {
  readonly line: Workflow;
  readonly facts: FactsMap;
  /** Lets consumers hear of it; answers what was decided. */
  happen(happening: Happening): TriggerOutcome;
  /** The oldest processing run of a job ends, with versions of its OUTs if it made any. */
  end(job: string, status?: FinalRunStatus, versions?: readonly NewVersion[]): TriggerOutcome;
  /** The oldest queued run of a job starts, whatever holds it. */
  start(job: string): LiveRun;
  /** A version comes from outside. */
  version(resource: string, parts?: Partial<NewVersion>): TriggerOutcome;
  /** Somebody asks for a run. */
  ask(job: string): ManualOutcome;
  /** What the scheduler starts and skips, as `x#1`; skips are ended and heard of. */
  dispatch(...agents: readonly AgentCapacity[]): { readonly starts: string[]; readonly skips: string[] };
}

export function createWorld(line: Workflow, standing: Standing = {}): World {
  const facts = factsOf(line, standing);
  let lastId = 0;
  const newRunId = (): string => `new-${String(++lastId)}`;
  const change = <Result>(work: (draft: FactsDraft) => Result): Result => {
    const draft = createFactsDraft(facts, 0);
    const result = work(draft);
    facts.apply(draft);
    return result;
  };
  const finish = (run: LiveRun, status: FinalRunStatus, versions: readonly NewVersion[]): TriggerOutcome =>
    change((draft) => {
      const produced = Object.fromEntries(versions.map(({ resource, number }) => [resource, number]));
      endRun(draft, { job: run.job, runId: run.id, status, produced });
      for (const made of versions) putVersion(draft, made);
      return decideTriggers(
        line,
        draft,
        { ended: { job: run.job, number: run.number, status }, versions },
        newRunId,
      );
    });
  return {
    line,
    facts,
    happen: (happening) => change((draft) => decideTriggers(line, draft, happening, newRunId)),
    end: (job, status = "success", versions = []) =>
      finish(oldest(facts, job, "processing"), status, versions),
    start: (job) => {
      const run = oldest(facts, job, "queued");
      return change((draft) => startRun(line, draft, run));
    },
    version: (resource, parts = {}) =>
      change((draft) => {
        const number = draft.resource(resource).lastVersionNumber + 1;
        const made: NewVersion = { resource, number, origin: "external", ...parts };
        putVersion(draft, made);
        return decideTriggers(line, draft, { versions: [made] }, newRunId);
      }),
    ask: (job) =>
      change((draft) =>
        decideManualRun(line, draft, { job, cause: { kind: "manual", by: "alice" }, newRunId }),
      ),
    dispatch: (...agents) => {
      const { starts, skips } = change((draft) => decideStarts(line, draft, { agents }));
      for (const { run } of skips) finish(run, "skipped", []);
      return { starts: starts.map(({ run }) => nameOf(run)), skips: skips.map(({ run }) => nameOf(run)) };
    },
  };
}

/** Facts in which every resource has version 1 and every job stands as it is said; silence: it has never run. */
export function factsOf(line: Workflow, standing: Standing = {}): FactsMap {
  const facts = createFactsMap();
  for (const name of line.resources.keys())
    facts.setResource(name, { isDeleted: false, lastVersionNumber: 1 });
  for (const name of line.passing.keys()) facts.setJob(name, { ...NEW_JOB_FACTS, successes: [] });
  for (const [name, text] of Object.entries(standing)) {
    const words = text.split(" ").filter((word) => word !== "");
    if (line.jobs.has(name))
      facts.setJob(
        name,
        words.reduce((before, word) => withWord({ facts, line, name }, before, word), facts.job(name)),
      );
    else facts.setResource(name, resourceStanding(words));
  }
  return facts;
}

/** What consumers decide about one thing that happens. A run that ends has left its status behind. */
export function decide(line: Workflow, happening: Happening, standing: Standing = {}): Verdicts {
  const { ended } = happening;
  const left = ended ? { [ended.job]: ended.status } : {};
  return verdictsOf(createWorld(line, { ...left, ...standing }).happen(happening).decisions);
}

export function ended(job: string, status: FinalRunStatus = "success"): Happening {
  return { ended: { job, number: 1, status }, versions: [] };
}

export function arrived(resource: string, parts: Partial<NewVersion> = {}): Happening {
  return { versions: [{ resource, number: 2, origin: "external", ...parts }] };
}

/** One event that brings all of this. */
export function together(...happenings: readonly Happening[]): Happening {
  const end = happenings.find((happening) => happening.ended)?.ended;
  return { ...(end ? { ended: end } : {}), versions: happenings.flatMap((happening) => happening.versions) };
}

export function verdictsOf(decisions: readonly JobDecision[]): Verdicts {
  const verdicts: Record<string, string> = {};
  for (const { job, verdict, reason } of decisions) {
    const said = `${verdict} ${reason}`;
    // Two decisions about one job in one event would be a fault: let it be seen.
    verdicts[job] = verdicts[job] === undefined ? said : `${verdicts[job]} AND ${said}`;
  }
  return verdicts;
}

/** The one decision about a job. */
export function decisionAbout(job: string, decisions: readonly JobDecision[]): JobDecision {
  const found = decisions.filter((decision) => decision.job === job);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${String(found.length)} decisions about ${job}`);
  return only;
}

/** The versions of a thing that the live runs of a job are bound to, in order. */
export function boundOf({ facts }: World, job: string, from: string): readonly (number | undefined)[] {
  return facts.job(job).live.map((run) => run.bound?.[from]);
}

export function pause({ facts }: World, job: string): void {
  facts.setJob(job, { ...facts.job(job), isPaused: true });
}

/** Nobody hears of it: what is left to take is taken by what happens next. */
export function unpause({ facts }: World, job: string): void {
  facts.setJob(job, { ...facts.job(job), isPaused: false });
}

/** An agent of a pool with room. */
export function agent(freeSlots: number, pool = "default"): AgentCapacity {
  return { agentId: `agent-of-${pool}`, pool, freeSlots };
}

export function nameOf(run: LiveRun): string {
  return `${run.job}#${String(run.number)}`;
}

function putVersion(draft: FactsDraft, made: NewVersion): void {
  draft.setResource(made.resource, { ...draft.resource(made.resource), lastVersionNumber: made.number });
}

function oldest(facts: FactsMap, job: string, status: LiveRun["status"]): LiveRun {
  const run = facts.job(job).live.find((candidate) => candidate.status === status);
  if (!run) throw new Error(`${job} has no ${status} run`);
  return run;
}

function resourceStanding(words: readonly string[]) {
  return {
    isDeleted: words.includes("deleted"),
    lastVersionNumber: 1,
    ...(words.includes("inconsistent") ? { inconsistent: "its integration is unknown." } : {}),
  };
}

interface Naming {
  readonly facts: FactsMap;
  readonly line: Workflow;
  readonly name: string;
}

function withWord({ facts, line, name }: Naming, before: JobFacts, word: string): JobFacts {
  const takeOrder = (): number => {
    const order = facts.nextOrder();
    facts.setNextOrder(order + 1);
    return order;
  };
  switch (word) {
    case "never-run":
      return before;
    case "paused":
      return { ...before, isPaused: true };
    case "deleted":
      return { ...before, isDeleted: true };
    case "inconsistent":
      return { ...before, inconsistent: "its integration is unknown." };
    case "waiting": {
      const [first] = (line.jobs.get(name)?.steps ?? []).flatMap((step) =>
        step.kind === "in" ? [step.from] : [],
      );
      return { ...before, waiting: { order: takeOrder(), because: first ?? "" } };
    }
    default:
      return withRun({ line, name }, before, { status: word as RunStatus, order: takeOrder() });
  }
}

function withRun(
  { line, name }: { line: Workflow; name: string },
  before: JobFacts,
  { status, order }: { status: RunStatus; order: number },
): JobFacts {
  const number = before.lastRunNumber + 1;
  const id = `${name}-${String(number)}`;
  if (isFinal(status)) {
    const succeeded = status === "success" ? { lastSuccess: { runId: id, number, order: 0 } } : {};
    return { ...before, lastRunNumber: number, lastEnded: { number, status }, ...succeeded };
  }
  const job = line.jobs.get(name);
  const from = job && inputsOf(job)[0]?.from;
  const run: LiveRun = {
    id,
    job: name,
    number,
    status,
    mode: job?.dependencyMode ?? "chrono",
    cause: from === undefined ? { kind: "manual", by: "alice" } : { kind: "run", job: from, runNumber: 1 },
    priority: job?.priority ?? 0,
    order,
    isCancelRequested: false,
    ...(job?.runtime.nodePool === undefined ? {} : { nodePool: job.runtime.nodePool }),
  };
  return { ...before, lastRunNumber: number, live: [...before.live, run] };
}
