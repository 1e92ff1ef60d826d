import { RUN_STATUSES, STEP_STATUSES } from "@landbridge/core";
import { z } from "zod";
import { gateSummaryView, gateView, inputValuesView } from "./gates.ts";
import { quarantineView } from "./quarantine.ts";
import { reasonView } from "./reasons.ts";
import { time } from "./time.ts";

const causeView = z.object({
  kind: z.enum(["version", "run", "manual", "rerun", "replay", "retry", "external"]),
  /** In words: "app_image has version 41". */
  text: z.string(),
  /** Resource or job to look at, when there is one. */
  resource: z.string().exactOptional(),
  job: z.string().exactOptional(),
  runNumber: z.number().int().exactOptional(),
  versionNumber: z.number().int().exactOptional(),
  /** Where another server shows its build. */
  url: z.string().exactOptional(),
});
export type CauseView = z.infer<typeof causeView>;

export const runSummaryView = z.object({
  id: z.string(),
  job: z.string(),
  number: z.number().int(),
  status: z.enum(RUN_STATUSES),
  cause: causeView,
  queuedAt: time,
  startedAt: time.exactOptional(),
  finishedAt: time.exactOptional(),
  /** Why it ended as it did, or what it waits for. */
  reason: z.object({ code: z.string(), text: z.string() }).exactOptional(),
  message: z.string().exactOptional(),
  versionName: z.string().exactOptional(),
  /** Somebody asked for its end. */
  isCancelRequested: z.boolean(),
  /** It is past its timeout, which alone has asked for its end: a person still may. */
  isOverdue: z.literal(true).exactOptional(),
  /** The person behind the first event of the chain that led to it. */
  causedBy: z.string().exactOptional(),
  /** Which try of the job's `retry` it is; absent: the first. */
  attempt: z.number().int().exactOptional(),
  /** It carries out the frozen plan of this run again, all of it or from one step on. */
  replays: z.object({ number: z.number().int(), fromStep: z.number().int().exactOptional() }).exactOptional(),
  /** Its approval, also once it is given. */
  gate: gateSummaryView.exactOptional(),
});
export type RunSummaryView = z.infer<typeof runSummaryView>;

const stepView = z.object({
  index: z.number().int(),
  kind: z.enum(["prepare", "task", "on_success", "on_failure", "always", "finish"]),
  name: z.string(),
  status: z.enum(STEP_STATUSES),
  exitCode: z.number().int().exactOptional(),
  message: z.string().exactOptional(),
  startedAt: time.exactOptional(),
  finishedAt: time.exactOptional(),
  logBytes: z.number().int(),
});
export type StepView = z.infer<typeof stepView>;

export const fileView = z.object({ path: z.string(), size: z.number().int(), digest: z.string() });

/** A version that a run read. */
const runInputView = z.object({
  name: z.string(),
  kind: z.enum(["resource", "job"]),
  type: z.string(),
  versionNumber: z.number().int().exactOptional(),
  versionName: z.string().exactOptional(),
});

/** A version that a run made. */
const runOutputView = z.object({
  name: z.string(),
  versionNumber: z.number().int(),
  versionName: z.string().exactOptional(),
});

/** Numbers of versions by the name of the resource or job. */
const versionNumbers = z.record(z.string(), z.number().int());

export const runView = runSummaryView.extend({
  /** What there is to say about its gate beside `gate`. */
  gateDetail: gateView.exactOptional(),
  /** Values of declared inputs that were given with it, also at its gate. */
  givenInputs: inputValuesView,
  /** Versions that it was bound to when it was made. */
  bound: versionNumbers,
  /** Versions that it took when it started. */
  reads: versionNumbers,
  /** What it left may not be chosen. */
  quarantined: quarantineView.exactOptional(),
  steps: z.array(stepView),
  inputs: z.array(runInputView),
  outputs: z.array(runOutputView),
  state: z.object({ values: z.record(z.string(), z.string()), files: z.array(fileView) }),
  agent: z.string().exactOptional(),
  /** What a live run waits for, or why it was made. */
  reasonLine: reasonView,
});
export type RunView = z.infer<typeof runView>;
