export { assertNever } from "./assert-never.ts";
export { AppError, ERROR_CODES } from "./error.ts";
export type { AppErrorOptions, ErrorCode } from "./error.ts";
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
  JOB_TYPES,
  SECTION_NAMES,
  TRIGGER_MODES,
  inputsOf,
  modeOf,
  outputsOf,
  tasksOf,
} from "./job.ts";
export type {
  DependencyMode,
  InStep,
  Job,
  JobType,
  OutStep,
  Pin,
  Runtime,
  Section,
  SectionName,
  Step,
  TaskStep,
  TriggerMode,
} from "./job.ts";
export { canonicalJson, isJsonObject, textOf } from "./json.ts";
export type { JsonObject, JsonValue } from "./json.ts";
export { RESOURCE_TYPES, isResourceType, ruleOfResourceType } from "./resource.ts";
export type { Fires, Place, Resource, ResourceType, ResourceTypeRule } from "./resource.ts";
export { RUN_PLAN_VERSION, RUN_REASON_CODES, STATE_LIMIT_BYTES, stepsOf } from "./run-plan.ts";
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
  RunReasonCode,
  RunResult,
  StateSnapshot,
  StepKind,
  StepResult,
} from "./run-plan.ts";
export { RUN_STATUSES, STEP_STATUSES, decideRun, isFinal, nameOfCause } from "./run.ts";
export type {
  FinalRunStatus,
  LiveRun,
  LiveRunStatus,
  RunDecision,
  RunEffect,
  RunEvent,
  RunStatus,
  StepStatus,
  TriggerCause,
} from "./run.ts";
export { sanitize, variableName } from "./variable-name.ts";
export { createWorkflow, jobsBehind, upstreamJobs } from "./workflow.ts";
export type { Consumption, Workflow, WorkflowDefinition } from "./workflow.ts";
