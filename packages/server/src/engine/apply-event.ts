import {
  AppError,
  assertNever,
  contentFromPosted,
  contentFromValues,
  decideManualRun,
  decideRun,
  isFinal,
  isSameContent,
} from "@landbridge/core";
import type { VersionContent } from "@landbridge/core";
import type { PoolClient } from "pg";
import { applyConfiguration } from "./apply-configuration.ts";
import {
  jobOf,
  newRunRecord,
  putAudit,
  putDecision,
  putEvent,
  putRun,
  putVersion,
  resourceOf,
  runOf,
} from "./batch.ts";
import type { Batch } from "./batch.ts";
import { deleteObject, deleteSourceForGood } from "./delete-for-good.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import { endRunWithout, finishRun } from "./finish-run.ts";
import { applyHappening } from "./happening.ts";
import type { RunRecord } from "./run-record.ts";
import { changePause, removeSource, restoreSource } from "./source-changes.ts";
import type { ResourceRecord } from "./workspace-cache.ts";

/**
 * Evaluates one event in a batch. Refuses with an AppError before it changes anything; any other error is a
 * fault of ours and undoes the batch.
 */
export async function applyEvent(
  batch: Batch,
  client: PoolClient,
  event: EngineEvent,
): Promise<EngineOutcome> {
  switch (event.type) {
    case "run-asked":
      return { type: "run", record: askRun(batch, event) };
    case "run-finished":
      return { type: "accepted", isAccepted: finishRun(batch, event) };
    case "run-lost":
      return { type: "accepted", isAccepted: loseRun(batch, event) };
    case "cancel-asked":
      return { type: "run", record: askCancel(batch, event) };
    case "pause-asked":
      pauseJob(batch, event);
      return { type: "done" };
    case "version-arrived":
      return arriveVersion(batch, event);
    case "version-posted":
      return postVersion(batch, event);
    case "configuration-read":
      return { type: "synced", ...(await applyConfiguration(batch, client, event)) };
    case "source-pause-asked":
      await changePause(batch, client, event);
      return { type: "done" };
    case "source-removal-asked":
      await removeSource(batch, client, event);
      return { type: "done" };
    case "source-restore-asked":
      await restoreSource(batch, client, event);
      return { type: "done" };
    case "source-deletion-asked":
      return { type: "deleted", runs: await deleteSourceForGood(batch, client, event) };
    case "deletion-asked":
      return { type: "deleted", runs: await deleteObject(batch, client, event) };
    case "dispatch":
      return { type: "done" };
    default:
      return assertNever(event);
  }
}

type Of<Type extends EngineEvent["type"]> = Extract<EngineEvent, { type: Type }>;

function askRun(batch: Batch, { job, by, env }: Of<"run-asked">): RunRecord {
  const cause = { kind: "manual", by } as const;
  const outcome = decideManualRun(batch.workflow, batch.draft, { job, cause, newRunId: batch.newId });
  if (!outcome.ok) {
    throw new AppError(outcome.reason === "job-unknown" ? "JOB_NOT_FOUND" : "RUN_REFUSED", outcome.text);
  }
  const event = putEvent(batch, { kind: "run-asked", subject: job, text: `${by} asked for a run of ${job}` });
  const decision = putDecision(batch, event, outcome.decision);
  const record = newRunRecord(batch, outcome.request.run, decision.id, env);
  putRun(batch, record);
  putAudit(batch, { actor: by, action: "run", subject: job, details: { number: record.live.number } });
  return record;
}

function loseRun(batch: Batch, { runId, leaseToken, because }: Of<"run-lost">): boolean {
  const record = runOf(batch, runId);
  if (!record || record.leaseToken !== leaseToken || record.status !== "processing") return false;
  // Somebody wanted it to end, and it did.
  const status = record.cancelRequestedAt ? "canceled" : "lost";
  endRunWithout(batch, record, { status, reason: { code: "agent-lost", message: because } });
  return true;
}

function askCancel(batch: Batch, { job, number, by }: Of<"cancel-asked">): RunRecord {
  const facts = batch.draft.job(job);
  const live = facts.live.find((candidate) => candidate.number === number);
  const record = live && runOf(batch, live.id);
  if (!record) {
    if (!jobOf(batch, job)) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
    if (number > facts.lastRunNumber)
      throw new AppError("RUN_NOT_FOUND", `There is no run ${job} #${String(number)}.`);
    throw new AppError("RUN_ALREADY_FINAL", `${job} #${String(number)} has already ended.`);
  }
  const decided = decideRun(record.status, { type: "cancel-requested" });
  if (!decided.ok) throw new AppError("RUN_ALREADY_FINAL", `${job} #${String(number)} has already ended.`);
  putAudit(batch, { actor: by, action: "cancel", subject: job, details: { number } });
  if (isFinal(decided.status)) {
    const canceled = { ...record, cancelRequestedAt: batch.at, cancelRequestedBy: by };
    endRunWithout(batch, canceled, {
      status: decided.status,
      reason: { code: "canceled", message: `${by} canceled it before it started.` },
    });
    return runOf(batch, record.live.id) ?? canceled;
  }
  if (record.cancelRequestedAt) return record;
  return requestCancel(batch, record, by);
}

function requestCancel(batch: Batch, record: RunRecord, by: string): RunRecord {
  const live = { ...record.live, isCancelRequested: true };
  const facts = batch.draft.job(live.job);
  const replaced = facts.live.map((other) => (other.id === live.id ? live : other));
  batch.draft.setJob(live.job, { ...facts, live: replaced });
  const requested = { ...record, live, cancelRequestedAt: batch.at, cancelRequestedBy: by };
  putRun(batch, requested);
  return requested;
}

function pauseJob(batch: Batch, { job, isPaused, by }: Of<"pause-asked">): void {
  if (!batch.workflow.jobs.has(job)) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
  const facts = batch.draft.job(job);
  if (facts.isPaused === isPaused) return;
  batch.draft.setJob(job, { ...facts, isPaused });
  putAudit(batch, { actor: by, action: isPaused ? "pause" : "resume", subject: job });
}

function arriveVersion(batch: Batch, { resource, content, seen, by }: Of<"version-arrived">): EngineOutcome {
  const { latest } = getDeclared(batch, resource);
  if (latest && (latest.number > seen || isKnown(latest, content))) return { type: "version" };
  return makeVersion(batch, { resource, content, by });
}

function postVersion(batch: Batch, { resource, posted, by }: Of<"version-posted">): EngineOutcome {
  const { latest, resource: declared } = getDeclared(batch, resource);
  const before = latest ?? contentFromValues(declared.type, declared.values);
  return makeVersion(batch, { resource, content: contentFromPosted(declared.type, before, posted), by });
}

function getDeclared(batch: Batch, resource: string): ResourceRecord {
  const record = resourceOf(batch, resource);
  if (record && !batch.draft.resource(resource).isDeleted) return record;
  throw new AppError("RESOURCE_NOT_FOUND", `There is no resource named ${resource}.`);
}

function makeVersion(
  batch: Batch,
  {
    resource,
    content,
    by,
  }: { readonly resource: string; readonly content: VersionContent; readonly by: string },
): EngineOutcome {
  const version = putVersion(batch, resource, content, { origin: "external" });
  const made = resourceOf(batch, resource)?.latest;
  if (!version || !made) return { type: "version" };
  const named = version.name === undefined ? "" : ` (${version.name})`;
  const event = putEvent(batch, {
    kind: "version-arrived",
    subject: resource,
    text: `${resource} has version ${String(version.number)}${named}, from ${by}`,
  });
  applyHappening(batch, event, { versions: [version] });
  return { type: "version", version: made };
}

/** A named version, such as a commit, is the same one whatever else was written beside it. */
function isKnown(latest: VersionContent, content: VersionContent): boolean {
  return content.name === undefined ? isSameContent(latest, content) : latest.name === content.name;
}
