import { randomBytes } from "node:crypto";
import type { Simulation } from "@landbridge/core";
import type { Logger } from "pino";
import type { Engine } from "./engine/engine.ts";
import { createSourceLook } from "./engine/look-at-source.ts";
import type { SourceLook } from "./engine/look-at-source.ts";
import { planSource } from "./engine/plan-source.ts";
import type { PlanAsked, SourcePlan } from "./engine/plan-source.ts";
import { simulateWorkspace } from "./engine/simulate-workspace.ts";
import type { SimulationAsked } from "./engine/simulate-workspace.ts";
import { createSourceSync } from "./engine/sync-source.ts";
import type { SourceSync } from "./engine/sync-source.ts";
import { webhookUrl, webhookValues } from "./engine/webhook.ts";
import type { GuardedFetch } from "./fetch/guarded-fetch.ts";
import type { FeedHub } from "./http/feed-hub.ts";
import { presentSource } from "./http/present/source.ts";
import type { Database } from "./store/database.ts";
import { findSource } from "./store/sources.ts";
import type { StoredSource } from "./store/sources.ts";

/** Everything that a server does with sources, and the feed hears of it. */
export interface SourceWork {
  readonly syncSource: SourceSync;
  /** What a sync would do. */
  readonly planSource: (asked: PlanAsked) => Promise<SourcePlan>;
  /** What events would lead to, as the workspace is or as files would make it. */
  readonly simulate: (asked: SimulationAsked) => Promise<Simulation>;
  readonly look: SourceLook;
  /** Looks at a source in its own time; nobody waits for it but the end of the server. */
  readonly lookLater: (source: StoredSource, by: string) => void;
  /** Lets those who watch the feed hear of a source as it is now; that nobody hears is no failure. */
  readonly tellSource: (source: StoredSource) => Promise<void>;
  /** What was begun has ended. */
  settled(): Promise<void>;
}

export function createSourceWork(parts: {
  readonly engine: Engine;
  readonly database: Database;
  readonly feed: FeedHub;
  readonly workspace: { readonly id: string; readonly name: string };
  /** http://host:port, for links. */
  readonly url: () => string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly fetch: GuardedFetch;
  readonly closing: AbortSignal;
}): SourceWork {
  const { engine, feed, log, closing } = parts;
  const { query, pool } = parts.database;
  const tellSource = async (source: StoredSource): Promise<void> => {
    try {
      feed.synced((await engine.current()).revision, presentSource(source));
    } catch (err) {
      // What is told is done: that a page does not hear of it must not make it look failed.
      log.warn({ err, source: source.name }, "the feed could not be told of a source");
    }
  };
  const syncSource = createSourceSync({
    ...parts,
    query,
    pool,
    onSynced: tellSource,
    webhookValues: (resources) =>
      webhookValues(resources, {
        newKey: () => randomBytes(24).toString("base64url"),
        urlOf: (resource, key) => webhookUrl(parts.url(), { workspace: parts.workspace.name, resource, key }),
      }),
  });
  const look = createSourceLook({ ...parts, syncSource, getSource: (id) => findSource(query, id) });
  const underWay = new Set<Promise<unknown>>();
  return {
    syncSource,
    planSource: (asked) => planSource(parts, asked),
    simulate: (asked) => simulateWorkspace(parts, asked),
    look,
    tellSource,
    lookLater(source, by) {
      const done = look(source, by, closing)
        .catch((err: unknown) => {
          if (!closing.aborted)
            log.warn({ err, source: source.name }, "a changed source could not be synced");
        })
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}
