import { isFinal, stepsOf } from "@landbridge/core";
import type { Posting, RunPlan, RunResult, StepResult } from "@landbridge/core";
import type { RunRecord } from "../src/engine/run-record.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import type { Decided, Seat } from "./transaction.ts";
import { anyServer, count, submitDurably, takeUp } from "./world.ts";
import type { Crew, Server, World } from "./world.ts";

const LEASE_MS = 30_000;

/** A machine that carries out runs. */
export interface Agent {
  readonly id: string;
  readonly pool: string;
  readonly slots: number;
  /** Which server it dials. */
  readonly server: number;
  /** Counts its lives: a new one knows nothing of the runs of the one before. */
  life: number;
  /** `frozen`: it is connected, and hears and says nothing. */
  state: "well" | "frozen" | "dead";
  /** Leases that it was given and has not reported, with whether somebody wants the run to end. */
  readonly leases: Map<string, { isCanceled: boolean }>;
  /** What reached it, or was to be done, while it was frozen. */
  held: (() => Promise<void>)[];
}

interface Assignment {
  readonly runId: string;
  readonly lease: string;
  readonly plan: RunPlan;
}

export const CREW: Crew = { seatsAt, handOut, handOutMissing };

/** The agents that a server may give runs to. */
function seatsAt(world: World, server: Server): readonly Seat[] {
  return world.agents.flatMap((agent) =>
    agent.server === server.index && agent.state !== "dead"
      ? [{ agentId: agent.id, pool: agent.pool, instance: instanceOf(agent), slots: agent.slots }]
      : [],
  );
}

function instanceOf(agent: Agent): string {
  return `${agent.id}-${String(agent.life)}`;
}

/** After a commit: agents are told what they got, and what is to end. */
function handOut(world: World, server: Server, { batch, started }: Decided): void {
  for (const record of started) give(world, server, record);
  for (const record of batch.runs.values()) if (record.cancelRequestedAt) tellCancel(world, record);
}

/** What was committed and not told, because an answer was lost or another server did it. */
function handOutMissing(world: World, server: Server, cache: WorkspaceCache): void {
  for (const record of cache.runs.values()) {
    if (record.status !== "processing") continue;
    give(world, server, record);
    if (record.cancelRequestedAt) tellCancel(world, record);
  }
}

function give(
  world: World,
  server: Server,
  { live, plan, leaseToken, agentId, agentInstance, status }: RunRecord,
): void {
  const agent = world.agents.find(({ id }) => id === agentId);
  if (!agent || !plan || leaseToken === undefined || status !== "processing") return;
  if (agent.server !== server.index || agentInstance !== instanceOf(agent)) return;
  const { life } = agent;
  const assignment = { runId: live.id, lease: leaseToken, plan };
  post(world, () => reach(agent, life, () => take(world, agent, assignment)));
}

function tellCancel(world: World, { leaseToken, agentId, status }: RunRecord): void {
  const agent = world.agents.find(({ id }) => id === agentId);
  if (!agent || leaseToken === undefined || isFinal(status)) return;
  const { life } = agent;
  post(world, () =>
    reach(agent, life, () => {
      const lease = agent.leases.get(leaseToken);
      if (lease) lease.isCanceled = true;
      return Promise.resolve();
    }),
  );
}

/** A message takes its time; some come twice, and some are lost and sent again. */
function post(world: World, deliver: () => Promise<void>): void {
  const { luck, faults, mail } = world;
  const delay = (): number => Math.floor(luck.next() * faults.delayMs);
  if (luck.chance(faults.lost)) {
    count(world, "message lost and sent again");
    mail.send(world.now + 5_000 + delay(), deliver);
  } else mail.send(world.now + delay(), deliver);
  if (!luck.chance(faults.duplicate)) return;
  count(world, "message duplicated");
  mail.send(world.now + delay() * 2, deliver);
}

/** A dead agent hears nothing; a frozen one when it is back. */
function reach(agent: Agent, life: number, deliver: () => Promise<void>): Promise<void> {
  if (agent.life !== life || agent.state === "dead") return Promise.resolve();
  if (agent.state !== "frozen") return deliver();
  agent.held.push(() => reach(agent, life, deliver));
  return Promise.resolve();
}

function take(world: World, agent: Agent, assignment: Assignment): Promise<void> {
  const { lease } = assignment;
  // The same assignment again: it is under way, or it was reported.
  if (agent.leases.has(lease)) return Promise.resolve();
  agent.leases.set(lease, { isCanceled: false });
  const { life } = agent;
  const random = createRandom(`${world.seed} ${assignment.plan.job} ${String(assignment.plan.number)}`);
  const { takesMs, isTooLong } = drawWork(world, random, assignment.plan);
  // Now and then it looks whether somebody wants the run to end.
  const endsAt = world.now + takesMs;
  const look = async (): Promise<void> => {
    if (agent.leases.get(lease)?.isCanceled === true || world.now >= endsAt)
      await report(world, agent, { ...assignment, random, isTooLong });
    else world.mail.send(Math.min(endsAt, world.now + 60_000), () => reach(agent, life, look));
  };
  world.mail.send(Math.min(endsAt, world.now + 60_000), () => reach(agent, life, look));
  return Promise.resolve();
}

interface Work {
  readonly takesMs: number;
  /** The agent itself ends it at its timeout. */
  readonly isTooLong: boolean;
}

function drawWork({ line }: World, random: Random, { timeoutMs }: RunPlan): Work {
  const isSlow = random.chance(line.isWhole === true ? 0.1 : 0.02);
  const takesMs = isSlow ? random.between(300_000, 3_000_000) : random.between(500, 40_000);
  const isTooLong = line.isWhole === true && takesMs > timeoutMs && random.chance(0.8);
  return { takesMs: isTooLong ? timeoutMs : takesMs, isTooLong };
}

/** The agent says what came of a run until a server has it: maybe twice, maybe late. */
function report(
  world: World,
  agent: Agent,
  {
    runId,
    lease,
    plan,
    random,
    isTooLong,
  }: Assignment & Pick<Work, "isTooLong"> & { readonly random: Random },
): Promise<void> {
  const isCanceled = agent.leases.get(lease)?.isCanceled === true;
  const own = isTooLong ? "timeout" : undefined;
  const told = isCanceled && random.chance(0.8) ? "canceled" : own;
  const result = resultOf(plan, told ?? drawStatus(random), random);
  if (result.status === "timeout" && isTooLong) count(world, "ended at its own timeout");
  const server = world.servers[agent.server] ?? anyServer(world);
  post(world, () =>
    submitDurably(world, server, [{ type: "run-finished", runId, leaseToken: lease, result }]),
  );
  return Promise.resolve();
}

function drawStatus(random: Random): RunResult["status"] {
  return random.weighted({ success: 78, failure: 12, error: 2, timeout: 4, unstable: 4, canceled: 0 });
}

function resultOf(plan: RunPlan, status: RunResult["status"], random: Random): RunResult {
  const steps = stepsOf(plan).map(({ index, kind }): StepResult => {
    const isWorst = kind === "task" && status !== "success";
    return { index, status: isWorst ? "failure" : "success", logBytes: 0 };
  });
  const postings = plan.outputs.flatMap(({ name }): Posting[] =>
    random.chance(0.7) ? [{ name, isCleared: random.chance(0.1), values: drawPairs(random) }] : [],
  );
  if (random.chance(0.3)) postings.push({ name: plan.job, isCleared: false, values: drawPairs(random) });
  return { status, steps, state: { values: {}, files: [] }, postings };
}

export function drawPairs(random: Random): Record<string, string> {
  return {
    KEY: String(random.between(1, 99)),
    ...(random.chance(0.3) ? { versionName: `v${String(random.between(1, 4))}` } : {}),
  };
}

/** It falls silent; for a while (`frozen`), or it is gone and starts anew (`dead`). */
export function fallSilent(world: World, agent: Agent, state: "frozen" | "dead", forMs: number): void {
  if (agent.state !== "well") return;
  count(world, `agent ${state}`);
  agent.state = state;
  const { life } = agent;
  if (state === "dead") agent.leases.clear();
  reapLater(world, agent, life, LEASE_MS);
  world.mail.send(world.now + forMs, () => comeBack(world, agent));
}

async function comeBack(world: World, agent: Agent): Promise<void> {
  const isNew = agent.state === "dead";
  agent.state = "well";
  if (isNew) {
    await loseRunsOf(world, agent, "The agent started anew.");
    agent.life += 1;
  }
  const held = agent.held;
  agent.held = [];
  for (const deliver of held) await deliver();
  const server = world.servers[agent.server] ?? anyServer(world);
  await submitDurably(world, server, [{ type: "dispatch" }]);
}

/** The reaper: runs of an agent that was not heard of within the lease. */
function reapLater(world: World, agent: Agent, life: number, afterMs: number): void {
  world.mail.send(world.now + afterMs, async () => {
    if (agent.life !== life || agent.state === "well") return;
    await loseRunsOf(world, agent, "The agent was not heard of.");
    reapLater(world, agent, life, 10_000);
  });
}

async function loseRunsOf(world: World, agent: Agent, because: string): Promise<void> {
  const server = anyServer(world);
  const cache = await takeUp(world, server);
  for (const { live, status, agentId, leaseToken } of cache.runs.values()) {
    if (status !== "processing" || agentId !== agent.id) continue;
    await submitDurably(world, server, [
      { type: "run-lost", runId: live.id, leaseToken: leaseToken ?? "", because },
    ]);
  }
}
