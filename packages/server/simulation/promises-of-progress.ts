import {
  DEFAULT_POOL,
  MOST_RUNS_AT_ONCE,
  createFactsDraft,
  decideTriggers,
  holdByPause,
  holdOf,
  isManaged,
  sentenceOfCause,
} from "@landbridge/core";
import type { Job, LiveRun } from "@landbridge/core";
import { DEADLINE_LIMITS, deadlineOf } from "../src/engine/deadlines.ts";
import { findLiveBreaches } from "../src/engine/doctor/live-breaches.ts";
import { hasNeeds, rememberingOf } from "../src/engine/remember.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Decided } from "./transaction.ts";
import type { Moment } from "./watch.ts";
import type { World } from "./world.ts";

/** After a transaction no run is queued that nothing holds and that an agent has room for. */
export function nothingQueuedMayStart({ started, capacities, batch }: Decided, cache: WorkspaceCache): void {
  for (const name of cache.facts.queuedJobs()) {
    const job = cache.workflow.jobs.get(name);
    for (const run of cache.facts.job(name).live) {
      if (run.status !== "queued") continue;
      const is = `${name} #${String(run.number)} (${sentenceOfCause(run.cause)})`;
      if (!job) throw new Breach("nothing-waits", `${is} is queued, and its job was removed`);
      if (holdByPause(run, batch.draft.now) || holdOf(cache.workflow, cache.facts, run)) continue;
      if (!hasRoom({ started, capacities }, run, job)) continue;
      const why = hasNeeds(rememberingOf(cache), cache.workflow, run)
        ? "nothing holds it"
        : "nobody looked up what it takes";
      throw new Breach("nothing-waits", `${is} is queued, an agent has room, and ${why}`);
    }
  }
}

function hasRoom(
  { started, capacities }: Pick<Decided, "started" | "capacities">,
  run: LiveRun,
  job: Job,
): boolean {
  if (isManaged(job)) return true;
  const pool = run.nodePool ?? DEFAULT_POOL;
  return capacities.some(({ agentId, pool: of, freeSlots }) => {
    const taken = started.filter((record) => record.agentId === agentId).length;
    return of === pool && freeSlots > taken;
  });
}

/** Looking at everything once more decides nothing new: no wait is over, no version is left that a job could take. */
export function nothingIsLeftToDecide(world: World, { facts, workflow }: WorkspaceCache): void {
  const everyPassed = [...workflow.passing.values()].flat().some(({ input }) => input.flow === "every");
  if (facts.waitingJobs().length + facts.backlogJobs().length === 0 && !everyPassed) return;
  const draft = createFactsDraft(facts, world.now);
  const { decisions } = decideTriggers(workflow, draft, { versions: [] }, () => "another");
  // Only a run may be late while something is under way: when that ends everybody looks again.
  const left = decisions.find(({ job, verdict, inputs }) => {
    // One event makes so many runs of a job; the rest follows when they end.
    if (facts.job(job).live.length >= MOST_RUNS_AT_ONCE) return false;
    const busy = inputs.filter(({ health }) => health.state === "busy");
    // Nobody is asked when what was unhealthy begins anew: it counts when it has ended.
    const isExcused = busy.some(({ from }) => facts.job(from).lastEnded?.status !== "success");
    return verdict !== "waiting" && !isExcused;
  });
  if (left) throw new Breach("nothing-waits", `${left.job} could be decided: ${left.reason}: ${left.text}`);
}

/** After a look at deadlines nothing is past its own. */
export function nothingExpiredStays({ asked }: Decided, cache: WorkspaceCache): void {
  if (!asked.events.some(({ type }) => type === "deadline")) return;
  for (const record of cache.runs.values()) {
    if (deadlineOf(record) <= asked.at)
      throw new Breach(
        "deadlines",
        `${record.live.job} #${String(record.live.number)} is ${record.status} past its deadline`,
      );
  }
}

/** What the doctor would mend never comes about; only what is overdue waits for the next look at deadlines. */
export function nothingIsToMend({ decided, cache }: Moment): void {
  const found = findLiveBreaches(cache, { at: decided.asked.at, limits: DEADLINE_LIMITS });
  const breach = found.find(({ code }) => code !== "run-overdue");
  if (breach) throw new Breach("doctor", breach.text);
}

/** Every live run has a moment at which somebody looks at it again, and a processing one has an owner. */
export function liveRunsHaveDeadlines({ saved, cache }: Moment): void {
  for (const { id } of saved.liveRuns) {
    const record = cache.runs.get(id);
    if (!record) throw new Breach("owner-and-deadline", `the cache does not know the live run ${id}`);
    const name = `${record.live.job} #${String(record.live.number)}`;
    if (record.status !== record.live.status)
      throw new Breach("owner-and-deadline", `${name} is ${record.status} and ${record.live.status}`);
    if (!Number.isFinite(deadlineOf(record)))
      throw new Breach("owner-and-deadline", `${name} has no deadline`);
  }
}

/** Only what is stuck is queued for a week: stories leave nobody without an agent for so long. */
export function nothingWaitsForAWeek({ world, changes }: Moment): void {
  for (const row of changes.ended) {
    if (row.reason_code === "queue-expired")
      throw new Breach("nothing-waits", `${nameIn(world.tables, row)} was queued for a week`);
  }
}
