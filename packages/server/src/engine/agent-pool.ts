import type { Assignment, ServerMessage } from "@landbridge/api";
import type { AgentCapacity } from "@landbridge/core";

/** An agent whose connection this server holds. */
export interface ConnectedAgent {
  readonly id: string;
  readonly instance: string;
  readonly name: string;
  readonly pool: string;
  readonly slots: number;
  readonly version: string;
  isDraining: boolean;
  /** Runs that it was given and that have not ended, with their lease tokens. */
  readonly runs: Map<string, string>;
  /** For how long nothing was heard of it. */
  silentMs(): number;
  send(message: ServerMessage): void;
  assign(assignment: Assignment): void;
  /** Ends the connection; the agent dials again. */
  drop(reason: string): void;
}

/** The agents that are connected to this server. An agent has one connection: a newer one replaces the older. */
export interface AgentPool {
  add(agent: ConnectedAgent): void;
  remove(agent: ConnectedAgent): void;
  get(id: string): ConnectedAgent | undefined;
  all(): readonly ConnectedAgent[];
  capacities(): readonly AgentCapacity[];
}

export function createAgentPool(): AgentPool {
  const agents = new Map<string, ConnectedAgent>();
  return {
    add(agent) {
      const before = agents.get(agent.id);
      agents.set(agent.id, agent);
      before?.drop("replaced by a newer connection");
    },
    remove(agent) {
      if (agents.get(agent.id) === agent) agents.delete(agent.id);
    },
    get: (id) => agents.get(id),
    all: () => [...agents.values()],
    capacities: () =>
      [...agents.values()].map((agent) => ({
        agentId: agent.id,
        pool: agent.pool,
        freeSlots: agent.isDraining ? 0 : Math.max(0, agent.slots - agent.runs.size),
      })),
  };
}
