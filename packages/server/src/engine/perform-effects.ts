import { AppError } from "@landbridge/core";
import { Logger as QueueLogger, run } from "graphile-worker";
import type { Runner, TaskList } from "graphile-worker";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { z } from "zod";
import { LOOK_AT_REPOSITORY, taskNameOf } from "./effects.ts";
import type { Engine } from "./engine.ts";
import type { Loop } from "./loops/every.ts";
import { createPatientPool } from "./patient-pool.ts";
import { findRepositoryHead } from "./repository-heads.ts";
import { takeHead } from "./take-head.ts";
import { newestOf } from "./workspace-cache.ts";

/** A new effect wakes the queue at once; this is for those whose pause ran out. */
const LOOK_FOR_WORK_MS = 10_000;
/** How soon a queue that has stopped by itself is started again. */
const START_AGAIN_MS = 5_000;
/** How long the queue may take to stop. */
const GOODBYE_MS = 3_000;

export interface EffectParts {
  readonly pool: Pool;
  readonly engine: Engine;
  readonly workspaceId: string;
  readonly log: Logger;
}

/** Carries out the workspace's queued effects: at least once, with pauses that grow after each failure. */
export async function performEffects(parts: EffectParts): Promise<Loop> {
  const closing = new AbortController();
  const patient = createPatientPool(parts.pool, closing.signal);
  const start = (): Promise<Runner> => startRunner(parts, patient.pool, closing.signal);
  let runner = await start();
  let restart: NodeJS.Timeout | undefined;
  /** A queue that has stopped by itself would leave effects undone without a word. */
  const watch = (watched: Runner): void => {
    void watched.promise
      .catch((err: unknown) => parts.log.error({ err }, "the queue of effects stopped"))
      .then(startAgainLater);
  };
  const startAgainLater = (): void => {
    if (closing.signal.aborted) return;
    restart = setTimeout(() => {
      void start().then((started) => {
        runner = started;
        watch(started);
      }, startAgainLater);
    }, START_AGAIN_MS);
  };
  const stop = async (): Promise<void> => {
    // It rejects only when it has stopped by itself.
    await runner.stop().catch(() => undefined);
    await patient.quiet();
  };
  watch(runner);
  return {
    async close() {
      closing.abort();
      clearTimeout(restart);
      // While the database is away the queue can't say goodbye.
      await within(stop(), GOODBYE_MS);
    },
  };
}

async function within(event: Promise<void>, ms: number): Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  const isLate = new Promise<void>((resolve) => {
    patience = setTimeout(resolve, ms);
  });
  await Promise.race([event, isLate]);
  clearTimeout(patience);
}

function startRunner(parts: EffectParts, pgPool: Pool, signal: AbortSignal): Promise<Runner> {
  return run({
    pgPool,
    taskList: tasksOf(parts, signal),
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: LOOK_FOR_WORK_MS,
    logger: new QueueLogger(() => (level, message) => {
      if (level === "error") parts.log.warn({ queue: message }, "an effect failed; it is tried again");
    }),
  });
}

const lookPayload = z.object({ resource: z.string() });

function tasksOf({ engine, workspaceId }: EffectParts, signal: AbortSignal): TaskList {
  return {
    async [taskNameOf(LOOK_AT_REPOSITORY, workspaceId)](payload) {
      const asked = lookPayload.parse(payload);
      // The queue hears of a commit before the scheduler does: its memory holds it once a later event was applied.
      await engine.submit({ type: "dispatch" });
      const cache = await engine.current();
      const resource = cache.workflow.resources.get(asked.resource);
      const record = cache.resources.get(asked.resource);
      const seen = (record && newestOf(record)?.number) ?? 0;
      const head = resource && (await findRepositoryHead(resource, signal));
      // Removed, or changed into something that is not looked at.
      if (!resource || !head) return;
      if (!head.ok) throw new AppError("SOURCE_NOT_READABLE", head.text);
      await takeHead(engine, { resource, values: head.found, seen });
    },
  };
}
