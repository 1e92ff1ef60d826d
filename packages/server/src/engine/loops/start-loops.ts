import type { Kysely } from "kysely";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { deleteExpiredSignIns } from "../../store/accounts.ts";
import type { DatabaseAddress } from "../../store/database.ts";
import { deleteOldDeliveries } from "../../store/webhook-deliveries.ts";
import type { Tables } from "../../store/schema.ts";
import type { AgentPool } from "../agent-pool.ts";
import type { StoredSource } from "../../store/sources.ts";
import type { Engine } from "../engine.ts";
import type { SourceLook } from "../look-at-source.ts";
import type { DeadlineLimits } from "../deadlines.ts";
import { answerCalls } from "./answer-calls.ts";
import { createVersionCheck } from "./check-versions.ts";
import { startClock } from "./clock.ts";
import { every } from "./every.ts";
import type { Loop } from "./every.ts";
import { createSourcePoll } from "./poll-sources.ts";
import { createReaper } from "./reap.ts";
import { watchDeadlines } from "./watch-deadlines.ts";

const REAP_MS = 5_000;
/** How soon a change of another server on the same database is noticed that nobody called for. */
export const FOLLOW_MS = 1_000;

/** What a server does again and again, and how often. */
export interface LoopParts {
  readonly engine: Engine;
  readonly agents: AgentPool;
  readonly query: Kysely<Tables>;
  readonly pool: Pool;
  readonly now: () => Date;
  /** Resources of type time tick. */
  readonly isTimed: boolean;
  readonly log: Logger;
  /** How long an agent may be silent. */
  readonly leaseMs: number;
  /** How long statuses may last. */
  readonly limits: DeadlineLimits;
  /** Milliseconds since this server started. */
  readonly uptimeMs: () => number;
  /** How often what has expired is deleted: sessions, sign-in links, deliveries of webhooks. */
  readonly sweepMs: number;
  /** Other servers may work on the same database. */
  readonly isShared: boolean;
  /** How often we look whether they changed anything. */
  readonly followMs: number;
  readonly address: DatabaseAddress;
  readonly workspaceId: string;
  /** How often gitRepo resources are looked at; 0: never. */
  readonly checkSeconds: number;
  /** How often sources are looked at; 0: never. */
  readonly syncSeconds: number;
  readonly listSources: () => Promise<readonly StoredSource[]>;
  readonly look: SourceLook;
}

export function startLoops(parts: LoopParts): readonly Loop[] {
  const { engine, log, leaseMs, sweepMs, checkSeconds } = parts;
  const loops = [
    watchDeadlines(parts),
    every(Math.min(REAP_MS, leaseMs / 3), "reap", createReaper(parts), log),
    every(sweepMs, "sweep", createSweep(parts), log),
  ];
  if (parts.isTimed) loops.push(startClock(parts));
  if (parts.isShared)
    loops.push(
      answerCalls(parts),
      every(parts.followMs, "follow", () => engine.follow(), log),
    );
  if (checkSeconds > 0) {
    loops.push(every(checkSeconds * 1000, "check-versions", createVersionCheck({ engine, log }), log));
  }
  if (parts.syncSeconds > 0) {
    loops.push(every(parts.syncSeconds * 1000, "poll-sources", createSourcePoll(parts), log));
  }
  return loops;
}

function createSweep({ query, pool }: Pick<LoopParts, "query" | "pool">): () => Promise<void> {
  return async () => {
    await deleteExpiredSignIns(query);
    await deleteOldDeliveries(pool);
  };
}
