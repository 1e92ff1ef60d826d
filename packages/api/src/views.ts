import {
  BREACHES,
  CHANGE_ACTIONS,
  DEPENDENCY_MODES,
  FLOWS,
  JOB_STATUSES,
  REASONS,
  RETRY_CAUSES,
  ROLES,
  RUN_STATUSES,
  STEP_STATUSES,
  SUPERSEDES,
  SYNC_STATUSES,
  VERDICTS,
} from "@landbridge/core";
import type { BreachCode, ReasonCode } from "@landbridge/core";
import { z } from "zod";
import { approvalView, declaredInputView, gateSummaryView, gateView, inputValuesView } from "./gate-views.ts";

/** Wire shapes. Times are ISO 8601 in UTC. Optional keys are absent, never null. */

const time = z.iso.datetime();
const reasonCode = z.enum(Object.keys(REASONS) as [ReasonCode]);
const jsonObject = z.record(z.string(), z.json());

export const meView = z.object({ name: z.string(), role: z.enum(ROLES), workspace: z.string() });
export type MeView = z.infer<typeof meView>;

export const placeView = z.object({ file: z.string(), line: z.number().int(), column: z.number().int() });
export type PlaceView = z.infer<typeof placeView>;

export const unblockView = z.object({ action: z.string(), target: z.string(), text: z.string() });
export type UnblockView = z.infer<typeof unblockView>;

/** The reason line: what a job or run stands at, and what would change it. */
export const reasonView = z.object({
  code: reasonCode.exactOptional(),
  text: z.string(),
  unblock: z.array(unblockView),
});
export type ReasonView = z.infer<typeof reasonView>;

export const causeView = z.object({
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
  isCancelRequested: z.boolean(),
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

export const stepView = z.object({
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
export const runInputView = z.object({
  name: z.string(),
  kind: z.enum(["resource", "job"]),
  type: z.string(),
  versionNumber: z.number().int().exactOptional(),
  versionName: z.string().exactOptional(),
});
export type RunInputView = z.infer<typeof runInputView>;

/** A version that a run made. */
export const runOutputView = z.object({
  name: z.string(),
  versionNumber: z.number().int(),
  versionName: z.string().exactOptional(),
});

/** Numbers of versions by the name of the resource or job. */
const versionNumbers = z.record(z.string(), z.number().int());

/** Why a version is in quarantine. */
export const quarantineView = z.object({ by: z.string(), reason: z.string(), at: time });
export type QuarantineView = z.infer<typeof quarantineView>;

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

/** What holds an IN: one of the two. */
const pinTarget = {
  versionNumber: z.number().int().exactOptional(),
  versionName: z.string().exactOptional(),
};

/** A pin of the configuration. */
export const declaredPinView = z.object(pinTarget);

/** A pin that somebody set by command: it counts before that of the configuration. */
export const commandPinView = z.object({
  ...pinTarget,
  by: z.string(),
  at: time,
  comment: z.string().exactOptional(),
});
export type CommandPinView = z.infer<typeof commandPinView>;

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
  definition: jsonObject,
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

export const versionView = z.object({
  number: z.number().int(),
  name: z.string().exactOptional(),
  values: jsonObject,
  files: z.array(fileView),
  origin: z.enum(["configuration", "external", "run"]),
  /** The run that made it, as JOB#NUMBER. */
  producedBy: z.object({ job: z.string(), number: z.number().int() }).exactOptional(),
  createdAt: time,
  /** Nobody chooses it until it is released. Told in the list of versions. */
  quarantined: quarantineView.exactOptional(),
});
export type VersionView = z.infer<typeof versionView>;

export const resourceView = z.object({
  id: z.string().exactOptional(),
  name: z.string(),
  type: z.string(),
  latest: versionView.exactOptional(),
  inconsistent: z.string().exactOptional(),
  flags: z.array(z.string()),
  place: placeView.exactOptional(),
});
export type ResourceView = z.infer<typeof resourceView>;

export const edgeView = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(["in", "out"]),
  isSwitchedOn: z.boolean(),
});
export type EdgeView = z.infer<typeof edgeView>;

/** The whole workflow, ready to draw. `revision` grows with every change of the workspace. */
export const graphView = z.object({
  workspace: z.string(),
  revision: z.number().int(),
  jobs: z.array(jobView),
  resources: z.array(resourceView),
  edges: z.array(edgeView),
});
export type GraphView = z.infer<typeof graphView>;

export const inputFactView = z.object({
  from: z.string(),
  kind: z.enum(["job", "resource", "missing"]),
  isChanged: z.boolean(),
  isSwitchedOn: z.boolean(),
  mode: z.enum(DEPENDENCY_MODES),
  health: z.object({ state: z.enum(["healthy", "busy", "unhealthy"]), because: z.string().exactOptional() }),
});

export const decisionView = z.object({
  id: z.string(),
  job: z.string(),
  verdict: z.enum(VERDICTS),
  reason: reasonCode,
  text: z.string(),
  inputs: z.array(inputFactView),
  unblock: z.array(unblockView),
  runNumber: z.number().int().exactOptional(),
  /** What happened, in words: "lint #4 ended: success". */
  event: z.string(),
  at: time,
});
export type DecisionView = z.infer<typeof decisionView>;

/** What came of sending an old version down the graph again: a decision about each consumer. */
export const replayView = z.object({
  decisions: z.array(
    z.object({
      job: z.string(),
      verdict: z.enum(VERDICTS),
      reason: reasonCode,
      text: z.string(),
      runNumber: z.number().int().exactOptional(),
    }),
  ),
});
export type ReplayView = z.infer<typeof replayView>;

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

const objectKind = z.enum(["resource", "job"]);

/** One place where two declarations differ: `steps[1].script[0]`. Absent sides: nothing stands there. */
const fieldChangeView = z.object({
  path: z.string(),
  before: z.json().exactOptional(),
  after: z.json().exactOptional(),
});

/** What a sync does to one resource or job. */
export const objectChangeView = z.object({
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
export const configurationPlanView = z.object({
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

export const agentView = z.object({
  id: z.string(),
  name: z.string(),
  pool: z.string(),
  version: z.string(),
  slots: z.number().int(),
  busySlots: z.number().int(),
  isConnected: z.boolean(),
  lastSeenAt: time,
});
export type AgentView = z.infer<typeof agentView>;

/** What the doctor found, and what it did about it. */
export const diagnosisView = z.object({
  breaches: z.array(
    z.object({
      code: z.enum(Object.keys(BREACHES) as [BreachCode]),
      /** A job, `job #7`, a resource, or whatever else it is about. */
      subject: z.string(),
      text: z.string(),
      /** What mends it. */
      remedy: z.string(),
      isMended: z.boolean(),
    }),
  ),
  /** Nothing is wrong, or not any more. */
  isHealthy: z.boolean(),
});
export type DiagnosisView = z.infer<typeof diagnosisView>;
