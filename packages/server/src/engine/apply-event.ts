import { AppError, assertNever, contentFromPosted, contentFromValues, isSameContent } from "@landbridge/core";
import type { VersionContent } from "@landbridge/core";
import type { PoolClient } from "pg";
import { applyConfiguration } from "./apply-configuration.ts";
import { askCancel, dropWaiting } from "./ask-cancel.ts";
import { askReplay, askRerun, askRun } from "./ask-run.ts";
import { putAudit, putEvent, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening, endRunWithout } from "./consequences.ts";
import { enforceDeadlines } from "./deadlines.ts";
import type { DeadlineLimits } from "./deadlines.ts";
import { deleteObject, deleteSourceForGood } from "./delete-for-good.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import type { EventStore } from "./event-store.ts";
import { takeBuild } from "./external-events.ts";
import { finishRun } from "./finish-run.ts";
import { findNewest, getDeclared, makeVersion } from "./new-version.ts";
import { mend } from "./mend.ts";
import { changePin } from "./pins.ts";
import { changeQuarantine } from "./quarantine.ts";
import type { HistoryReader } from "./remember.ts";
import { isOverdue } from "./run-record.ts";
import { changeSetting } from "./settings.ts";
import { changePause, removeSource, restoreSource } from "./source-changes.ts";
import { takeTick } from "./tick.ts";
import type { VersionRecord } from "./version-record.ts";
import { vote } from "./votes.ts";
import { takeWebhook } from "./webhook.ts";

/** What an event may read and write beside its batch. */
export interface EventParts {
  /** Of the transaction: what a sync declares is written at once. */
  readonly client: PoolClient;
  readonly store: EventStore;
  readonly reader: HistoryReader;
  readonly limits?: DeadlineLimits;
}

/**
 * Evaluates one event in a batch. Refuses with an AppError before it changes anything; any other error is a
 * fault of ours and undoes the batch.
 */
export async function applyEvent(
  batch: Batch,
  { client, store, reader, limits }: EventParts,
  event: EngineEvent,
): Promise<EngineOutcome> {
  switch (event.type) {
    case "run-asked":
      return { type: "run", record: askRun(batch, event) };
    case "rerun-asked":
      return { type: "run", record: await askRerun(batch, reader, event) };
    case "replay-asked":
      return { type: "replayed", decisions: await askReplay(batch, reader, event) };
    case "voted":
      return { type: "run", record: vote(batch, event) };
    case "pin-asked":
      await changePin(batch, reader, event);
      return { type: "done" };
    case "quarantine-asked":
      await changeQuarantine(batch, reader, event);
      return { type: "done" };
    case "waiting-drop-asked":
      dropWaiting(batch, event);
      return { type: "done" };
    case "deadline":
      enforceDeadlines(batch, limits);
      return { type: "done" };
    case "mend-asked":
      await mend(batch, reader, event, limits);
      return { type: "done" };
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
    case "clock-ticked":
      return versionOutcome(takeTick(batch, event));
    case "webhook-posted":
      return { type: "number", number: await takeWebhook(batch, store, event) };
    case "build-told":
      return { type: "number", number: await takeBuild(batch, store, event) };
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
      return { type: "deleted", runs: await deleteObject(batch, store, event) };
    case "setting-asked":
      await changeSetting(batch, client, event);
      return { type: "done" };
    case "dispatch":
      return { type: "done" };
    default:
      return assertNever(event);
  }
}

type Of<Type extends EngineEvent["type"]> = Extract<EngineEvent, { type: Type }>;

function loseRun(batch: Batch, { runId, leaseToken, because }: Of<"run-lost">): boolean {
  const record = runOf(batch, runId);
  if (!record || record.leaseToken !== leaseToken || record.status !== "processing") return false;
  // Somebody wanted it to end, and it did.
  const status = record.cancelRequestedAt && !isOverdue(record) ? "canceled" : "lost";
  endRunWithout(batch, record, { status, reason: { code: "agent-lost", message: because } });
  return true;
}

function pauseJob(batch: Batch, { job, isPaused, by }: Of<"pause-asked">): void {
  if (!batch.workflow.jobs.has(job)) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
  const facts = batch.draft.job(job);
  if (facts.isPaused === isPaused) return;
  batch.draft.setJob(job, { ...facts, isPaused });
  putAudit(batch, { actor: by, action: isPaused ? "pause" : "resume", subject: job });
  if (isPaused) return;
  // A job that takes every version has those left to take that came meanwhile.
  const event = putEvent(batch, { kind: "resumed", subject: job, text: `${by} resumed ${job}` });
  applyHappening(batch, event, { versions: [], by });
}

function arriveVersion(batch: Batch, { resource, content, seen, by }: Of<"version-arrived">): EngineOutcome {
  // What is in quarantine does not come back because it is still there outside.
  const newest = findNewest(batch, getDeclared(batch, resource));
  if (newest && (newest.number > seen || isKnown(newest, content))) return { type: "version" };
  return versionOutcome(makeVersion(batch, { resource, content, from: by, by }));
}

function postVersion(batch: Batch, { resource, posted, by }: Of<"version-posted">): EngineOutcome {
  const record = getDeclared(batch, resource);
  const { latest, resource: declared } = record;
  // The newest version of a schedule, also where it is in quarantine, says until which instant it has ticked.
  const base = declared.type === "time" ? findNewest(batch, record) : latest;
  const before = base ?? contentFromValues(declared.type, declared.values);
  const content = contentFromPosted(declared.type, before, posted);
  return versionOutcome(makeVersion(batch, { resource, content, from: by, by }));
}

function versionOutcome(version: VersionRecord | undefined): EngineOutcome {
  return version ? { type: "version", version } : { type: "version" };
}

/** A named version, such as a commit, is the same one whatever else was written beside it. */
function isKnown(newest: VersionContent, content: VersionContent): boolean {
  return content.name === undefined ? isSameContent(newest, content) : newest.name === content.name;
}
