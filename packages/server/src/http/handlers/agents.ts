import type { AgentView } from "@landbridge/api";
import { listAgents } from "../../store/agents.ts";
import { contextOf } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

export function agentHandlers(parts: HandlerParts): { readonly listAgents: Handler<"listAgents"> } {
  return {
    async listAgents({ workspace }) {
      await contextOf(parts, workspace);
      return (await listAgents(parts.database.query)).map((agent): AgentView => {
        const connected = parts.agents.get(agent.id);
        return {
          id: agent.id,
          name: agent.name,
          pool: agent.pool,
          version: agent.version,
          slots: agent.slots,
          busySlots: connected?.runs.size ?? 0,
          isConnected: connected !== undefined,
          lastSeenAt: agent.lastSeenAt.toISOString(),
        };
      });
    },
  };
}
