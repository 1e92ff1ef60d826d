import type { Pin } from "./job.ts";
import type { NumberRanges } from "./number-ranges.ts";
import type { SuccessfulRun } from "./version-history.ts";
import type { FinalRunStatus, LiveRun, VersionNumbers } from "./run.ts";

/** What the scheduler knows of a job besides its definition. */
export interface JobFacts {
  readonly isPaused: boolean;
  /** Why the job can't run as declared, one sentence. */
  readonly inconsistent?: string;
  /** Removed from the configuration; its history stays. */
  readonly isDeleted: boolean;
  /** Highest run number given so far; 0 before the first run. */
  readonly lastRunNumber: number;
  /** The run that ended last. */
  readonly lastEnded?: { readonly number: number; readonly status: FinalRunStatus };
  /** The newest job version that may be chosen: of the successful runs out of quarantine the last one by `order`. */
  readonly lastSuccess?: JobSuccess;
  /** Runs that have not ended, in order of queueing. */
  readonly live: readonly LiveRun[];
  /** A strict job's placeholder: it waits until nothing upstream is under way. */
  readonly waiting?: WaitingJob;
  /** Pins that somebody set by command, by the name of the IN; they count before those of the configuration. */
  readonly pins?: Readonly<Record<string, CommandPin>>;
  /** Of INs with `passed` or `flow: every`: the versions that runs were bound to. */
  readonly taken?: Readonly<Record<string, NumberRanges>>;
  /** Of INs with `flow: every`: the versions that still need a run. */
  readonly backlog?: Readonly<Record<string, NumberRanges>>;
  /** Successful runs, newest first, at most MOST_SUCCESSES: only of jobs that some `passed` names. */
  readonly successes?: readonly SuccessfulRun[];
  /** Numbers of its versions that nobody may choose. */
  readonly quarantined?: readonly number[];
  /** The newest version of each name that some IN is pinned to. */
  readonly named?: Readonly<Record<string, number>>;
}

/** A successful run, with its place in the order of queueing: runs side by side may end in another one. */
export interface JobSuccess {
  readonly runId: string;
  readonly number: number;
  readonly order: number;
}

/** A pin that a person set, without an edit of the configuration. */
export interface CommandPin {
  readonly pin: Pin;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly comment?: string;
}

/** More successful runs than this `passed` does not look back. */
export const MOST_SUCCESSES = 500;

export interface WaitingJob {
  /** Place in the workspace's order when it was made. */
  readonly order: number;
  /** The thing whose change made it. */
  readonly because: string;
  /** The person behind the event that made it, whom its run counts as caused by. */
  readonly by?: string;
  /** Old versions that were sent down the graph again while it waits: its run takes these. */
  readonly replays?: VersionNumbers;
}

/** What the scheduler knows of a resource besides its definition. */
export interface ResourceFacts {
  readonly inconsistent?: string;
  readonly isDeleted: boolean;
  /** 0 before the first version. */
  readonly lastVersionNumber: number;
  /** Numbers of its versions that nobody may choose. */
  readonly quarantined?: readonly number[];
  /** The newest version of each name that some IN is pinned to. */
  readonly named?: Readonly<Record<string, number>>;
}

/** The state of a workspace that decisions read. Implementations look things up; they never change what they answered. */
export interface Facts {
  job(name: string): JobFacts;
  resource(name: string): ResourceFacts;
  /** Names of jobs that have a waiting job now. */
  waitingJobs(): readonly string[];
  /** Names of jobs that have a queued run now. */
  queuedJobs(): readonly string[];
  /** Names of jobs with versions that still need a run. */
  backlogJobs(): readonly string[];
  /** The processing run that holds a lock. */
  lockHolder(lock: string): LiveRun | undefined;
  /** The next place in the order of queueing. */
  nextOrder(): number;
}

export const NEW_JOB_FACTS: JobFacts = { isPaused: false, isDeleted: false, lastRunNumber: 0, live: [] };
export const NEW_RESOURCE_FACTS: ResourceFacts = { isDeleted: false, lastVersionNumber: 0 };

/** Facts with changes laid over them. The base stays as it was; `changed…` is what must be saved. */
export interface FactsDraft extends Facts {
  /** The moment at which it is decided, milliseconds since 1970. */
  readonly now: number;
  setJob(name: string, facts: JobFacts): void;
  setResource(name: string, facts: ResourceFacts): void;
  /** Takes the next place in the order of queueing. */
  takeOrder(): number;
  readonly changedJobs: ReadonlyMap<string, JobFacts>;
  readonly changedResources: ReadonlyMap<string, ResourceFacts>;
}

export function createFactsDraft(base: Facts, now: number): FactsDraft {
  const changedJobs = new Map<string, JobFacts>();
  const changedResources = new Map<string, ResourceFacts>();
  let order = base.nextOrder();
  const job = (name: string): JobFacts => changedJobs.get(name) ?? base.job(name);
  const namesWhere = (names: readonly string[], holds: (facts: JobFacts) => boolean): readonly string[] => {
    const candidates = new Set([...names, ...changedJobs.keys()]);
    return [...candidates].filter((name) => holds(job(name)));
  };
  return {
    now,
    job,
    resource: (name) => changedResources.get(name) ?? base.resource(name),
    waitingJobs: () => namesWhere(base.waitingJobs(), hasWaitingJob),
    queuedJobs: () => namesWhere(base.queuedJobs(), hasQueuedRun),
    backlogJobs: () => namesWhere(base.backlogJobs(), hasBacklog),
    lockHolder(lock) {
      for (const facts of changedJobs.values()) {
        const holder = holderIn(facts, lock);
        if (holder) return holder;
      }
      const before = base.lockHolder(lock);
      return before && !changedJobs.has(before.job) ? before : undefined;
    },
    nextOrder: () => order,
    setJob: (name, facts) => void changedJobs.set(name, facts),
    setResource: (name, facts) => void changedResources.set(name, facts),
    takeOrder: () => order++,
    changedJobs,
    changedResources,
  };
}

export function hasWaitingJob(facts: JobFacts): boolean {
  return facts.waiting !== undefined;
}

function hasQueuedRun(facts: JobFacts): boolean {
  return facts.live.some((run) => run.status === "queued");
}

function hasBacklog({ backlog }: JobFacts): boolean {
  return backlog !== undefined && Object.values(backlog).some((ranges) => ranges.length > 0);
}

function holderIn(facts: JobFacts, lock: string): LiveRun | undefined {
  return facts.live.find((run) => run.status === "processing" && run.locks?.includes(lock));
}

export function processingRuns(facts: JobFacts): readonly LiveRun[] {
  return facts.live.filter((run) => run.status === "processing");
}

/** A run queued or processing, or a waiting job: also when the last run failed (DESIGN §5, point 1). */
export function isBusy(facts: JobFacts): boolean {
  return facts.waiting !== undefined || facts.live.some((run) => run.status !== "gated");
}

/** Facts kept in plain maps: the cache of the engine, `simulate` and tests. */
export interface FactsMap extends Facts {
  /** Takes over what a draft changed. */
  apply(draft: FactsDraft): void;
  setJob(name: string, facts: JobFacts): void;
  setResource(name: string, facts: ResourceFacts): void;
  setNextOrder(order: number): void;
  /** The same facts, that change apart from these. */
  copy(): FactsMap;
}

export function createFactsMap(): FactsMap {
  const jobs = new Map<string, JobFacts>();
  const resources = new Map<string, ResourceFacts>();
  const waiting = new Set<string>();
  const queued = new Set<string>();
  const behind = new Set<string>();
  const locking = new Set<string>();
  let order = 1;
  const setJob = (name: string, facts: JobFacts): void => {
    jobs.set(name, facts);
    keep(waiting, name, hasWaitingJob(facts));
    keep(queued, name, hasQueuedRun(facts));
    keep(behind, name, hasBacklog(facts));
    keep(
      locking,
      name,
      facts.live.some((run) => run.locks !== undefined),
    );
  };
  return {
    job: (name) => jobs.get(name) ?? NEW_JOB_FACTS,
    resource: (name) => resources.get(name) ?? NEW_RESOURCE_FACTS,
    waitingJobs: () => [...waiting],
    queuedJobs: () => [...queued],
    backlogJobs: () => [...behind],
    lockHolder(lock) {
      for (const name of locking) {
        const holder = holderIn(jobs.get(name) ?? NEW_JOB_FACTS, lock);
        if (holder) return holder;
      }
      return undefined;
    },
    nextOrder: () => order,
    setJob,
    setResource: (name, facts) => void resources.set(name, facts),
    setNextOrder: (next) => {
      order = next;
    },
    copy() {
      const copied = createFactsMap();
      for (const [name, facts] of jobs) copied.setJob(name, facts);
      for (const [name, facts] of resources) copied.setResource(name, facts);
      copied.setNextOrder(order);
      return copied;
    },
    apply(draft) {
      for (const [name, facts] of draft.changedJobs) setJob(name, facts);
      for (const [name, facts] of draft.changedResources) resources.set(name, facts);
      order = draft.nextOrder();
    },
  };
}

function keep(set: Set<string>, name: string, isIn: boolean): void {
  if (isIn) set.add(name);
  else set.delete(name);
}
