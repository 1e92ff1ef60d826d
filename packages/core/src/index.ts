export { assertNever } from "./assert-never.ts";
export { ciLegsOf, idlePatternsOf } from "./ci-legs.ts";
export { timesOfNotification } from "./ci-notification.ts";
export {
  CI_LANGUAGES,
  CI_NOTIFICATION_TIMES,
  CI_VERSION_KEYS,
  isCiLanguage,
  isCiVersionKey,
  versionKeyOf,
  versionsOf,
} from "./ci.ts";
export type {
  CiBoot,
  CiBranches,
  CiBuildOverride,
  CiDefinition,
  CiEnv,
  CiIntegration,
  CiIntegrationSection,
  CiLegPattern,
  CiMatrix,
  CiNotification,
  CiPool,
  CiSectionName,
  CiVariable,
  CiVersionKey,
} from "./ci.ts";
export { CHANGE_ACTIONS, describeSync, identityOfPlan } from "./configuration-plan.ts";
export type { ConfigurationPlan } from "./configuration-plan.ts";
export { conditionValuesOf } from "./condition-values.ts";
export type {
  ConditionCause,
  ConditionValues,
  ConditionVersion,
  KnownConditionValues,
} from "./condition-values.ts";
export { commonItems } from "./common-items.ts";
export { declaredForm } from "./declared-form.ts";
export { findInconsistencies } from "./consistency.ts";
export type { ConsistencyFacts } from "./consistency.ts";
export { REASONS, VERDICTS } from "./decision.ts";
export type { InputFact, JobDecision, ReasonCode, Verdict } from "./decision.ts";
export {
  CI_VARIABLES,
  CI_VARIABLE_FAMILIES,
  DEFAULT_VARIABLES,
  OWN_SUFFIXES,
  PLATFORM_VARIABLES,
} from "./default-variables.ts";
export type { DefaultVariable, OwnSuffix } from "./default-variables.ts";
export { AppError, ERROR_CODES } from "./error.ts";
export type { ErrorCode } from "./error.ts";
export {
  BUILD_CODES,
  beginExternalRun,
  findExternalJob,
  isBuildCode,
  stateOfBuild,
} from "./external-build.ts";
export type { BuildStatus, ExternalBuild } from "./external-build.ts";
export { MOST_SUCCESSES, createFactsDraft, createFactsMap, isBusy } from "./facts.ts";
export type { CommandPin, Facts, FactsDraft, FactsMap, JobFacts, ResourceFacts } from "./facts.ts";
export { isCloneable, parseGitAddress } from "./git-url.ts";
export { gitVariables } from "./git-variables.ts";
export type { CloneFacts } from "./git-variables.ts";
export type { Happening, NewVersion, VersionOrigin } from "./happening.ts";
export { findCircles, graphOf, switchedOnAncestors } from "./graph.ts";
export type { Edge, Graph, Vertex } from "./graph.ts";
export {
  DEFAULT_PRIORITY,
  DEFAULT_TIMEOUT_MINUTES,
  DEPENDENCY_MODES,
  FLOWS,
  JOB_TYPES,
  RETRY_CAUSES,
  SUPERSEDES,
  TRIGGER_MODES,
  asksForContainer,
  inputsOf,
  isManaged,
  isRunnable,
  needsAgent,
  outputsOf,
  tasksOf,
} from "./job.ts";
export type {
  Approval,
  Cache,
  InStep,
  Job,
  JobInput,
  JobType,
  Matrix,
  OutStep,
  Pin,
  Reports,
  Retry,
  Runtime,
  Section,
  SectionName,
  Step,
  TaskStep,
} from "./job.ts";
export { defaultInputValues, readInputValues } from "./input-values.ts";
export type { InputValue, ReadInputValues } from "./input-values.ts";
export { canonicalJson, isJsonObject, textOf } from "./json.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export { faultOfJson } from "./json-fault.ts";
export { listOf } from "./list-of.ts";
export { forgetNames, refuseDeletion } from "./deletion.ts";
export { runManagedJob } from "./managed-job.ts";
export type { ManagedOutcome } from "./managed-outcome.ts";
export { MOST_LEGS, numberOfLegs } from "./matrix.ts";
export { decideManualRun } from "./manual-run.ts";
export type { ManualAsked } from "./manual-run.ts";
export { nearestName } from "./nearest-name.ts";
export { collectJobState, collectOutputs } from "./outputs.ts";
export {
  EMPTY_STATE,
  cloneOf,
  cloneOptionsOf,
  isWatchable,
  planAgain,
  planRun,
  withoutCredentials,
} from "./plan.ts";
export type { JobVersion, TimeLimits, VersionLookup } from "./plan.ts";
export { contentFromPosted, contentFromValues, isSameContent } from "./resource-version.ts";
export type { PostedVersion, ResourceVersion, VersionContent } from "./resource-version.ts";
export { RESOURCE_TYPES, isResourceType, ruleOfResourceType } from "./resource.ts";
export type { Place, Resource, ResourceType } from "./resource.ts";
export { ROLES, isAtLeast } from "./role.ts";
export type { Role } from "./role.ts";
export {
  RUN_PLAN_VERSION,
  RUN_REASON_CODES,
  STATE_LIMIT_BYTES,
  isDoneBefore,
  needsContainer,
  stepsOf,
} from "./run-plan.ts";
export type {
  FileRef,
  PlannedClone,
  PlannedInput,
  PlannedOutput,
  PlannedStep,
  PlannedTask,
  Posting,
  RunPlan,
  RunReason,
  RunResult,
  StateSnapshot,
  StepKind,
  StepResult,
} from "./run-plan.ts";
export { ownSuffixes, paramsOf, prefixedParams, runVariables, versionVariables } from "./run-variables.ts";
export { changeRun, endRun, openGate } from "./run-queue.ts";
export { RERUN_KINDS, RUN_STATUSES, STEP_STATUSES, decideRun, isFinal, nameOfCause } from "./run.ts";
export type {
  FinalRunStatus,
  LiveRun,
  LiveRunStatus,
  Replayed,
  RerunKind,
  RunStatus,
  StepStatus,
  TriggerCause,
  VersionNumbers,
} from "./run.ts";
export {
  BUMPS,
  bumpVersion,
  faultOfSemanticVersion,
  parseSemanticVersion,
  textOfSemanticVersion,
} from "./semantic-version.ts";
export type { Bump } from "./semantic-version.ts";
export { skipByCondition } from "./condition-skip.ts";
export type { ContentLookup, TriedCondition } from "./known-content.ts";
export { simulate } from "./simulate.ts";
export type { Simulation } from "./simulate.ts";
export { EVENT_FORMS, parseSimulatedEvent } from "./simulated-event.ts";
export type { SimulatedEvent } from "./simulated-event.ts";
export { decisionOnDropped, decisionOnExpiry, decisionOnVote } from "./gate-decision.ts";
export { NEVER_LOOKED, isSyncDue, watchAfter } from "./source-watch.ts";
export type { SourceSeen, SourceWatch } from "./source-watch.ts";
export { DEFAULT_POOL } from "./pool.ts";
export { compareRuns, decideStarts, holdByPause, holdOf } from "./start.ts";
export type { AgentCapacity, Start } from "./start.ts";
export type { Skip } from "./skip.ts";
export { versionsRead } from "./versions-read.ts";
export { explainRun, runsAhead, sinceOfHold } from "./run-hold.ts";
export { LONGEST_CHAIN, chainOfCauses } from "./cause-chain.ts";
export type { CauseLink, CausedRun, CausedThing, CausedVersion } from "./cause-chain.ts";
export { FATES, fatesOfVersion } from "./version-fate.ts";
export type { Fate, FateHistory } from "./version-fate.ts";
export { inputStandingsOf } from "./input-standing.ts";
export type { InputStanding } from "./input-standing.ts";
export { decideRetry } from "./retry.ts";
export { GIVING_BACK, decideGivenBack, giveBackVersion, givesBack } from "./given-back.ts";
export { latestOf, latestOfResource } from "./latest-version.ts";
export { ownValue } from "./own-value.ts";
export { numberOfPin, pinOf } from "./pin.ts";
export { isQuarantined, quarantinedAmong } from "./quarantine.ts";
export { countNumbers, hasNumber } from "./number-ranges.ts";
export type { NumberRanges } from "./number-ranges.ts";
export { knownVariables } from "./filled-inputs.ts";
export { VOTES, answersOf, approvalOf, approvalsOf } from "./gate.ts";
export type { Gate, InputValues, Vote, VoteKind } from "./gate.ts";
export { decideVote } from "./vote.ts";
export type { VoteRefusal, Voter } from "./vote.ts";
export { UNSTORABLE, storableJson, storableText } from "./storable-text.ts";
export { sentenceOfCause } from "./trigger-cause.ts";
export { placeholdersOf, substitute, templateVersion } from "./template.ts";
export type { VariableLookup } from "./template.ts";
export { decideTick, scheduleOf, tickedUntil } from "./tick.ts";
export type { Tick } from "./tick.ts";
export { MOST_RUNS_AT_ONCE, decideTriggers } from "./trigger.ts";
export {
  SYNC_STATUSES,
  identityOfDefinition,
  isSameDeclaration,
  planSync,
  removesEverything,
  summaryOfSync,
} from "./sync.ts";
export type { Declared, DeclaredThings, Refusal, SyncPlan, SyncSource, SyncStatus } from "./sync.ts";
export { variableName } from "./variable-name.ts";
export type { SuccessfulRun } from "./version-history.ts";
export { busyUpstream } from "./upstream.ts";
export { createWorkflow, jobsBehind } from "./workflow.ts";
export type { Workflow, WorkflowDefinition } from "./workflow.ts";
export { JOB_STATUSES, explainJob, runOfStatus, statusOfJob } from "./why.ts";
export type { JobStatus, ReasonLine } from "./why.ts";
export { withReason } from "./with-reason.ts";
export { withoutWebhookKey } from "./webhook-key.ts";
export { BREACHES } from "./breach.ts";
export type { Breach, BreachCode } from "./breach.ts";
