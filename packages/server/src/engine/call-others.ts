import { DEFAULT_POOL, holdByPause, holdOf } from "@landbridge/core";
import type { ServerCall } from "../store/server-calls.ts";
import type { AgentPool } from "./agent-pool.ts";
import type { Batch } from "./batch.ts";

/** What a batch leaves to servers to which other agents are connected; absent: nothing. */
export function callOf(batch: Batch, agents: Pick<AgentPool, "get">): ServerCall | undefined {
  const runs = [...batch.runs.values()];
  const isTheirs = (agentId: string | undefined): boolean => agentId !== undefined && !agents.get(agentId);
  const isCanceled = runs.some(
    (run) => run.status === "processing" && run.cancelRequestedAt !== undefined && isTheirs(run.agentId),
  );
  // Whoever answers it starts what is queued as well.
  if (isCanceled) return { kind: "canceled" };
  const pools = new Set<string>();
  for (const { status, live } of runs) {
    const pool = live.nodePool ?? DEFAULT_POOL;
    if (status !== "queued" || pools.has(pool)) continue;
    if (!holdByPause(live, batch.draft.now) && !holdOf(batch.workflow, batch.draft, live)) pools.add(pool);
  }
  return pools.size === 0 ? undefined : { kind: "queued", pools: [...pools] };
}
