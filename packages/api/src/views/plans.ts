import { CHANGE_ACTIONS, DEPENDENCY_MODES, SYNC_STATUSES, VERDICTS } from "@landbridge/core";
import { z } from "zod";
import { objectKind, problemView } from "./sources.ts";
import { time } from "./time.ts";

/** One place where two declarations differ: `steps[1].script[0]`. Absent sides: nothing stands there. */
const fieldChangeView = z.object({
  path: z.string(),
  before: z.json().exactOptional(),
  after: z.json().exactOptional(),
});

/** What a sync does to one resource or job. */
const objectChangeView = z.object({
  name: z.string(),
  kind: objectKind,
  type: z.string(),
  action: z.enum(CHANGE_ACTIONS),
  fields: z.array(fieldChangeView),
  /** What becomes of its versions or runs. */
  history: z.string().exactOptional(),
});
export type ObjectChangeView = z.infer<typeof objectChangeView>;

/** Everything that a sync does, or would do. */
const configurationPlanView = z.object({
  /** "2 jobs and 3 resources; 1 added, 2 changed" */
  summary: z.string(),
  isNothing: z.boolean(),
  changes: z.array(objectChangeView),
  newVersions: z.array(
    z.object({
      resource: z.string(),
      number: z.number().int(),
      name: z.string().exactOptional(),
      origin: z.enum(["configuration", "external", "run"]),
    }),
  ),
  /** What begins at once, and why. */
  starts: z.array(
    z.object({
      job: z.string(),
      verdict: z.enum(VERDICTS),
      reason: z.string(),
      text: z.string(),
      runNumber: z.number().int().exactOptional(),
    }),
  ),
  /** Queued runs of removed jobs. */
  canceledRuns: z.array(z.object({ job: z.string(), number: z.number().int() })),
  /** What later starts each job that is added or changed; none: by hand only. */
  starters: z.array(
    z.object({
      job: z.string(),
      starters: z.array(z.object({ from: z.string(), mode: z.enum(DEPENDENCY_MODES), text: z.string() })),
    }),
  ),
  gates: z.array(
    z.object({ job: z.string(), effect: z.enum(["loosens", "tightens", "changes"]), text: z.string() }),
  ),
  inconsistent: z.array(z.object({ name: z.string(), reason: z.string(), isNew: z.boolean() })),
  mended: z.array(z.string()),
  integrations: z.array(z.object({ name: z.string(), usedBy: z.array(z.string()) })),
  deployments: z.array(z.object({ job: z.string(), text: z.string() })),
});
export type ConfigurationPlanView = z.infer<typeof configurationPlanView>;

/** What a sync would do. `refused`: it would change nothing, and says why. */
export const sourcePlanView = z.object({
  outcome: z.enum(["nothing", "change", "refused"]),
  /** One sentence. */
  text: z.string(),
  /** Why it would be refused, one sentence each; faults of the files are in `problems`. */
  refusals: z.array(z.string()),
  plan: configurationPlanView.exactOptional(),
  /** Give it to a sync as `expected`: the sync does just this, or nothing. */
  digest: z.string().exactOptional(),
  commit: z.string().exactOptional(),
  problems: z.array(problemView),
});
export type SourcePlanView = z.infer<typeof sourcePlanView>;

/** One sync in the history of a source. */
export const configurationView = z.object({
  number: z.number().int(),
  at: time,
  status: z.enum(SYNC_STATUSES),
  by: z.string(),
  commit: z.string().exactOptional(),
  text: z.string(),
  problems: z.array(problemView),
  /** What it did; absent where it failed. */
  plan: configurationPlanView.exactOptional(),
  /** The plan would make the page too long: ask for this one alone (`before` one more, `limit` 1). */
  isPlanLeftOut: z.literal(true).exactOptional(),
});
export type ConfigurationView = z.infer<typeof configurationView>;
