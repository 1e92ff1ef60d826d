import { AppError, contentFromValues } from "@landbridge/core";
import { Logger as QueueLogger, run } from "graphile-worker";
import type { TaskList } from "graphile-worker";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { z } from "zod";
import { LOOK_AT_REPOSITORY, taskNameOf } from "./effects.ts";
import type { Engine } from "./engine.ts";
import type { Loop } from "./loops/every.ts";
import { findRepositoryHead } from "./repository-heads.ts";

/** A new effect wakes the queue at once; this is for those whose pause ran out. */
const LOOK_FOR_WORK_MS = 10_000;

export interface EffectParts {
  readonly pool: Pool;
  readonly engine: Engine;
  readonly workspaceId: string;
  readonly log: Logger;
}

/** Carries out the workspace's queued effects: at least once, with pauses that grow after each failure. */
export async function performEffects(parts: EffectParts): Promise<Loop> {
  const runner = await run({
    pgPool: parts.pool,
    taskList: tasksOf(parts),
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: LOOK_FOR_WORK_MS,
    logger: new QueueLogger(() => (level, message) => {
      if (level === "error") parts.log.warn({ queue: message }, "an effect failed; it is tried again");
    }),
  });
  return { close: () => runner.stop() };
}

const lookPayload = z.object({ resource: z.string() });

function tasksOf({ engine, workspaceId }: EffectParts): TaskList {
  return {
    async [taskNameOf(LOOK_AT_REPOSITORY, workspaceId)](payload) {
      const asked = lookPayload.parse(payload);
      // The queue hears of a commit before the scheduler does: its memory holds it once a later event was applied.
      await engine.submit({ type: "dispatch" });
      const resource = (await engine.current()).workflow.resources.get(asked.resource);
      const head = resource && (await findRepositoryHead(resource));
      // Removed, or changed into something that is not looked at.
      if (!resource || !head) return;
      if (!head.ok) throw new AppError("SOURCE_NOT_READABLE", head.text);
      const content = contentFromValues(resource.type, { ...resource.values, ...head.found });
      await engine.submit({
        type: "version-arrived",
        resource: resource.name,
        content,
        by: "the repository",
      });
    },
  };
}
