import { z } from "zod";
import { jobView } from "./views/jobs.ts";
import { resourceView } from "./views/resources.ts";
import { runSummaryView } from "./views/runs.ts";
import { sourceView } from "./views/sources.ts";

/**
 * Messages of `/api/v1/feed` (server-sent events, `event: message`, `data:` JSON, `id:` the workspace's
 * revision). A reader that reconnects sends Last-Event-ID; when the server no longer has what followed, the
 * first message is `reset`: read the graph again.
 */
export const feedMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), revision: z.number().int() }),
  z.object({ type: z.literal("reset"), revision: z.number().int() }),
  /** Jobs, resources and runs as they are now. A status change moves nothing else. */
  z.object({
    type: z.literal("changed"),
    revision: z.number().int(),
    jobs: z.array(jobView),
    resources: z.array(resourceView),
    runs: z.array(runSummaryView),
  }),
  /** A step of a run began or ended: read the run again when it is on the screen. */
  z.object({
    type: z.literal("step"),
    runId: z.string(),
    job: z.string(),
    number: z.number().int(),
    index: z.number().int(),
  }),
  /** The configuration changed: the graph has other vertices or edges. */
  z.object({ type: z.literal("configuration"), revision: z.number().int(), source: sourceView }),
]);
export type FeedMessage = z.infer<typeof feedMessage>;
