import { DEPENDENCY_MODES, FATES, JOB_STATUSES, RUN_STATUSES } from "@landbridge/core";
import { z } from "zod";
import { time } from "./time.ts";
import { decisionView } from "./decisions.ts";
import { jobInputView } from "./jobs.ts";
import { reasonView } from "./reasons.ts";
import { runSummaryView } from "./runs.ts";

/** Wire shapes of the answers to "why". */

const runName = z.object({ job: z.string(), number: z.number().int() });

/** What somebody or something waits for. */
const holdView = reasonView.extend({
  since: time,
  /** The run that has to end, or to go first. */
  run: runName.exactOptional(),
});
export type HoldView = z.infer<typeof holdView>;

/** An IN as it stands now. */
const whyInputView = jobInputView.extend({
  /** The version that a run that starts now would read, and its name where it is the newest. */
  version: z.number().int().exactOptional(),
  versionName: z.string().exactOptional(),
  /** Who set the pin by command; absent: the configuration says it, or nothing is pinned. */
  pinnedBy: z.object({ by: z.string(), at: time, comment: z.string().exactOptional() }).exactOptional(),
  /** Versions that nobody may choose. */
  quarantined: z.array(z.number().int()),
  /** Why it starts no run now, or holds one; empty where nothing is against it. */
  reasons: z.array(reasonView),
});
export type WhyInputView = z.infer<typeof whyInputView>;

/** A run that has not started, and what it waits for. */
const heldRunView = z.object({
  number: z.number().int(),
  status: z.enum(RUN_STATUSES),
  hold: holdView,
});

/** Why a job stands where it stands: itself, each IN, its runs that wait, and the decisions, newest first. */
export const whyView = z.object({
  job: z.string(),
  status: z.enum(JOB_STATUSES),
  mode: z.enum(DEPENDENCY_MODES),
  reason: reasonView,
  /** Since when it waits, where it has a waiting job. */
  waitingSince: time.exactOptional(),
  inputs: z.array(whyInputView),
  /** Runs that have not started, in order. */
  held: z.array(heldRunView),
  decisions: z.array(decisionView),
});
export type WhyView = z.infer<typeof whyView>;

/** One link of the chain from a run or version back to the first event, which comes last. */
const causeLinkView = z.object({
  kind: z.enum(["run", "version", "person", "outside", "gone"]),
  /** In words: "build #4, because repo has version 12". */
  text: z.string(),
  at: time.exactOptional(),
  job: z.string().exactOptional(),
  runNumber: z.number().int().exactOptional(),
  status: z.enum(RUN_STATUSES).exactOptional(),
  resource: z.string().exactOptional(),
  versionNumber: z.number().int().exactOptional(),
  versionName: z.string().exactOptional(),
  by: z.string().exactOptional(),
});
export type CauseLinkView = z.infer<typeof causeLinkView>;

/** Why a run was made, what it waits for, and what led to it. */
export const runWhyView = z.object({
  run: runSummaryView,
  reason: reasonView,
  /** What it waits for; absent once it has started or ended. */
  hold: holdView.exactOptional(),
  /** How many queued runs its pool takes before it. */
  ahead: z.number().int(),
  /** Decisions about it, newest first. */
  decisions: z.array(decisionView),
  /** The run itself first, the first event last. */
  chain: z.array(causeLinkView),
});
export type RunWhyView = z.infer<typeof runWhyView>;

/** What became of a version at one consumer. */
const fateView = z.object({
  job: z.string(),
  isSwitchedOn: z.boolean(),
  outcome: z.enum(FATES),
  /** The runs that took it, or will: the newest, at most 20. */
  runs: z.array(z.object({ number: z.number().int(), status: z.enum(RUN_STATUSES) })),
  /** All that took it; more than 10,000 runs are not counted. */
  runCount: z.number().int(),
  /** Why the job did not take it, or what it waits for. */
  reason: reasonView.exactOptional(),
  /** The first decision about it. */
  decision: decisionView.exactOptional(),
});
export type FateView = z.infer<typeof fateView>;

/** Which jobs took a version, which will, which did not and why; and where it came from. */
export const versionWhyView = z.object({
  name: z.string(),
  kind: z.enum(["resource", "job"]),
  number: z.number().int(),
  versionName: z.string().exactOptional(),
  isQuarantined: z.boolean(),
  /** The number of the newest version that may be chosen. */
  latest: z.number().int().exactOptional(),
  consumers: z.array(fateView),
  /** The version itself first, the first event last. */
  chain: z.array(causeLinkView),
});
export type VersionWhyView = z.infer<typeof versionWhyView>;
