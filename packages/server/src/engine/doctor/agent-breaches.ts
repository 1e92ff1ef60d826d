import type { Breach } from "@landbridge/core";
import type { Kysely } from "kysely";
import { listAgentsSilentFor, listUnknownAgents } from "../../store/agents.ts";
import type { Tables } from "../../store/schema.ts";
import type { AgentPool } from "../agent-pool.ts";
import type { RunRecord } from "../run-record.ts";
import type { WorkspaceCache } from "../workspace-cache.ts";
import { nameOfRun } from "./live-breaches.ts";

export interface AgentCheckParts {
  readonly query: Kysely<Tables>;
  readonly agents: AgentPool;
  readonly leaseMs: number;
  /** Whether agents had the time to be heard of since the server started. */
  readonly isSteady: () => boolean;
}

/** A run whose agent will not end it. */
export interface ForsakenRun {
  readonly record: RunRecord;
  readonly breach: Breach;
}

/** Runs of agents that do not exist, or that the reaper should have taken away from their agents. */
export async function findForsakenRuns(
  { query, agents, leaseMs, isSteady }: AgentCheckParts,
  { runs }: Pick<WorkspaceCache, "runs">,
): Promise<readonly ForsakenRun[]> {
  const processing = [...runs.values()].filter(({ status }) => status === "processing");
  const ids = [...new Set(processing.flatMap(({ agentId }) => agentId ?? []))];
  const unknown = new Set(await listUnknownAgents(query, ids));
  const absent = ids.filter((id) => (agents.get(id)?.silentMs() ?? Infinity) > leaseMs);
  // The reaper has its own pace: one that was silent for two leases is not one that it is about to see.
  const silent = new Set(isSteady() ? await listAgentsSilentFor(query, absent, 2 * leaseMs) : []);
  return processing.flatMap((record): readonly ForsakenRun[] => {
    const { agentId = "" } = record;
    const subject = nameOfRun(record);
    if (unknown.has(agentId)) {
      const text = `${subject} is processing on the agent ${agentId}, which does not exist.`;
      return [{ record, breach: { code: "agent-gone", subject, text } }];
    }
    if (!silent.has(agentId)) return [];
    const text = `${subject} is processing on the agent ${agentId}, which was not heard of for twice its lease.`;
    return [{ record, breach: { code: "agent-silent", subject, text } }];
  });
}
