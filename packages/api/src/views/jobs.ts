import { DEPENDENCY_MODES, FLOWS, JOB_STATUSES, RETRY_CAUSES, SUPERSEDES } from "@landbridge/core";
import { z } from "zod";
import { approvalView, declaredInputView, gateSummaryView } from "./gates.ts";
import { commandPinView, declaredPinView } from "./pins.ts";
import { placeView } from "./places.ts";
import { quarantineView } from "./quarantine.ts";
import { reasonView } from "./reasons.ts";
import { runSummaryView } from "./runs.ts";
import { time } from "./time.ts";

const statusRunView = z.object({
  number: z.number().int(),
  /** Absent, as all below, of a run that ended while a newer one had ended before. */
  queuedAt: time.exactOptional(),
  startedAt: time.exactOptional(),
  finishedAt: time.exactOptional(),
  gate: gateSummaryView.exactOptional(),
});

export const jobView = z.object({
  name: z.string(),
  type: z.string(),
  status: z.enum(JOB_STATUSES),
  reason: reasonView,
  isPaused: z.boolean(),
  /** No source declares it any more; what it ran is kept. */
  isRemoved: z.boolean(),
  hasWaitingJob: z.boolean(),
  /** News on a switched-off input that no run has taken up yet: names of those INs. */
  newsOn: z.array(z.string()),
  /** The run that the status is of; absent where it is not that of a run. */
  statusRun: statusRunView.exactOptional(),
  /** The newest run, live or ended. */
  lastRun: runSummaryView.exactOptional(),
  /** Runs that wait for their approval. */
  gatedRuns: z.number().int(),
  queuedRuns: z.number().int(),
  processingRuns: z.number().int(),
  dependencyMode: z.enum(DEPENDENCY_MODES),
  triggerMode: z.enum(["serial", "parallel"]),
  /** Versions over `flow: every` that still need a run. */
  backlog: z.number().int(),
  /** Running it by hand asks for values: see `declaredInputs` of the job itself. */
  asksInputs: z.boolean(),
  flags: z.array(z.string()),
  place: placeView.exactOptional(),
});
export type JobView = z.infer<typeof jobView>;

export const jobInputView = z.object({
  from: z.string(),
  kind: z.enum(["job", "resource", "missing"]),
  isSwitchedOn: z.boolean(),
  mode: z.enum(DEPENDENCY_MODES),
  /** The pin that counts, in words. */
  pin: z.string().exactOptional(),
  declaredPin: declaredPinView.exactOptional(),
  commandPin: commandPinView.exactOptional(),
  flow: z.enum(FLOWS),
  passed: z.array(z.string()),
  /** Versions that still need a run. */
  backlog: z.number().int(),
  health: z.enum(["healthy", "busy", "unhealthy"]),
  healthText: z.string(),
  latestVersion: z.string().exactOptional(),
});
export type JobInputView = z.infer<typeof jobInputView>;

/** The job page: the job, its inputs, what it makes, what depends on it, and its definition as declared. */
export const jobDetailView = jobView.extend({
  inputs: z.array(jobInputView),
  outputs: z.array(z.string()),
  dependants: z.array(z.string()),
  definition: z.record(z.string(), z.json()),
  /** Typed values that a run by hand takes. */
  declaredInputs: z.array(declaredInputView),
  approval: approvalView.exactOptional(),
  retry: z
    .object({
      attempts: z.number().int(),
      on: z.array(z.enum(RETRY_CAUSES)),
      backoffSeconds: z.number(),
    })
    .exactOptional(),
  supersede: z.enum(SUPERSEDES).exactOptional(),
  /** `heldBy`: the run that holds it now. */
  locks: z.array(
    z.object({
      name: z.string(),
      heldBy: z.object({ job: z.string(), number: z.number().int() }).exactOptional(),
    }),
  ),
  /** Runs whose outcome may not be chosen. */
  quarantined: z.array(quarantineView.extend({ number: z.number().int() })),
});
export type JobDetailView = z.infer<typeof jobDetailView>;
