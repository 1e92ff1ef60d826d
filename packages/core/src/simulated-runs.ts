import type { JobDecision } from "./decision.ts";
import { createFactsDraft, processingRuns } from "./facts.ts";
import type { FactsDraft } from "./facts.ts";
import { beginExternalRun, findExternalJob } from "./external-build.ts";
import { decisionOnDropped, decisionOnVote } from "./gate-decision.ts";
import { approvalOf, approvalsOf } from "./gate.ts";
import { isManaged } from "./job.ts";
import { decideManualRun } from "./manual-run.ts";
import { judgeSimulated } from "./simulated-condition.ts";
import { DEFAULT_POOL } from "./pool.ts";
import { changeRun, openGate } from "./run-queue.ts";
import type { LiveRun } from "./run.ts";
import {
  cancelSimulated,
  endSimulated,
  endSuperseded,
  endUnstarted,
  refuse,
  refuseFor,
} from "./simulated-world.ts";
import type { SimulatedWorld, Tried } from "./simulated-world.ts";
import { skipOf } from "./skip.ts";
import { decideStarts, holdByPause, holdOf, startRun } from "./start.ts";
import type { AgentCapacity } from "./start.ts";
import { decideVote } from "./vote.ts";

interface Moment {
  readonly world: SimulatedWorld;
  readonly draft: FactsDraft;
}

interface Started extends Tried {
  /** Absent: it could not start, or ended at once. */
  readonly run?: LiveRun;
}

/** The oldest queued run of the job starts, or a manual one. */
export function tryRun({ world, draft }: Moment, name: string): Tried {
  const { run, ...tried } = startOne({ world, draft }, name);
  const job = world.workflow.jobs.get(name);
  if (!run || !job) return tried;
  if (!isManaged(job)) return { ...tried, did: `${nameOf(run)} starts: it is processing.` };
  // The scheduler carries it out itself: it has ended by now.
  return {
    decisions: [...tried.decisions, ...endSimulated(world, draft, { run, status: "success" })],
    did: `${nameOf(run)} started and ended: success.`,
  };
}

/** The oldest processing run of the job ends; one is started if there is none. */
export function tryEnd(
  { world, draft }: Moment,
  { job, kind }: { readonly job: string; readonly kind: "success" | "failure" },
): Tried {
  const processing = processingRuns(draft.job(job))[0];
  if (processing) {
    const decisions = endSimulated(world, draft, { run: processing, status: kind });
    return { decisions, did: `${nameOf(processing)} ended: ${kind}.` };
  }
  const { run, ...tried } = startOne({ world, draft }, job);
  if (!run) return tried;
  const decisions = [...tried.decisions, ...endSimulated(world, draft, { run, status: kind })];
  return { decisions, did: `${nameOf(run)} started and ended: ${kind}.` };
}

function nameOf({ job, number }: LiveRun): string {
  return `${job} #${String(number)}`;
}

function startOne({ world, draft }: Moment, name: string): Started {
  const { workflow, newRunId } = world;
  const external = findExternalJob(workflow, draft, name);
  if (external.ok) {
    const build = { server: "its server", id: String(draft.job(name).lastRunNumber + 1), url: "" };
    const begun = beginExternalRun(draft, external.job, { build, newRunId });
    return { decisions: [begun.decision], run: begun.run };
  }
  const queued = draft.job(name).live.find((run) => run.status === "queued");
  const decisions: JobDecision[] = [];
  let run = queued;
  if (!run) {
    const cause = { kind: "manual", by: "you" } as const;
    const manual = decideManualRun(workflow, draft, { job: name, cause, newRunId });
    if (!manual.ok) return refuseFor(world, name, manual);
    decisions.push(manual.decision, ...endSuperseded(world, draft, manual.superseded));
    run = manual.request.run;
    // What a person asks for waits at the gate like any other.
    if (run.status === "gated") return { decisions };
  }
  const held = holdByPause(run, world.now) ?? holdOf(workflow, draft, run);
  if (held) return refuseFor(world, name, held);
  const job = workflow.jobs.get(name);
  const judged = job ? judgeSimulated(world, draft, { run, job }) : {};
  const skip = (job && skipOf(workflow, draft, { run, job })) ?? judged.skip;
  if (!skip) {
    if (judged.note) decisions.push(judged.note);
    return { decisions, run: startRun(workflow, draft, run) };
  }
  const end = { run, status: "skipped", reason: skip.decision.reason } as const;
  return { decisions: [...decisions, skip.decision, ...endUnstarted(world, draft, end)] };
}

/** Somebody who may votes on the oldest run that waits at its gate; each time somebody else. */
export function tryVote(
  { world, draft }: Moment,
  { job, kind }: { readonly job: string; readonly kind: "approve" | "reject" },
): Tried {
  const run = draft.job(job).live.find(({ status }) => status === "gated");
  if (!run) return refuse("no-such-run", `No run of ${job} waits for an approval.`);
  const approval = approvalOf(world.workflow.jobs.get(job));
  const by = `approver ${String((run.gate ? approvalsOf(run.gate).length : 0) + 1)}`;
  const voter = { name: by, groups: approval.approvers, mayRun: true };
  const outcome = decideVote(approval, run, { by, kind, at: world.now }, voter);
  if (!outcome.ok) return refuse("no-such-run", outcome.text);
  const { gate, result } = outcome;
  const voted = { ...run, gate };
  changeRun(draft, voted);
  const decision = decisionOnVote(voted, { approval, gate, result, by });
  if (result === "approved") openGate(draft, voted);
  const ended = result === "rejected" ? cancelSimulated(world, draft, voted) : [];
  return { decisions: [decision, ...ended] };
}

/** The oldest run of the job that has not ended is canceled, or its waiting job taken away. */
export function tryCancel({ world, draft }: Moment, job: string): Tried {
  const facts = draft.job(job);
  const [oldest] = [...facts.live].sort((a, b) => a.number - b.number);
  if (oldest)
    return { decisions: cancelSimulated(world, draft, oldest), did: `${nameOf(oldest)} is canceled.` };
  const { waiting, ...rest } = facts;
  if (!waiting) return refuse("no-such-run", `${job} has no run that has not ended.`);
  draft.setJob(job, rest);
  return { decisions: [decisionOnDropped(job, "you")] };
}

/** Everything starts that may: agents have room for all of it. */
export function startAll(world: SimulatedWorld): readonly JobDecision[] {
  const decisions: JobDecision[] = [];
  const agents = everyPool(world);
  for (;;) {
    const draft = createFactsDraft(world.facts, world.now);
    const notes = new Map<string, JobDecision>();
    const { starts, skips } = decideStarts(world.workflow, draft, {
      agents,
      judge(run, job) {
        const { skip, note } = judgeSimulated(world, draft, { run, job });
        if (note) notes.set(run.id, note);
        return skip;
      },
    });
    decisions.push(...starts.flatMap(({ run }) => notes.get(run.id) ?? []));
    const done = starts.filter(({ agentId }) => agentId === undefined);
    for (const { run } of done) decisions.push(...endSimulated(world, draft, { run, status: "success" }));
    for (const { run, decision } of skips)
      decisions.push(
        decision,
        ...endUnstarted(world, draft, { run, status: "skipped", reason: decision.reason }),
      );
    world.facts.apply(draft);
    if (skips.length + done.length === 0) return decisions;
  }
}

function everyPool({ workflow, facts }: SimulatedWorld): readonly AgentCapacity[] {
  const pools = new Set([DEFAULT_POOL]);
  for (const job of workflow.jobs.values()) {
    pools.add(job.runtime.nodePool ?? DEFAULT_POOL);
    for (const run of facts.job(job.name).live) pools.add(run.nodePool ?? DEFAULT_POOL);
  }
  return [...pools].map((pool) => ({ agentId: pool, pool, freeSlots: Infinity }));
}
