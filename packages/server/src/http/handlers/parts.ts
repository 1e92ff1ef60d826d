import type { RouteName, RequestOf, ResponseOf } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { Simulation } from "@landbridge/core";
import type { Logger } from "pino";
import type { AgentPool } from "../../engine/agent-pool.ts";
import type { Doctor } from "../../engine/doctor/doctor.ts";
import type { EngineEvent } from "../../engine/engine-event.ts";
import type { Engine } from "../../engine/engine.ts";
import type { LiveSteps } from "../../engine/live-steps.ts";
import type { PlanAsked, SourcePlan } from "../../engine/plan-source.ts";
import type { SimulationAsked } from "../../engine/simulate-workspace.ts";
import type { SourceSync } from "../../engine/sync-source.ts";
import type { WorkspaceCache } from "../../engine/workspace-cache.ts";
import type { SecretKey } from "../../store/secret-key.ts";
import type { Account } from "../../store/accounts.ts";
import type { Database } from "../../store/database.ts";
import type { LogFiles } from "../../store/log-files.ts";
import type { StoredSource } from "../../store/sources.ts";
import type { Caller } from "../caller.ts";
import type { FeedHub } from "../feed-hub.ts";
import type { PresentContext } from "../present/context.ts";

/** What handlers work with. */
export interface HandlerParts {
  readonly database: Database;
  readonly engine: Engine;
  readonly agents: AgentPool;
  readonly steps: LiveSteps;
  readonly logs: LogFiles;
  readonly feed: FeedHub;
  readonly workspace: { readonly id: string; readonly name: string };
  /** http://host:port, for links. */
  readonly url: () => string;
  /** Reads a source and applies it. */
  readonly syncSource: SourceSync;
  /** Looks at a source in its own time, and syncs it if it changed. */
  readonly lookLater: (source: StoredSource, by: string) => void;
  readonly secretKey: SecretKey;
  /** Lets those who watch the feed hear of a source as it is now. */
  readonly tellSource: (source: StoredSource) => Promise<void>;
  /** What a sync would do. */
  readonly planSource: (asked: PlanAsked) => Promise<SourcePlan>;
  /** What events would lead to. */
  readonly simulate: (asked: SimulationAsked) => Promise<Simulation>;
  /** Finds what should not be, and mends it. */
  readonly doctor: Doctor;
  readonly log: Logger;
  readonly now: () => Date;
  /** Aborted when the server ends: what waits for others stops waiting. */
  readonly closing: AbortSignal;
  /** The process itself as a caller. Its token is never stored: another server on the database has its own. */
  readonly own: { readonly token: string; readonly account: Account };
}

/** A caller who passed the role check of the route. */
export type KnownCaller = Caller & Required<Pick<Caller, "account">>;

export type Handler<Name extends RouteName> = (
  request: RequestOf<Name>,
  caller: KnownCaller,
) => Promise<ResponseOf<Name>>;

/** The workspace as it is now, with what presenting needs. Refuses another workspace's name. */
export async function contextOf(parts: HandlerParts, workspace: string): Promise<PresentContext> {
  if (workspace !== parts.workspace.name) {
    throw new AppError("WORKSPACE_NOT_FOUND", `There is no workspace named ${workspace}.`, {
      hint: `This server has the workspace ${parts.workspace.name}.`,
    });
  }
  return { cache: await parts.engine.current(), agents: parts.agents.capacities(), now: parts.now() };
}

export function getJobRecord(cache: WorkspaceCache, name: string) {
  const record = cache.jobs.get(name);
  if (!record) {
    throw new AppError("JOB_NOT_FOUND", `There is no job named ${name}.`, {
      hint: nearest(name, cache.jobs.keys()),
    });
  }
  return record;
}

export function getResourceRecord(cache: WorkspaceCache, name: string) {
  const record = cache.resources.get(name);
  if (!record) {
    throw new AppError("RESOURCE_NOT_FOUND", `There is no resource named ${name}.`, {
      hint: nearest(name, cache.resources.keys()),
    });
  }
  return record;
}

function nearest(name: string, known: Iterable<string>): string {
  const names = [...known];
  const close = names.find((other) => other.toLowerCase().startsWith(name.slice(0, 3).toLowerCase()));
  if (close !== undefined) return `Did you mean ${close}?`;
  return names.length === 0
    ? "Nothing is declared yet: add a source."
    : `Known names: ${names.slice(0, 10).join(", ")}.`;
}

/** Deletes for good what an event names, and then the logs of its runs. */
export async function deleteWithLogs({ engine, logs }: HandlerParts, event: EngineEvent): Promise<void> {
  const outcome = await engine.submit(event);
  if (outcome.type !== "deleted") return;
  for (const run of outcome.runs) await logs.remove(run);
}
