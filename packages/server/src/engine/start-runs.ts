import { decideStarts, inputsOf, planRun } from "@landbridge/core";
import type { AgentCapacity, InStep, Start, VersionLookup } from "@landbridge/core";
import type { PoolClient } from "pg";
import { findPinnedVersions } from "../store/pinned-versions.ts";
import type { FoundPins, WantedPin } from "../store/pinned-versions.ts";
import { jobOf, putDecision, putEvent, putRun, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunWithout } from "./finish-run.ts";
import type { RunRecord } from "./run-record.ts";

export interface Dispatching {
  readonly client: PoolClient;
  readonly agents: readonly (AgentCapacity & { readonly instance: string })[];
  /** Where people look at a run. */
  readonly urlOfRun: (job: string, number: number) => string;
}

/** Starts every queued run that may start, on the agents that have room; the records become processing. */
export async function startRuns(batch: Batch, dispatching: Dispatching): Promise<readonly RunRecord[]> {
  const started: RunRecord[] = [];
  const taken = new Map<string, number>();
  for (;;) {
    const free = dispatching.agents.map((agent) => ({
      ...agent,
      freeSlots: agent.freeSlots - (taken.get(agent.agentId) ?? 0),
    }));
    const { starts, skips } = decideStarts(batch.workflow, batch.draft, free);
    for (const start of starts) {
      taken.set(start.agentId, (taken.get(start.agentId) ?? 0) + 1);
      started.push(await freeze(batch, dispatching, start));
    }
    for (const skip of skips) {
      const record = runOf(batch, skip.run.id);
      if (!record) continue;
      const event = putEvent(batch, {
        kind: "turn-came",
        subject: skip.run.job,
        text: `the turn of ${skip.run.job} #${String(skip.run.number)} came`,
      });
      putDecision(batch, event, skip.decision);
      endRunWithout(batch, record, {
        status: "skipped",
        reason: { code: skip.decision.reason, message: skip.decision.text },
      });
    }
    // A skip may let other runs of its job, or downstream, go ahead.
    if (skips.length === 0) return started;
  }
}

/** Freezes what the run reads, and gives it to its agent under a new lease. */
async function freeze(batch: Batch, dispatching: Dispatching, start: Start): Promise<RunRecord> {
  const { run, job, agentId } = start;
  const before = runOf(batch, run.id);
  const agent = dispatching.agents.find((candidate) => candidate.agentId === agentId);
  const pinned = await findPinnedVersions(
    dispatching.client,
    inputsOf(job).flatMap((input) => pinOf(batch, input)),
  );
  const plan = planRun(batch.workflow, job, {
    workspace: { id: batch.cache.id, name: batch.cache.name },
    run,
    lookup: lookupIn(batch, pinned),
    env: before?.env ?? {},
    url: dispatching.urlOfRun(run.job, run.number),
  });
  const record: RunRecord = {
    jobId: jobOf(batch, run.job)?.id ?? "",
    env: {},
    queuedAt: batch.at,
    ...before,
    live: { ...run, status: "processing" },
    status: "processing",
    startedAt: batch.at,
    agentId,
    agentInstance: agent?.instance ?? "",
    leaseToken: batch.newId(),
    plan,
  };
  putRun(batch, record);
  batch.plans.push({ run_id: run.id, plan });
  const holder = jobOf(batch, run.job);
  if (holder && holder.newsOn.length > 0) batch.jobs.set(run.job, { ...holder, newsOn: [] });
  return record;
}

function pinOf(batch: Batch, input: InStep): readonly WantedPin[] {
  if (!input.pin) return [];
  const resource = resourceOf(batch, input.from);
  if (resource) return [{ kind: "resource", name: input.from, id: resource.id, pin: input.pin }];
  const job = jobOf(batch, input.from);
  return job ? [{ kind: "job", name: input.from, id: job.id, pin: input.pin }] : [];
}

function lookupIn(batch: Batch, pinned: FoundPins): VersionLookup {
  return {
    idOf: (name) => resourceOf(batch, name)?.id ?? jobOf(batch, name)?.id ?? "",
    resourceVersion(name, pin) {
      const latest = resourceOf(batch, name)?.latest;
      if (!pin) return latest;
      const isLatest =
        pin.kind === "number" ? latest?.number === pin.versionNumber : latest?.name === pin.versionName;
      return isLatest ? latest : pinned.resource(name, pin);
    },
    jobVersion(name, pin) {
      const latest = jobOf(batch, name)?.version;
      if (!pin) return latest;
      const isLatest =
        pin.kind === "number" ? latest?.number === pin.versionNumber : latest?.name === pin.versionName;
      return isLatest ? latest : pinned.job(name, pin);
    },
  };
}
