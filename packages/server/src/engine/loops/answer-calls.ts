import type { DatabaseAddress } from "../../store/database.ts";
import { listenForCalls } from "../../store/server-calls.ts";
import type { HeardCall } from "../../store/server-calls.ts";
import type { AgentPool } from "../agent-pool.ts";
import type { Engine } from "../engine.ts";
import { createSharedCall } from "../shared-call.ts";
import type { Loop } from "./every.ts";

export interface CallParts {
  readonly address: DatabaseAddress;
  readonly workspaceId: string;
  readonly engine: Pick<Engine, "submit">;
  readonly agents: Pick<AgentPool, "capacities" | "all">;
}

/** Does at once what other servers call for, where our agents can: otherwise it is seen at the next look. */
export function answerCalls({ address, workspaceId, engine, agents }: CallParts): Loop {
  const dispatch = createSharedCall(() => engine.submit({ type: "dispatch" }));
  const canAnswer = (call: HeardCall): boolean => {
    if (call.kind === "canceled") return agents.all().length > 0;
    return agents
      .capacities()
      .some(({ pool, freeSlots }) => freeSlots > 0 && call.pools?.includes(pool) !== false);
  };
  return listenForCalls(address, workspaceId, (call) => {
    if (!canAnswer(call)) return;
    // Where it fails the database is away: the next look comes when it is back.
    dispatch().catch(() => undefined);
  });
}
