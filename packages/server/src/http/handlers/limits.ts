import type { PoolView, SettingsView } from "@landbridge/api";
import { DEFAULT_POOL, DEFAULT_TIMEOUT_MINUTES, needsAgent, ownValue } from "@landbridge/core";
import type { WorkspaceCache } from "../../engine/workspace-cache.ts";
import { contextOf } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

type LimitRoutes = "getSettings" | "putSettings" | "listPools" | "putPool";

export function limitHandlers(parts: HandlerParts): { readonly [Name in LimitRoutes]: Handler<Name> } {
  return {
    getSettings: async ({ workspace }) => presentSettings((await contextOf(parts, workspace)).cache),
    async putSettings({ workspace, timeoutMinutes: minutes }, caller) {
      await contextOf(parts, workspace);
      const change = { kind: "workspace-limit", ...(minutes === undefined ? {} : { minutes }) } as const;
      await parts.engine.submit({ type: "setting-asked", change, by: caller.account.name });
      return presentSettings((await contextOf(parts, workspace)).cache);
    },
    async listPools({ workspace }) {
      const { cache } = await contextOf(parts, workspace);
      return poolNames(parts, cache).map((name) => presentPool(parts, cache, name));
    },
    async putPool({ workspace, pool: name, timeoutMinutes: minutes }, caller) {
      await contextOf(parts, workspace);
      const change = { kind: "pool-limit", name, ...(minutes === undefined ? {} : { minutes }) } as const;
      await parts.engine.submit({ type: "setting-asked", change, by: caller.account.name });
      return presentPool(parts, (await contextOf(parts, workspace)).cache, name);
    },
  };
}

function presentSettings({ name, timeLimits }: WorkspaceCache): SettingsView {
  const { workspace: timeoutMinutes } = timeLimits;
  return {
    name,
    defaultTimeoutMinutes: DEFAULT_TIMEOUT_MINUTES,
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
  };
}

/** The default pool first, the others by name. */
function poolNames({ agents }: HandlerParts, { workflow, timeLimits }: WorkspaceCache): readonly string[] {
  const named = [...workflow.jobs.values()].flatMap(({ runtime }) => runtime.nodePool ?? []);
  const connected = agents.all().map(({ pool }) => pool);
  const names = new Set([...named, ...connected, ...Object.keys(timeLimits.pools)]);
  names.delete(DEFAULT_POOL);
  return [DEFAULT_POOL, ...[...names].sort()];
}

function presentPool(
  { agents }: HandlerParts,
  { workflow, timeLimits }: WorkspaceCache,
  name: string,
): PoolView {
  const members = agents.all().filter(({ pool }) => pool === name);
  const jobs = [...workflow.jobs.values()].filter(
    (job) => needsAgent(job) && (job.runtime.nodePool ?? DEFAULT_POOL) === name,
  );
  const timeoutMinutes = ownValue(timeLimits.pools, name);
  return {
    name,
    agents: members.length,
    slots: members.reduce((sum, { slots }) => sum + slots, 0),
    jobs: jobs.length,
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
  };
}
