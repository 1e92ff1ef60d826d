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
}

export function createRunHandout(parts: RunHandoutParts): RunHandout {
  const give: RunHandout["give"] = (agent, record) => {
    agent.runs.set(record.live.id, record.leaseToken ?? "");
    void assign(parts, agent, record)
      .catch((error: unknown) => failToGive(parts, error, { agent, record }))
      .catch((err: unknown) => {
        parts.log.error({ err, runId: record.live.id }, "a run could not be ended");
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
  };
}

export function processingOn(cache: WorkspaceCache, agent: ConnectedAgent): readonly RunRecord[] {
  return [...cache.runs.values()].filter(
    (record) => record.agentId === agent.id && record.status === "processing",
  );
}

export function tellCancel(agent: ConnectedAgent, record: RunRecord): void {
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
  const assignment = await assignmentFor(record, { files, cache: await engine.current() });
  if (assignment) agent.assign(assignment);
  // Canceled before the agent knew of it: it hears of that right after.
  const now = (await engine.current()).runs.get(record.live.id);
  if (now?.leaseToken === record.leaseToken && now?.cancelRequestedAt) tellCancel(agent, now);
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
  agent.runs.delete(runId);
  await reports.fail(record, "The run could not be handed to its agent; the server's log says why.");
}
