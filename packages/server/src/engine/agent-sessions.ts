import type { AgentMessage, LogChunk, ServerMessage } from "@landbridge/api";
import type { RunResult } from "@landbridge/core";
import type { Logger } from "pino";
import { isStoreAway, isUnstorable } from "../store/database.ts";
import type { LogFiles } from "../store/log-files.ts";
import type { StateFiles } from "../store/state-files.ts";
import type { AgentPool, ConnectedAgent } from "./agent-pool.ts";
import { assignmentFor } from "./assignments.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { Committed, Engine } from "./engine.ts";
import type { LiveSteps } from "./live-steps.ts";
import type { RunRecord } from "./run-record.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

const CANCEL_GRACE_MS = 10_000;

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
  join(agent: ConnectedAgent, carried: readonly { runId: string; leaseToken: string }[]): Promise<void>;
  leave(agent: ConnectedAgent): void;
  logOffsets(
    carried: readonly { runId: string; leaseToken: string }[],
  ): Promise<Extract<ServerMessage, { type: "welcome" }>["logs"]>;
  receive(agent: ConnectedAgent, message: Exclude<AgentMessage, { type: "hello" }>): Promise<void>;
  receiveLog(agent: ConnectedAgent, chunk: LogChunk): Promise<void>;
  /** Sends out what a commit started or asked to cancel. */
  carryOut(committed: Committed): void;
  /** The same for what others committed, or we ourselves without hearing of it. */
  catchUp(cache: WorkspaceCache): void;
}

export function createAgentSessions(parts: AgentSessionParts): AgentSessions {
  const { engine, agents, logs, files, steps } = parts;
  /** Runs whose end is being written down: still processing for the store, and nobody's slot any more. */
  const finishing = new Set<string>();

  const send = async (agent: ConnectedAgent, record: RunRecord): Promise<void> => {
    const assignment = await assignmentFor(record, { files, cache: await engine.current() });
    if (assignment) agent.assign(assignment);
    // Canceled before the agent knew of it: it hears of that right after.
    const now = (await engine.current()).runs.get(record.live.id);
    if (now?.leaseToken === record.leaseToken && now?.cancelRequestedAt) tellCancel(agent, now);
  };

  const ownRun = async (runId: string, leaseToken: string): Promise<RunRecord | undefined> => {
    const record = (await engine.current()).runs.get(runId);
    return record?.leaseToken === leaseToken ? record : undefined;
  };

  const finish = async (
    agent: ConnectedAgent,
    message: Extract<AgentMessage, { type: "run-finished" }>,
  ): Promise<void> => {
    const { runId, leaseToken } = message;
    await logs.finish(runId);
    if (agent.runs.get(runId) === leaseToken) await refuseShortLogs(runId, message.result);
    const wrong = await keepFiles(message.files);
    const result = wrong === undefined ? message.result : unusable(wrong);
    // The slot is free in the transaction already, so that the reply can carry the next run.
    if (agent.runs.get(runId) === leaseToken) {
      agent.runs.delete(runId);
      finishing.add(runId);
    }
    await report({ type: "run-finished", runId, leaseToken, result }).finally(() => finishing.delete(runId));
    agent.send({ type: "run-finished-ack", runId });
  };

  /** A report counts once the server has all of its log: else the agent would forget what is missing. */
  const refuseShortLogs = async (runId: string, result: RunResult): Promise<void> => {
    for (const step of result.steps) {
      const size = step.logBytes === 0 ? 0 : await logs.size({ runId, index: step.index });
      if (size >= step.logBytes) continue;
      throw new Error(
        `log of step ${String(step.index)}: ${String(size)} of ${String(step.logBytes)} bytes came`,
      );
    }
  };

  /** Keeps the files of a report; answers what is wrong with one, if any. */
  const keepFiles = async (contents: Readonly<Record<string, string>>): Promise<string | undefined> => {
    for (const [digest, content] of Object.entries(contents)) {
      const isKept = await files.put(digest, Buffer.from(content, "base64"));
      if (!isKept) return `A file of the report does not have the digest ${digest}.`;
    }
    return undefined;
  };

  /** A report that can't be saved would be sent again for ever: its run ends with an error instead. */
  const report = async (event: Extract<EngineEvent, { type: "run-finished" }>): Promise<void> => {
    try {
      await engine.submit(event, { isDurable: true });
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      parts.log.error({ err: error, runId: event.runId }, "a report could not be saved");
      const result = unusable("The agent's report could not be saved; the server's log says why.");
      await engine.submit({ ...event, result }, { isDurable: true });
    }
  };

  /** What was kept for a run while it was live; most of all for one whose agent never reported. */
  const forget = (runId: string): void => {
    steps.forget(runId);
    logs.finish(runId).catch((err: unknown) => parts.log.error({ err, runId }, "a log could not be closed"));
  };

  const lose = (agent: ConnectedAgent, record: RunRecord): Promise<unknown> =>
    engine.submit(
      {
        type: "run-lost",
        runId: record.live.id,
        leaseToken: record.leaseToken ?? "",
        because: `The agent ${agent.name} was restarted while the run was under way.`,
      },
      { isDurable: true },
    );

  /** A state file that can't be read, for example: sent again, the assignment would fail again. */
  const failToGive = async (agent: ConnectedAgent, record: RunRecord, error: unknown): Promise<void> => {
    if (isStoreAway(error)) return agent.drop("the database is away");
    const { id: runId } = record.live;
    parts.log.error({ err: error, runId }, "an assignment could not be made");
    agent.runs.delete(runId);
    const result = unusable("The run could not be handed to its agent; the server's log says why.");
    await report({ type: "run-finished", runId, leaseToken: record.leaseToken ?? "", result });
  };

  const give = (agent: ConnectedAgent, record: RunRecord): void => {
    agent.runs.set(record.live.id, record.leaseToken ?? "");
    void send(agent, record)
      .catch((error: unknown) => failToGive(agent, record, error))
      .catch((err: unknown) => {
        parts.log.error({ err, runId: record.live.id }, "a run could not be ended");
        agent.drop("a run could not be ended");
      });
  };

  /** Gives an agent the runs that were committed to it and whose message was lost with a connection or a server. */
  const deliver = (agent: ConnectedAgent, cache: WorkspaceCache): void => {
    for (const record of processingOn(cache, agent)) {
      const isThere = agent.runs.has(record.live.id) || finishing.has(record.live.id);
      if (record.agentInstance === agent.instance && !isThere) give(agent, record);
    }
  };

  const noteStep = async (
    message: Extract<AgentMessage, { type: "step-started" | "step-finished" }>,
  ): Promise<void> => {
    const record = await ownRun(message.runId, message.leaseToken);
    if (!record) return;
    const step =
      message.type === "step-finished"
        ? message.step
        : { index: message.index, status: "processing" as const, startedAt: message.startedAt, logBytes: 0 };
    steps.set(message.runId, step);
    parts.onStep(record, step.index);
  };

  return {
    async join(agent, carried) {
      const cache = await engine.current();
      // Before it is in the pool: its slots are counted right from the first moment.
      for (const run of carried) {
        if (cache.runs.get(run.runId)?.leaseToken === run.leaseToken)
          agent.runs.set(run.runId, run.leaseToken);
        else agent.send({ type: "abandon", ...run });
      }
      agents.add(agent);
      for (const record of processingOn(cache, agent)) {
        if (agent.runs.has(record.live.id)) {
          if (record.cancelRequestedAt) tellCancel(agent, record);
        } else if (record.agentInstance !== agent.instance) await lose(agent, record);
      }
      await engine.submit({ type: "dispatch" });
      deliver(agent, await engine.current());
    },
    leave: (agent) => agents.remove(agent),
    async logOffsets(carried) {
      const offsets: { runId: string; index: number; offset: number }[] = [];
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
    },
    async receive(agent, message) {
      switch (message.type) {
        case "heartbeat":
          return;
        case "drain":
          agent.isDraining = true;
          return;
        case "step-started":
        case "step-finished":
          return noteStep(message);
        case "run-finished":
          return finish(agent, message);
      }
    },
    async receiveLog(agent, chunk) {
      if (
        agent.runs.get(chunk.runId) !== chunk.leaseToken &&
        !(await ownRun(chunk.runId, chunk.leaseToken))
      ) {
        agent.send({ type: "abandon", runId: chunk.runId, leaseToken: chunk.leaseToken });
        return;
      }
      const size = await logs.append(chunk, chunk.offset, chunk.bytes);
      agent.send({ type: "log-ack", runId: chunk.runId, index: chunk.index, offset: size });
      parts.onLog(chunk.runId, chunk.index, size);
    },
    carryOut(committed) {
      for (const record of committed.started) {
        const agent = agents.get(record.agentId ?? "");
        // Not connected any more: it gets the run when it comes back, or the reaper ends it.
        if (agent) give(agent, record);
      }
      for (const record of committed.runs) {
        if (record.finishedAt) forget(record.live.id);
        const agent = agents.get(record.agentId ?? "");
        if (!agent) continue;
        if (record.status === "processing" && record.cancelRequestedAt) tellCancel(agent, record);
        if (record.finishedAt) agent.runs.delete(record.live.id);
        if (
          record.status === "lost" ||
          (record.status === "canceled" && record.reason?.code === "agent-lost")
        ) {
          agent.send({ type: "abandon", runId: record.live.id, leaseToken: record.leaseToken ?? "" });
        }
      }
    },
    catchUp(cache) {
      for (const agent of agents.all()) {
        for (const [runId, leaseToken] of agent.runs) {
          if (cache.runs.has(runId)) continue;
          agent.runs.delete(runId);
          agent.send({ type: "abandon", runId, leaseToken });
        }
        for (const record of processingOn(cache, agent)) {
          if (record.cancelRequestedAt && agent.runs.has(record.live.id)) tellCancel(agent, record);
        }
        deliver(agent, cache);
      }
    },
  };
}

function unusable(message: string): RunResult {
  const reason = { code: "agent-fault", message } as const;
  return { status: "error", reason, steps: [], state: { values: {}, files: [] }, postings: [] };
}

function processingOn(cache: WorkspaceCache, agent: ConnectedAgent): readonly RunRecord[] {
  return [...cache.runs.values()].filter(
    (record) => record.agentId === agent.id && record.status === "processing",
  );
}

function tellCancel(agent: ConnectedAgent, record: RunRecord): void {
  agent.send({
    type: "cancel",
    runId: record.live.id,
    leaseToken: record.leaseToken ?? "",
    by: record.cancelRequestedBy ?? "",
    graceMs: CANCEL_GRACE_MS,
  });
}
