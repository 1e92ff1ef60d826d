export { assertNever } from "./assert-never.ts";
export { ciBuildOn, ciCommandsOn, defaultCommandsOf } from "./ci-commands.ts";
export { ciLegsOf, idlePatternsOf } from "./ci-legs.ts";
export type { CiLeg, CiLegs, IdlePatterns } from "./ci-legs.ts";
export { timesOfNotification } from "./ci-notification.ts";
export {
  CI_INTEGRATION_SECTIONS,
  CI_LANGUAGES,
  CI_NOTIFICATION_TIMES,
  CI_SECTION_NAMES,
  CI_VERSION_KEYS,
  isCiLanguage,
  isCiVersionKey,
  versionKeyOf,
  versionsOf,
} from "./ci.ts";
export type {
  CiBoot,
  CiBranches,
  CiBuild,
  CiBuildOverride,
  CiDefinition,
  CiEnv,
  CiIntegration,
  CiIntegrationSection,
  CiLanguage,
  CiLegPattern,
  CiMatrix,
  CiNotification,
  CiNotificationEvent,
  CiNotificationTime,
  CiPool,
  CiSectionName,
  CiVariable,
  CiVersionKey,
} from "./ci.ts";
export { CHANGE_ACTIONS, describeSync, identityOfPlan } from "./configuration-plan.ts";
export type {
  ChangeAction,
  ConfigurationPlan,
  History,
  Inconsistency,
  MissingIntegration,
  ObjectChange,
} from "./configuration-plan.ts";
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
export { REASONS, UNHEALTHY_BECAUSE, VERDICTS } from "./decision.ts";
export type {
  InputFact,
  InputHealth,
  JobDecision,
  ReasonCode,
  UnhealthyBecause,
  Unblock,
  Verdict,
} from "./decision.ts";
export {
  CI_VARIABLES,
  CI_VARIABLE_FAMILIES,
  DEFAULT_VARIABLES,
  OWN_SUFFIXES,
  PLATFORM_VARIABLES,
} from "./default-variables.ts";
export type { DefaultVariable, OwnSuffix } from "./default-variables.ts";
export { AppError, ERROR_CODES } from "./error.ts";
export type { AppErrorOptions, ErrorCode } from "./error.ts";
export {
  BUILD_CODES,
  beginExternalRun,
  findExternalJob,
  isBuildCode,
  stateOfBuild,
} from "./external-build.ts";
export type { BuildCode, BuildStatus, ExternalBuild, ExternalJob } from "./external-build.ts";
export {
  NEW_JOB_FACTS,
  MOST_SUCCESSES,
  NEW_RESOURCE_FACTS,
  createFactsDraft,
  createFactsMap,
  isBusy,
  latestOfResource,
  pinOf,
  processingRuns,
} from "./facts.ts";
export type {
  CommandPin,
  Facts,
  FactsDraft,
  FactsMap,
  JobFacts,
  ResourceFacts,
  WaitingJob,
} from "./facts.ts";
export { isCloneable, parseGitAddress } from "./git-url.ts";
export { gitVariables } from "./git-variables.ts";
export type { CloneFacts } from "./git-variables.ts";
export type { FieldChange } from "./field-change.ts";
export type { GateChange } from "./gate-change.ts";
export type { Starter } from "./starter.ts";
export type { GitAddress } from "./git-url.ts";
export type { Happening, NewVersion, VersionOrigin } from "./happening.ts";
export { healthOfInput, inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
export { findCircles, graphOf, switchedOnAncestors } from "./graph.ts";
export type { Edge, Graph, Vertex } from "./graph.ts";
export { asId } from "./ids.ts";
export type {
  AgentId,
  DecisionId,
  EventId,
  JobId,
  LeaseToken,
  ResourceId,
  ResourceVersionId,
  RunId,
  SourceId,
  WorkspaceId,
} from "./ids.ts";
export {
  DEFAULT_PRIORITY,
  DEFAULT_TIMEOUT_MINUTES,
  DEPENDENCY_MODES,
  FLOWS,
  JOB_TYPES,
  RETRY_CAUSES,
  SECTION_NAMES,
  SUPERSEDES,
  TRIGGER_MODES,
  asksForContainer,
  inputsOf,
  isManaged,
  isRunnable,
  needsAgent,
  modeOf,
  outputsOf,
  tasksOf,
} from "./job.ts";
export type {
  Approval,
  Cache,
  DependencyMode,
  Flow,
  InStep,
  Job,
  JobInput,
  JobType,
  Matrix,
  OutStep,
  Pin,
  Reports,
  Retry,
  RetryCause,
  Runtime,
  Section,
  SectionName,
  Step,
  Supersede,
  TaskStep,
  TriggerMode,
} from "./job.ts";
export { LONGEST_INPUT, defaultInputValues, readInputValues } from "./input-values.ts";
export type { InputProblem, InputValue, ReadInputValues } from "./input-values.ts";
export { canonicalJson, isJsonObject, textOf } from "./json.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export { faultOfJson } from "./json-fault.ts";
export { listOf } from "./list-of.ts";
export { refuseDeletion } from "./deletion.ts";
export { runManagedJob } from "./managed-job.ts";
export type { ManagedOutcome } from "./managed-outcome.ts";
export { readManifest, readManifests } from "./manifest-content.ts";
export type { ManifestContent, ManifestItem, NamedManifest } from "./manifest-content.ts";
export { MOST_LEGS, legsOf, numberOfCombinations, numberOfLegs } from "./matrix.ts";
export type { Leg } from "./matrix.ts";
export { decideManualRun } from "./manual-run.ts";
export type { ManualAsked, ManualOutcome } from "./manual-run.ts";
export { nearestName } from "./nearest-name.ts";
export { collectJobState, collectOutputs } from "./outputs.ts";
export type { OutputVersion } from "./outputs.ts";
export type { PassedInput } from "./passed-input.ts";
export { PASSED_REASONS } from "./passed-refusal.ts";
export type { PassedReason, PassedRefusal } from "./passed-refusal.ts";
export { MOST_SEARCH_STEPS, resolvePassed } from "./passed-versions.ts";
export type { PassedOutcome, SearchLimit, Taken } from "./passed-versions.ts";
export {
  EMPTY_STATE,
  cloneOf,
  cloneOptionsOf,
  isWatchable,
  planAgain,
  planRun,
  timeoutOf,
  withoutCredentials,
} from "./plan.ts";
export type { JobVersion, PlanFacts, TimeLimits, VersionLookup } from "./plan.ts";
export { contentFromPosted, contentFromValues, isSameContent, versionNameOf } from "./resource-version.ts";
export type { PostedVersion, ResourceVersion, VersionContent } from "./resource-version.ts";
export { RESOURCE_TYPES, isResourceType, ruleOfResourceType } from "./resource.ts";
export type { Fires, Place, Resource, ResourceType, ResourceTypeRule } from "./resource.ts";
export type { ReleaseContent } from "./release.ts";
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
  PreviousVersion,
  RunPlan,
  RunReason,
  RunReasonCode,
  RunResult,
  StateSnapshot,
  StepKind,
  StepResult,
} from "./run-plan.ts";
export { ownSuffixes, paramsOf, prefixedParams, runVariables, versionVariables } from "./run-variables.ts";
export { changeRun, endRun, openGate, queueRun } from "./run-queue.ts";
export type { NewRunId, RunRequest } from "./run-queue.ts";
export { needsEachRun } from "./supersede.ts";
export { RERUN_KINDS, RUN_STATUSES, STEP_STATUSES, decideRun, isFinal, nameOfCause } from "./run.ts";
export type {
  FinalRunStatus,
  LiveRun,
  LiveRunStatus,
  Replayed,
  RerunKind,
  RunDecision,
  RunEvent,
  RunStatus,
  StepStatus,
  TriggerCause,
  VersionNumbers,
} from "./run.ts";
export {
  BUMPS,
  DEFAULT_BUMP,
  bumpVersion,
  faultOfSemanticVersion,
  isBump,
  parseSemanticVersion,
  textOfSemanticVersion,
} from "./semantic-version.ts";
export type { Bump, SemanticVersion } from "./semantic-version.ts";
export { skipByCondition } from "./condition-skip.ts";
export type { ConditionOutcome } from "./condition-skip.ts";
export type { ContentLookup, KnownContent, TriedCondition, TryCondition } from "./known-content.ts";
export { simulate } from "./simulate.ts";
export type { SimulateOptions, SimulatedDecision, SimulatedOutcome, Simulation } from "./simulate.ts";
export { EVENT_FORMS, parseSimulatedEvent } from "./simulated-event.ts";
export type { JobEventKind, SimulatedEvent } from "./simulated-event.ts";
export { decisionOnDropped, decisionOnExpiry, decisionOnVote } from "./gate-decision.ts";
export { NEVER_LOOKED, isSyncDue, watchAfter } from "./source-watch.ts";
export type { SourceSeen, SourceWatch } from "./source-watch.ts";
export { DEFAULT_POOL } from "./pool.ts";
export { compareRuns, decideStarts, holdByCapacity, holdByPause, holdOf, startRun } from "./start.ts";
export type { AgentCapacity, Hold, Start } from "./start.ts";
export type { Skip } from "./skip.ts";
export { versionsRead } from "./versions-read.ts";
export { explainRun, runsAhead, sinceOfHold } from "./run-hold.ts";
export type { HoldContext, HoldTimes } from "./run-hold.ts";
export { LONGEST_CHAIN, chainOfCauses } from "./cause-chain.ts";
export type { CauseLink, CauseLookups, CausedRun, CausedThing, CausedVersion } from "./cause-chain.ts";
export { FATES, fatesOfVersion } from "./version-fate.ts";
export type { Fate, FateHistory, FateOutcome, FateRun, VersionAsked } from "./version-fate.ts";
export { healthTextOf, inputStandingsOf, wordsOfPin } from "./input-standing.ts";
export type { InputStanding, Reason } from "./input-standing.ts";
export { decideRetry } from "./retry.ts";
export type { RetryOutcome } from "./retry.ts";
export {
  bindVersions,
  giveBackVersion,
  isBoundEarly,
  isQuarantined,
  latestOf,
  numberOfPin,
  takeVersions,
} from "./binding.ts";
export { countNumbers, hasNumber, withNumbers, withoutNumber } from "./number-ranges.ts";
export type { NumberRanges } from "./number-ranges.ts";
export { knownVariables } from "./filled-inputs.ts";
export {
  DEFAULT_GATE_MINUTES,
  VOTES,
  answersOf,
  approvalOf,
  approvalsOf,
  newGate,
  sentenceOfGate,
} from "./gate.ts";
export type { Gate, InputValues, Vote, VoteKind } from "./gate.ts";
export { VOTE_REFUSALS, decideVote, isApprover } from "./vote.ts";
export type { VoteOutcome, VoteRefusal, Voter } from "./vote.ts";
export { UNSTORABLE, storableJson, storableText } from "./storable-text.ts";
export { sentenceOfCause } from "./trigger-cause.ts";
export { MESSAGE_FIELDS, placeholdersOf, substitute, templateValues, templateVersion } from "./template.ts";
export type { VariableLookup } from "./template.ts";
export { decideTick, scheduleOf, tickedUntil } from "./tick.ts";
export type { LatestTick, Tick } from "./tick.ts";
export { decideTriggers } from "./trigger.ts";
export type { TriggerOutcome } from "./trigger.ts";
export {
  SYNC_STATUSES,
  identityOfDefinition,
  isSameDeclaration,
  planSync,
  removesEverything,
  summaryOfSync,
} from "./sync.ts";
export type {
  Declared,
  DeclaredThings,
  Move,
  Refusal,
  SyncOutcome,
  SyncPlan,
  SyncSource,
  SyncStatus,
} from "./sync.ts";
export { sanitize, variableName } from "./variable-name.ts";
export { MOST_RUNS_LOOKED_AT } from "./version-history.ts";
export type { SuccessfulRun, VersionHistory } from "./version-history.ts";
export { busyUpstream } from "./upstream.ts";
export { createWorkflow, jobsBehind, upstreamJobs } from "./workflow.ts";
export type { Consumption, Workflow, WorkflowDefinition } from "./workflow.ts";
export { JOB_STATUSES, explainJob, statusOfJob } from "./why.ts";
export type { ExplainContext, JobStatus, ReasonLine } from "./why.ts";
export { withoutWebhookKey } from "./webhook-key.ts";
export { BREACHES } from "./breach.ts";
export type { Breach, BreachCode } from "./breach.ts";
export { OTHER_CUSTODY, RUN_CUSTODY } from "./custody.ts";
export type { Custody } from "./custody.ts";
