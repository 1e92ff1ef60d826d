import type { DatabaseAddress } from "../../store/database.ts";
import { listenForCalls } from "../../store/server-calls.ts";
import type { ServerCall } from "../../store/server-calls.ts";
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
  const canAnswer = (call: ServerCall): boolean =>
    call === "queued" ? agents.capacities().some(({ freeSlots }) => freeSlots > 0) : agents.all().length > 0;
  return listenForCalls(address, workspaceId, (call) => {
    if (!canAnswer(call)) return;
    // Where it fails the database is away: the next look comes when it is back.
    dispatch().catch(() => undefined);
  });
}
