import type { AgentMessage, LogChunk, ServerMessage } from "@landbridge/api";
import type { Logger } from "pino";
import type { LogFiles } from "../store/log-files.ts";
import type { StateFiles } from "../store/state-files.ts";
import type { AgentPool, ConnectedAgent } from "./agent-pool.ts";
import type { Committed, Engine } from "./engine.ts";
import type { LiveSteps } from "./live-steps.ts";
import { createRunHandout, processingOn } from "./run-handout.ts";
import type { RunHandout } from "./run-handout.ts";
import type { RunRecord } from "./run-record.ts";
import { createRunReports } from "./run-reports.ts";
import type { RunReports } from "./run-reports.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

type Carried = readonly { readonly runId: string; readonly leaseToken: string }[];
type Told = Exclude<AgentMessage, { type: "hello" }>;
type LogOffsets = Extract<ServerMessage, { type: "welcome" }>["logs"];

export interface AgentSessionParts {
  readonly engine: Engine;
  readonly agents: AgentPool;
  readonly logs: LogFiles;
  readonly files: StateFiles;
  readonly steps: LiveSteps;
  readonly log: Logger;
  /** A step of a run began or ended, or its log grew. */
  readonly onStep: (record: RunRecord, index: number) => void;
  readonly onLog: (runId: string, index: number, size: number) => void;
}

/** What the server does with connected agents: reconcile, take logs and reports, hand out runs. */
export interface AgentSessions {
  /** After the welcome: runs that the agent still has go on, others are taken from it or given again. */
  join(agent: ConnectedAgent, carried: Carried): Promise<void>;
  leave(agent: ConnectedAgent): void;
  /** How much log the server has of the runs that an agent carries. */
  logOffsets(carried: Carried): Promise<LogOffsets>;
  receive(agent: ConnectedAgent, message: Told): Promise<void>;
  receiveLog(agent: ConnectedAgent, chunk: LogChunk): Promise<void>;
  /** Sends out what a commit started or asked to cancel. */
  carryOut(committed: Committed): void;
  /** The same for what others committed, or we ourselves without hearing of it. */
  catchUp(cache: WorkspaceCache): void;
}

export function createAgentSessions(given: AgentSessionParts): AgentSessions {
  const reports = createRunReports(given);
  const parts: Parts = { ...given, reports, handout: createRunHandout({ ...given, reports }) };
  return {
    join: (agent, carried) =>
      join(parts, agent, carried).catch((error: unknown) => {
        // Its connection is closed for this: nobody else would take it out of the pool.
        parts.agents.remove(agent);
        throw error;
      }),
    leave: (agent) => parts.agents.remove(agent),
    logOffsets: (carried) => logOffsets(parts, carried),
    receive: (agent, message) => receive(parts, agent, message),
    receiveLog: (agent, chunk) => receiveLog(parts, agent, chunk),
    carryOut(committed) {
      for (const record of committed.started) {
        const agent = parts.agents.get(record.agentId ?? "");
        // Not connected any more: it gets the run when it comes back, or the reaper ends it.
        if (agent) parts.handout.give(agent, record);
      }
      for (const record of committed.runs) {
        if (record.finishedAt) forget(parts, record.live.id);
        const agent = parts.agents.get(record.agentId ?? "");
        if (agent) tellChange(parts, agent, record);
      }
    },
    catchUp(cache) {
      for (const agent of parts.agents.all()) catchUp(parts, agent, cache);
      for (const runId of [...parts.steps.runIds(), ...parts.logs.openRunIds()]) {
        if (!cache.runs.has(runId)) forget(parts, runId);
      }
    },
  };
}

interface Parts extends AgentSessionParts {
  readonly reports: RunReports;
  readonly handout: RunHandout;
}

async function join(parts: Parts, agent: ConnectedAgent, carried: Carried): Promise<void> {
  const { engine, agents, handout } = parts;
  const cache = await engine.current();
  // Before it is in the pool: its slots are counted right from the first moment.
  for (const run of carried) {
    if (cache.runs.get(run.runId)?.leaseToken === run.leaseToken) agent.runs.set(run.runId, run.leaseToken);
    else agent.send({ type: "abandon", ...run });
  }
  // What was lost on the way to it takes slots too.
  handout.giveMissing(agent, cache);
  agents.add(agent);
  for (const record of processingOn(cache, agent)) {
    if (agent.runs.has(record.live.id)) {
      if (record.cancelRequestedAt) handout.cancel(agent, record);
    } else if (record.agentInstance !== agent.instance) await lose(parts, agent, record);
  }
  await engine.submit({ type: "dispatch" });
  handout.giveMissing(agent, await engine.current());
}

function lose({ engine }: Parts, agent: ConnectedAgent, record: RunRecord): Promise<unknown> {
  return engine.submit(
    {
      type: "run-lost",
      runId: record.live.id,
      leaseToken: record.leaseToken ?? "",
      because: `The agent ${agent.name} was restarted while the run was under way.`,
    },
    { isDurable: true },
  );
}

async function logOffsets({ engine, logs }: Parts, carried: Carried): Promise<LogOffsets> {
  const offsets: LogOffsets = [];
  const cache = await engine.current();
  for (const { runId, leaseToken } of carried) {
    const record = cache.runs.get(runId);
    if (record?.leaseToken !== leaseToken || !record.plan) continue;
    const count = record.plan.tasks.length + 5;
    for (let index = 0; index < count; index++) {
      const offset = await logs.size({ runId, index });
      if (offset > 0) offsets.push({ runId, index, offset });
    }
  }
  return offsets;
}

async function receive(parts: Parts, agent: ConnectedAgent, message: Told): Promise<void> {
  switch (message.type) {
    case "heartbeat":
      return;
    case "drain":
      agent.isDraining = true;
      return;
    case "step-started":
    case "step-finished":
      return noteStep(parts, message);
    case "run-finished":
      return parts.reports.take(agent, message);
  }
}

async function noteStep(
  parts: Parts,
  message: Extract<AgentMessage, { type: "step-started" | "step-finished" }>,
): Promise<void> {
  const record = await ownRun(parts, message);
  if (!record) return;
  const step =
    message.type === "step-finished"
      ? message.step
      : { index: message.index, status: "processing" as const, startedAt: message.startedAt, logBytes: 0 };
  parts.steps.set(message.runId, step);
  parts.onStep(record, step.index);
}

async function receiveLog(parts: Parts, agent: ConnectedAgent, chunk: LogChunk): Promise<void> {
  const { runId, leaseToken, index } = chunk;
  if (agent.runs.get(runId) !== leaseToken && !(await ownRun(parts, chunk))) {
    agent.send({ type: "abandon", runId, leaseToken });
    return;
  }
  const size = await parts.logs.append(chunk, chunk.offset, chunk.bytes);
  agent.send({ type: "log-ack", runId, index, offset: size });
  parts.onLog(runId, index, size);
}

/** The live run, if the lease is still the one that the agent has. */
async function ownRun(
  { engine }: Parts,
  { runId, leaseToken }: Carried[number],
): Promise<RunRecord | undefined> {
  const known = engine.peek()?.runs.get(runId);
  // That of a run which another server ended meanwhile is forgotten once that is heard.
  const record = known?.leaseToken === leaseToken ? known : (await engine.current()).runs.get(runId);
  return record?.leaseToken === leaseToken ? record : undefined;
}

/** What was kept for a run while it was live; most of all for one whose agent never reported. */
function forget({ steps, logs, log }: Parts, runId: string): void {
  steps.forget(runId);
  logs.finish(runId).catch((err: unknown) => log.error({ err, runId }, "a log could not be closed"));
}

/** Tells an agent what a commit changed about a run of its. */
function tellChange({ handout }: Parts, agent: ConnectedAgent, record: RunRecord): void {
  const { id: runId } = record.live;
  if (record.status === "processing" && record.cancelRequestedAt) handout.cancel(agent, record);
  if (record.finishedAt) agent.runs.delete(runId);
  // It ended without a report: whatever the agent still does is of no use to anybody.
  const isTakenAway = record.finishedAt !== undefined && record.steps === undefined;
  if (isTakenAway) agent.send({ type: "abandon", runId, leaseToken: record.leaseToken ?? "" });
}

function catchUp({ handout }: Parts, agent: ConnectedAgent, cache: WorkspaceCache): void {
  for (const [runId, leaseToken] of agent.runs) {
    if (cache.runs.has(runId)) continue;
    agent.runs.delete(runId);
    agent.send({ type: "abandon", runId, leaseToken });
  }
  for (const record of processingOn(cache, agent)) {
    if (record.cancelRequestedAt && agent.runs.has(record.live.id)) handout.cancel(agent, record);
  }
  handout.giveMissing(agent, cache);
}
