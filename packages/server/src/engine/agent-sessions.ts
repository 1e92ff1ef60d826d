import type { AgentMessage, LogChunk, ServerMessage } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { Logger } from "pino";
import type { LogFiles } from "../store/log-files.ts";
import type { StateFiles } from "../store/state-files.ts";
import type { AgentPool, ConnectedAgent } from "./agent-pool.ts";
import { assignmentFor } from "./assignments.ts";
import type { Committed, Engine } from "./engine.ts";
import type { LiveSteps } from "./live-steps.ts";
import type { RunRecord } from "./run-record.ts";

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
}

export function createAgentSessions(parts: AgentSessionParts): AgentSessions {
  const { engine, agents, logs, files, steps } = parts;

  const send = async (agent: ConnectedAgent, record: RunRecord): Promise<void> => {
    const assignment = await assignmentFor(record, { files, cache: await engine.current() });
    if (assignment) agent.assign(assignment);
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
    for (const [digest, content] of Object.entries(message.files)) {
      const isKept = await files.put(digest, Buffer.from(content, "base64"));
      if (!isKept)
        throw new AppError("BAD_REQUEST", `A file of run ${runId} does not have the digest ${digest}.`);
    }
    // The slot is free in the transaction already, so that the reply can carry the next run.
    if (agent.runs.get(runId) === leaseToken) agent.runs.delete(runId);
    await engine.submit(
      { type: "run-finished", runId, leaseToken, result: message.result },
      { isDurable: true },
    );
    steps.forget(runId);
    agent.send({ type: "run-finished-ack", runId, next: [] });
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
      agents.add(agent);
      const cache = await engine.current();
      const listed = new Set(carried.map((run) => run.runId));
      for (const run of carried) {
        const record = cache.runs.get(run.runId);
        if (record?.leaseToken === run.leaseToken) {
          agent.runs.set(run.runId, run.leaseToken);
          if (record.cancelRequestedAt) tellCancel(agent, record);
        } else agent.send({ type: "abandon", ...run });
      }
      for (const record of cache.runs.values()) {
        if (record.agentId !== agent.id || record.status !== "processing" || listed.has(record.live.id))
          continue;
        if (record.agentInstance === agent.instance) {
          // Committed, but the message was lost with the connection or with the server.
          agent.runs.set(record.live.id, record.leaseToken ?? "");
          await send(agent, record);
        } else {
          await engine.submit(
            {
              type: "run-lost",
              runId: record.live.id,
              leaseToken: record.leaseToken ?? "",
              because: `The agent ${agent.name} was restarted while the run was under way.`,
            },
            { isDurable: true },
          );
        }
      }
      await engine.submit({ type: "dispatch" });
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
        if (!agent) continue;
        agent.runs.set(record.live.id, record.leaseToken ?? "");
        void send(agent, record).catch((error: unknown) => {
          parts.log.error({ err: error, runId: record.live.id }, "an assignment could not be sent");
          agent.drop("an assignment could not be sent");
        });
      }
      for (const record of committed.runs) {
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
  };
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
