import type { Logger } from "pino";
import { isStoreAway } from "../store/database.ts";
import type { StateFiles } from "../store/state-files.ts";
import type { ConnectedAgent } from "./agent-pool.ts";
import { assignmentFor } from "./assignments.ts";
import type { Engine } from "./engine.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunReports } from "./run-reports.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

const CANCEL_GRACE_MS = 10_000;

export interface RunHandoutParts {
  readonly engine: Engine;
  readonly files: StateFiles;
  readonly reports: RunReports;
  readonly log: Logger;
}

/** Gives agents the runs that were started on them. */
export interface RunHandout {
  give(agent: ConnectedAgent, record: RunRecord): void;
  /** Gives an agent the runs that were committed to it and whose message was lost with a connection or a server. */
  giveMissing(agent: ConnectedAgent, cache: WorkspaceCache): void;
  /** Tells an agent to end a run; one that it does not have yet is canceled right behind its assignment. */
  cancel(agent: ConnectedAgent, record: RunRecord): void;
}

export function createRunHandout(parts: RunHandoutParts): RunHandout {
  /** Runs whose assignment is being made, and who asked for their end meanwhile. */
  const giving = new Map<string, { canceled?: RunRecord }>();
  const give: RunHandout["give"] = (agent, record) => {
    const { id } = record.live;
    const state: { canceled?: RunRecord } = record.cancelRequestedAt ? { canceled: record } : {};
    giving.set(id, state);
    agent.runs.set(id, record.leaseToken ?? "");
    void assign(parts, agent, record)
      .finally(() => {
        if (giving.get(id) === state) giving.delete(id);
        const { canceled } = state;
        if (canceled !== undefined && canceled.leaseToken === record.leaseToken) tellCancel(agent, canceled);
      })
      .catch((error: unknown) => failToGive(parts, error, { agent, record }))
      .catch((err: unknown) => {
        parts.log.error({ err, runId: id }, "a run could not be ended");
        agent.drop("a run could not be ended");
      });
  };
  return {
    give,
    giveMissing(agent, cache) {
      for (const record of processingOn(cache, agent)) {
        const isThere = agent.runs.has(record.live.id) || parts.reports.isTaking(record.live.id);
        if (record.agentInstance === agent.instance && !isThere) give(agent, record);
      }
    },
    cancel(agent, record) {
      const given = giving.get(record.live.id);
      if (given === undefined) tellCancel(agent, record);
      else given.canceled = record;
    },
  };
}

export function processingOn(cache: WorkspaceCache, agent: ConnectedAgent): readonly RunRecord[] {
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

async function assign(
  { engine, files }: RunHandoutParts,
  agent: ConnectedAgent,
  record: RunRecord,
): Promise<void> {
  // The commit that started the run, or a later one: where the definitions are that its secrets stand in.
  const cache = engine.peek() ?? (await engine.current());
  const assignment = await assignmentFor(record, { files, cache });
  if (assignment) agent.assign(assignment);
}

/** A state file that can't be read, for example: sent again, the assignment would fail again. */
async function failToGive(
  { reports, log }: RunHandoutParts,
  error: unknown,
  { agent, record }: { readonly agent: ConnectedAgent; readonly record: RunRecord },
): Promise<void> {
  if (isStoreAway(error)) return agent.drop("the database is away");
  const { id: runId } = record.live;
  log.error({ err: error, runId }, "an assignment could not be made");
  const failing = reports.fail(
    record,
    "The run could not be handed to its agent; the server's log says why.",
  );
  // Not before: in between it would look like one that was never given.
  agent.runs.delete(runId);
  await failing;
}
