import type { CauseView, ReasonView, RunSummaryView, RunView, StepView } from "@landbridge/api";
import { explainRun, isFinal, nameOfCause, sentenceOfCause, stepsOf } from "@landbridge/core";
import type { LiveRun, RunPlan, StepResult, TriggerCause } from "@landbridge/core";
import { isOverdue } from "../../engine/run-record.ts";
import type { RunRecord } from "../../engine/run-record.ts";
import type { PresentContext } from "./context.ts";
import { presentReason } from "./reason.ts";
import type { WorkspaceCache } from "../../engine/workspace-cache.ts";
import type { StoredQuarantine } from "../../store/quarantines.ts";
import type { GateFacts } from "../gate-facts.ts";
import { presentGate, presentGateSummary } from "./gate.ts";
import { presentQuarantine } from "./quarantine.ts";

function presentCause(cause: TriggerCause): CauseView {
  const text = sentenceOfCause(cause);
  switch (cause.kind) {
    case "version":
      return { kind: "version", text, resource: cause.resource, versionNumber: cause.versionNumber };
    case "run":
      return { kind: "run", text, job: cause.job, runNumber: cause.runNumber };
    case "manual":
      return { kind: "manual", text };
    case "rerun":
      return { kind: "rerun", text: text || nameOfCause(cause), runNumber: cause.runNumber };
    case "replay":
      return { kind: "replay", text, resource: cause.name, versionNumber: cause.versionNumber };
    case "retry":
      return { kind: "retry", text, runNumber: cause.runNumber };
    case "external":
      return { kind: "external", text, resource: cause.server, url: cause.buildUrl };
  }
}

export function presentRunSummary(
  record: RunRecord,
  { workflow }: Pick<WorkspaceCache, "workflow">,
): RunSummaryView {
  const { live } = record;
  return {
    id: live.id,
    job: live.job,
    number: live.number,
    status: record.status,
    cause: presentCause(live.cause),
    queuedAt: record.queuedAt.toISOString(),
    isCancelRequested: record.cancelRequestedBy !== undefined && !isOverdue(record),
    ...(isOverdue(record) && !isFinal(record.status) ? { isOverdue: true } : {}),
    ...(record.startedAt ? { startedAt: record.startedAt.toISOString() } : {}),
    ...(record.finishedAt ? { finishedAt: record.finishedAt.toISOString() } : {}),
    ...(record.reason ? { reason: record.reason } : {}),
    ...(record.message === undefined ? {} : { message: record.message }),
    ...(record.versionName === undefined ? {} : { versionName: record.versionName }),
    ...(live.by === undefined ? {} : { causedBy: live.by }),
    ...(live.attempt === undefined ? {} : { attempt: live.attempt }),
    ...presentReplayed(live),
    ...(live.gate ? { gate: presentGateSummary(live.gate, live.job, workflow) } : {}),
  };
}

/** What a run repeats is what its cause names. */
function presentReplayed({ replays, cause }: LiveRun): Pick<RunSummaryView, "replays"> {
  if (!replays || !("runNumber" in cause)) return {};
  const { fromStep } = replays;
  return { replays: { number: cause.runNumber, ...(fromStep === undefined ? {} : { fromStep }) } };
}

export interface RunDetails {
  readonly steps: readonly StepResult[];
  readonly outputs: RunView["outputs"];
  readonly agent?: string;
  /** Text of the decision that made the run. */
  readonly because?: string;
  readonly gate?: GateFacts;
  readonly quarantine?: StoredQuarantine;
}

export function presentRun(record: RunRecord, details: RunDetails, context: PresentContext): RunView {
  const state = record.state ?? { values: {}, files: [] };
  const { live } = record;
  const { gate, quarantine } = details;
  const { cache } = context;
  return {
    ...presentRunSummary(record, cache),
    givenInputs: { ...record.inputs },
    bound: { ...live.bound },
    reads: { ...live.reads },
    ...(live.gate && gate
      ? { gateDetail: presentGate(live.gate, gate, { job: live.job, workflow: cache.workflow }) }
      : {}),
    ...(quarantine ? { quarantined: presentQuarantine(quarantine) } : {}),
    steps: presentSteps(record.plan, details.steps),
    inputs: presentInputs(record.plan),
    outputs: details.outputs,
    state: {
      values: state.values,
      files: state.files.map(({ path, size, digest }) => ({ path, size, digest })),
    },
    ...(details.agent === undefined ? {} : { agent: details.agent }),
    reasonLine: reasonLineOf(record, details.because, context),
  };
}

/** How it ended, what it waits for, or why it was made. */
export function reasonLineOf(
  record: RunRecord,
  text: string | undefined,
  { cache, agents, now }: PresentContext,
): ReasonView {
  if (record.reason) return { text: record.reason.text, unblock: [] };
  if (record.status === "queued" || record.status === "gated") {
    const context = { agents, now: now.getTime() };
    const { reason: code, ...line } = explainRun(cache.workflow, cache.facts, record.live, context);
    return presentReason({ ...line, code });
  }
  if (isOverdue(record) && !isFinal(record.status))
    return { text: "It is past its timeout: its agent was asked to end it.", unblock: [] };
  return { text: text ?? `It runs because ${sentenceOfCause(record.live.cause)}.`, unblock: [] };
}

function presentInputs(plan: RunPlan | undefined): RunView["inputs"] {
  return (plan?.inputs ?? []).map(({ name, kind, type, versionNumber, versionName }) => ({
    name,
    kind,
    type,
    ...(versionNumber === undefined ? {} : { versionNumber }),
    ...(versionName === undefined ? {} : { versionName }),
  }));
}

function presentSteps(plan: RunPlan | undefined, results: readonly StepResult[]): StepView[] {
  if (!plan) return [];
  return stepsOf(plan).map((step) => {
    const result = results.find((candidate) => candidate.index === step.index);
    return {
      index: step.index,
      kind: step.kind,
      name: step.name,
      status: result?.status ?? "pending",
      logBytes: result?.logBytes ?? 0,
      ...(result?.exitCode === undefined ? {} : { exitCode: result.exitCode }),
      ...(result?.message === undefined ? {} : { message: result.message }),
      ...(result?.startedAt === undefined ? {} : { startedAt: new Date(result.startedAt).toISOString() }),
      ...(result?.finishedAt === undefined ? {} : { finishedAt: new Date(result.finishedAt).toISOString() }),
    };
  });
}
