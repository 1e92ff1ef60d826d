import type { Kysely } from "kysely";
import { listAgentsSilentFor, markAgentsSeen } from "../../store/agents.ts";
import { isStoreAway } from "../../store/database.ts";
import type { Tables } from "../../store/schema.ts";
import type { AgentPool } from "../agent-pool.ts";
import type { Engine } from "../engine.ts";

/**
 * Ends runs whose agent was not heard of within the lease. Presence is kept by the database's clock, so that
 * any server may reap. For one lease after its start, and after the database's return, a server waits: agents
 * are dialling again, and other servers have not told yet whom they heard.
 */
export function createReaper(parts: {
  readonly engine: Engine;
  readonly agents: AgentPool;
  readonly query: Kysely<Tables>;
  /** How long an agent may be silent. */
  readonly leaseMs: number;
  /** Milliseconds since this server started. */
  readonly uptimeMs: () => number;
}): () => Promise<void> {
  const { engine, agents, query, leaseMs, uptimeMs } = parts;
  let steadySinceMs = 0;
  const reap = async (): Promise<void> => {
    await markAgentsSeen(
      query,
      agents.all().map((agent) => ({ id: agent.id, silentMs: agent.silentMs() })),
    );
    if (uptimeMs() - steadySinceMs < leaseMs) return;
    const processing = [...(await engine.current()).runs.values()].filter(
      (run) => run.status === "processing",
    );
    const doubtful = processing.flatMap(({ agentId }) => {
      if (agentId === undefined) return [];
      return (agents.get(agentId)?.silentMs() ?? Infinity) > leaseMs ? [agentId] : [];
    });
    const silent = new Set(await listAgentsSilentFor(query, [...new Set(doubtful)], leaseMs));
    for (const run of processing) {
      if (run.agentId === undefined || !silent.has(run.agentId)) continue;
      // Not durable: the next tick does again what the database was not there for.
      await engine.submit({
        type: "run-lost",
        runId: run.live.id,
        leaseToken: run.leaseToken ?? "",
        because: `The agent was not heard of for ${String(leaseMs / 1000)} seconds.`,
      });
    }
  };
  return async () => {
    try {
      await reap();
    } catch (error) {
      if (isStoreAway(error)) steadySinceMs = uptimeMs();
      throw error;
    }
  };
}
