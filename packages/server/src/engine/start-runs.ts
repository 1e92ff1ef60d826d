import {
  changeRun,
  decideStarts,
  isFinal,
  ownValue,
  planAgain,
  planRun,
  versionsRead,
} from "@landbridge/core";
import type { AgentCapacity, Job, LiveRun, RunPlan, Skip, Start, VersionLookup } from "@landbridge/core";
import { jobOf, putDecision, putEvent, putRun, remembering, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { carryOutManaged } from "./carry-out-managed.ts";
import { judgeCondition } from "./judge-condition.ts";
import { hasNeeds, rememberNeeds } from "./remember.ts";
import type { HistoryReader } from "./remember.ts";
import type { RunRecord } from "./run-record.ts";
import { endUnstarted } from "./unstarted-runs.ts";

export interface Dispatching {
  readonly agents: readonly (AgentCapacity & { readonly instance: string })[];
  /** Where people look at a run. */
  readonly urlOfRun: (job: string, number: number) => string;
}

/**
 * Starts every queued run that may start, on the agents that have room; the records become processing. What the
 * scheduler carries out itself is started and ended at once. What a run reads of the history is read before its turn.
 */
export async function startRuns(
  batch: Batch,
  reader: HistoryReader,
  dispatching: Dispatching,
): Promise<readonly RunRecord[]> {
  const started: RunRecord[] = [];
  const taken = new Map<string, number>();
  for (;;) {
    const agents = dispatching.agents.map((agent) => ({
      ...agent,
      freeSlots: agent.freeSlots - (taken.get(agent.agentId) ?? 0),
    }));
    // Anew each time: an end may have made runs that take older versions.
    await rememberNeeds(reader, remembering(batch), { workflow: batch.workflow, agents });
    const { starts, skips } = decideStarts(batch.workflow, batch.draft, {
      agents,
      isReady: (run) => hasNeeds(remembering(batch), batch.workflow, run),
      judge: (run, job) => judge(batch, dispatching, run, job),
    });
    let isNews = false;
    for (const start of starts) {
      const record = freeze(batch, dispatching, start);
      if (start.agentId === undefined) {
        carryOutManaged(batch, start.job, record);
        isNews = true;
      } else {
        taken.set(start.agentId, (taken.get(start.agentId) ?? 0) + 1);
        started.push(record);
      }
    }
    for (const skip of skips) {
      await skipRun(batch, reader, skip);
      isNews = true;
    }
    // An end may let other runs of its job, or downstream, go ahead.
    if (!isNews) return started.flatMap(({ live }) => runOf(batch, live.id) ?? []);
  }
}

async function skipRun(batch: Batch, reader: HistoryReader, { run, decision }: Skip): Promise<void> {
  const record = runOf(batch, run.id);
  if (!record || isFinal(record.status)) return;
  const event = putEvent(batch, {
    kind: "turn-came",
    subject: run.job,
    text: `the turn of ${run.job} #${String(run.number)} came`,
  });
  putDecision(batch, event, decision);
  await endUnstarted(batch, reader, record, {
    status: "skipped",
    reason: { code: decision.reason, message: decision.text },
  });
}

/** Whether the job's condition holds for what the run would read. */
function judge(batch: Batch, dispatching: Dispatching, run: LiveRun, job: Job): Skip | undefined {
  // A run that repeats another one was let through then.
  if (job.when === undefined || run.replays) return undefined;
  const reads = versionsRead(batch.workflow, batch.draft, job, run);
  const plan = planOf(batch, dispatching, { run: { ...run, reads }, job });
  return judgeCondition(job.when, { run, plan, inputs: runOf(batch, run.id)?.inputs ?? {} });
}

/** Freezes what the run reads, and gives it to its agent under a new lease. */
function freeze(batch: Batch, dispatching: Dispatching, { run: begun, job, agentId }: Start): RunRecord {
  const before = runOf(batch, begun.id);
  const agent = dispatching.agents.find((candidate) => candidate.agentId === agentId);
  const plan = planOf(batch, dispatching, { run: begun, job });
  const run = withoutMissing(batch, begun, plan);
  const record: RunRecord = {
    jobId: jobOf(batch, run.job)?.id ?? "",
    env: {},
    queuedAt: batch.at,
    ...before,
    live: run,
    status: "processing",
    startedAt: batch.at,
    ...(agentId === undefined
      ? {}
      : { agentId, agentInstance: agent?.instance ?? "", leaseToken: batch.newId() }),
    plan,
  };
  putRun(batch, record);
  batch.plans.push({ run_id: run.id, plan });
  const holder = jobOf(batch, run.job);
  if (holder && holder.newsOn.length > 0) batch.jobs.set(run.job, { ...holder, newsOn: [] });
  return record;
}

/** A pin may name a version that is not there yet: when it comes, the run has not read it. */
function withoutMissing(batch: Batch, run: LiveRun, plan: RunPlan): LiveRun {
  const missing = plan.inputs.filter(({ versionNumber, name }) => {
    return versionNumber === undefined && ownValue(run.reads, name) !== undefined;
  });
  if (missing.length === 0 || run.replays) return run;
  const reads = Object.entries(run.reads ?? {}).filter(([name]) => !missing.some((one) => one.name === name));
  const changed = { ...run, reads: Object.fromEntries(reads) };
  changeRun(batch.draft, changed);
  return changed;
}

function planOf(
  batch: Batch,
  { urlOfRun }: Dispatching,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): RunPlan {
  const url = urlOfRun(run.job, run.number);
  const env = runOf(batch, run.id)?.env ?? {};
  const kept = run.replays && batch.memory.plan(run.replays.runId);
  if (kept) return planAgain(kept.plan, { run, env, url, previousState: kept.state });
  return planRun(batch.workflow, job, {
    workspace: { id: batch.cache.id, name: batch.cache.name },
    run,
    lookup: lookupIn(batch),
    env,
    url,
    timeLimits: batch.cache.timeLimits,
  });
}

function lookupIn(batch: Batch): VersionLookup {
  return {
    idOf: (name) => resourceOf(batch, name)?.id ?? jobOf(batch, name)?.id ?? "",
    resourceVersion(name, number) {
      const latest = resourceOf(batch, name)?.latest;
      const isLatest = number === undefined || latest?.number === number;
      return isLatest ? latest : batch.memory.resourceVersion(name, number);
    },
    jobVersion(name, number) {
      const latest = jobOf(batch, name)?.version;
      const isLatest = number === undefined || latest?.number === number;
      return isLatest ? latest : batch.memory.jobVersion(name, number);
    },
  };
}
