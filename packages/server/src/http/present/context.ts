import type { AgentCapacity } from "@landbridge/core";
import type { WorkspaceCache } from "../../engine/workspace-cache.ts";

/** The workspace and its surroundings at one moment: what presenting needs. */
export interface PresentContext {
  readonly cache: WorkspaceCache;
  readonly agents: readonly AgentCapacity[];
  readonly now: Date;
  /** Whoever reads it may see the keys of webhooks. */
  readonly showsKeys?: boolean;
}
