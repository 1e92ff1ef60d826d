import type { DecisionView, JobDetailView, JobInputView, JobView, ReasonView } from "@landbridge/api";
import {
  declaredForm,
  explainJob,
  inputFactsOf,
  inputsOf,
  outputsOf,
  sentenceOfUnhealthy,
  statusOfJob,
} from "@landbridge/core";
import type { AgentCapacity, InputFact, InStep, ReasonLine } from "@landbridge/core";
import type { DecisionRecord, JobRecord, WorkspaceCache } from "../../engine/workspace-cache.ts";
import { presentRunSummary } from "./run.ts";

export interface PresentContext {
  readonly cache: WorkspaceCache;
  readonly agents: readonly AgentCapacity[];
  /** Whoever reads it may see the keys of webhooks. */
  readonly showsKeys?: boolean;
}

/** Where the job stands, in one sentence, and what would change it. */
export function presentReasonLine(
  { job, lastDecision, newestRun }: JobRecord,
  { cache, agents }: PresentContext,
): ReasonView {
  const line = explainJob(cache.workflow, cache.facts, job, {
    agents,
    ...(lastDecision ? { lastDecision } : {}),
    ...(newestRun?.finishedAt && newestRun.reason ? { lastEndedReason: newestRun.reason.text } : {}),
  });
  return presentReason(line);
}

function presentReason(line: ReasonLine): ReasonView {
  return {
    text: line.text,
    unblock: line.unblock.map((step) => ({ ...step })),
    ...(line.code === undefined ? {} : { code: line.code }),
  };
}

export function presentJob(record: JobRecord, { cache, agents }: PresentContext): JobView {
  const { job } = record;
  const facts = cache.facts.job(job.name);
  return {
    name: job.name,
    type: job.type,
    status: statusOfJob(cache.facts, job.name),
    reason: presentReasonLine(record, { cache, agents }),
    isPaused: facts.isPaused,
    isRemoved: facts.isDeleted,
    hasWaitingJob: facts.waiting !== undefined,
    newsOn: [...record.newsOn],
    queuedRuns: facts.live.filter((run) => run.status === "queued").length,
    processingRuns: facts.live.filter((run) => run.status === "processing").length,
    dependencyMode: job.dependencyMode,
    triggerMode: job.triggerMode,
    flags: [...job.flags],
    ...(record.newestRun ? { lastRun: presentRunSummary(record.newestRun) } : {}),
    ...(job.place ? { place: job.place } : {}),
  };
}

export function presentJobDetail(record: JobRecord, context: PresentContext): JobDetailView {
  const { job } = record;
  const { workflow } = context.cache;
  const facts = inputFactsOf(workflow, context.cache.facts, job, new Set());
  const made = outputsOf(job).map((output) => output.to);
  const dependants = [job.name, ...made].flatMap((name) =>
    (workflow.consumers.get(name) ?? []).map((consumption) => consumption.job.name),
  );
  return {
    ...presentJob(record, context),
    inputs: inputsOf(job).flatMap((input, index) => presentInput(input, facts[index], context)),
    outputs: made,
    dependants: [...new Set(dependants)],
    definition: { name: job.name, ...declaredForm(job) },
  };
}

function presentInput(input: InStep, fact: InputFact | undefined, { cache }: PresentContext): JobInputView[] {
  if (!fact) return [];
  const latest = latestVersionText(input.from, cache);
  return [
    {
      from: input.from,
      kind: fact.kind,
      isSwitchedOn: input.isSwitchedOn,
      mode: fact.mode,
      health: fact.health.state,
      healthText: healthText(fact),
      ...(input.pin
        ? { pin: input.pin.kind === "number" ? String(input.pin.versionNumber) : input.pin.versionName }
        : {}),
      ...(latest === undefined ? {} : { latestVersion: latest }),
    },
  ];
}

function healthText(fact: InputFact): string {
  switch (fact.health.state) {
    case "healthy":
      return "Healthy";
    case "busy":
      return `${fact.from} is under way`;
    case "unhealthy":
      return sentenceOfUnhealthy(fact.from, fact.health.because);
  }
}

function latestVersionText(name: string, cache: WorkspaceCache): string | undefined {
  const version = cache.resources.get(name)?.latest ?? cache.jobs.get(name)?.version;
  if (!version) return undefined;
  return version.name === undefined
    ? `#${String(version.number)}`
    : `#${String(version.number)} ${version.name}`;
}

export function presentDecision(record: DecisionRecord): DecisionView {
  return {
    id: record.id,
    job: record.job,
    verdict: record.verdict,
    reason: record.reason,
    text: record.text,
    inputs: record.inputs.map((input) => ({
      from: input.from,
      kind: input.kind,
      isChanged: input.isChanged,
      isSwitchedOn: input.isSwitchedOn,
      mode: input.mode,
      health:
        input.health.state === "unhealthy"
          ? { state: "unhealthy", because: input.health.because }
          : { state: input.health.state },
    })),
    unblock: record.unblock.map((step) => ({ ...step })),
    event: record.event,
    at: record.at.toISOString(),
    ...(record.runNumber === undefined ? {} : { runNumber: record.runNumber }),
  };
}
