import { LEASE_MS } from "@landbridge/api";
import type { Kysely } from "kysely";
import { listAgentsSilentFor, markAgentsSeen } from "../../store/agents.ts";
import type { Tables } from "../../store/schema.ts";
import type { AgentPool } from "../agent-pool.ts";
import type { Engine } from "../engine.ts";

/**
 * Ends runs whose agent was not heard of within the lease. Presence is kept by the database's clock, so that
 * any server may reap. A server that has just started waits for one lease: its agents are dialling again.
 */
export function createReaper(parts: {
  readonly engine: Engine;
  readonly agents: AgentPool;
  readonly query: Kysely<Tables>;
  /** Milliseconds since this server started. */
  readonly uptimeMs: () => number;
}): () => Promise<void> {
  const { engine, agents, query } = parts;
  return async () => {
    await markAgentsSeen(
      query,
      agents.all().map((agent) => agent.id),
    );
    if (parts.uptimeMs() < LEASE_MS) return;
    const processing = [...(await engine.current()).runs.values()].filter(
      (run) => run.status === "processing",
    );
    const elsewhere = processing.flatMap((run) =>
      run.agentId !== undefined && !agents.get(run.agentId) ? [run.agentId] : [],
    );
    const silent = new Set(await listAgentsSilentFor(query, [...new Set(elsewhere)], LEASE_MS));
    for (const run of processing) {
      if (run.agentId === undefined || !silent.has(run.agentId)) continue;
      await engine.submit(
        {
          type: "run-lost",
          runId: run.live.id,
          leaseToken: run.leaseToken ?? "",
          because: `The agent was not heard of for ${String(LEASE_MS / 1000)} seconds.`,
        },
        { isDurable: true },
      );
    }
  };
}
