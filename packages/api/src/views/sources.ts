import { SYNC_STATUSES } from "@landbridge/core";
import { z } from "zod";
import { time } from "./time.ts";

/** What a source declares. */
export const objectKind = z.enum(["resource", "job"]);

export const problemView = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  hint: z.string().exactOptional(),
});
export type ProblemView = z.infer<typeof problemView>;

export const sourceView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["directory", "git"]),
  /** Path or address, without credentials. */
  location: z.string(),
  branch: z.string().exactOptional(),
  /** Neither polls nor webhooks sync it. */
  isPaused: z.boolean(),
  /** It was removed, with what it declared; it can be restored. */
  deletedAt: time.exactOptional(),
  lastSync: z
    .object({
      at: time,
      /** `inconsistent`: applied, but some jobs can't run as declared. `failure`: nothing was changed. */
      status: z.enum(SYNC_STATUSES),
      commit: z.string().exactOptional(),
      /** One sentence: "3 jobs and 2 resources; 1 added, 2 changed". */
      text: z.string(),
      problems: z.array(problemView),
    })
    .exactOptional(),
});
export type SourceView = z.infer<typeof sourceView>;

/** Something that was removed from the configuration and keeps its history. */
export const deletedObjectView = z.object({
  name: z.string(),
  kind: objectKind,
  type: z.string(),
  /** Name of the source that declared it last. */
  source: z.string().exactOptional(),
  /** Versions of a resource, runs of a job. */
  historyLength: z.number().int(),
  /** Why it can't be deleted for good now; absent when it can. */
  keptBecause: z.string().exactOptional(),
});
export type DeletedObjectView = z.infer<typeof deletedObjectView>;
