import { AppError, latestOfResource } from "@landbridge/core";
import { jobOf, putAudit, putEvent, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening } from "./consequences.ts";
import type { HistoryReader } from "./remember.ts";
import { endQuarantinedRuns } from "./unstarted-runs.ts";

/** Somebody finds a version bad, or good again. A job's version is the run with the number. */
export interface QuarantineAsked {
  readonly kind: "resource" | "job";
  readonly name: string;
  readonly number: number;
  readonly by: string;
  readonly reason: string;
  /** true: nobody may choose it; false: it is released. */
  readonly isQuarantined: boolean;
}

/**
 * Puts a version into quarantine: nobody chooses it, and runs that were bound to it and have not started end. Or
 * releases it, which starts only jobs that take every version and have left it out.
 */
export async function changeQuarantine(
  batch: Batch,
  reader: HistoryReader,
  asked: QuarantineAsked,
): Promise<void> {
  const { kind, name, number, by, reason, isQuarantined } = asked;
  const record = kind === "job" ? jobOf(batch, name) : resourceOf(batch, name);
  if (!record) {
    const code = kind === "job" ? "JOB_NOT_FOUND" : "RESOURCE_NOT_FOUND";
    throw new AppError(code, `There is no ${kind} named ${name}.`);
  }
  await refuseUnknown(reader, record.id, asked);
  const facts = kind === "job" ? batch.draft.job(name) : batch.draft.resource(name);
  const before = facts.quarantined ?? [];
  const what = `version ${String(number)} of ${name}`;
  if (before.includes(number) === isQuarantined) {
    const text = isQuarantined ? `${what} is in quarantine already.` : `${what} is not in quarantine.`;
    throw new AppError("QUARANTINE_UNCHANGED", text);
  }
  const quarantined = isQuarantined ? [...before, number] : before.filter((other) => other !== number);
  const at = batch.at.toISOString();
  batch.quarantines.push({ subject_id: record.id, number, by, reason, at, is_released: !isQuarantined });
  if (kind === "job") await setOfJob(batch, reader, name, quarantined);
  else await setOfResource(batch, reader, name, quarantined);
  const did = isQuarantined ? `put ${what} into quarantine: ${reason}` : `released ${what} from quarantine`;
  const eventKind = isQuarantined ? "quarantined" : "released";
  const event = putEvent(batch, { kind: eventKind, subject: name, text: `${by} ${did}` });
  const action = isQuarantined ? "quarantine" : "release-version";
  putAudit(batch, { actor: by, action, subject: name, details: { number, reason } });
  if (isQuarantined) await endQuarantinedRuns(batch, reader);
  // Jobs that take every version have it left to take.
  else applyHappening(batch, event, { versions: [], by });
}

async function refuseUnknown(reader: HistoryReader, id: string, asked: QuarantineAsked): Promise<void> {
  const wanted = [{ id, number: asked.number }];
  const isJob = asked.kind === "job";
  const found = await reader.findContents({
    resources: isJob ? [] : wanted,
    jobs: isJob ? wanted : [],
    plans: [],
  });
  if (found.resources.length + found.jobs.length > 0) return;
  throw new AppError("VERSION_NOT_FOUND", `${asked.name} has no version ${String(asked.number)}.`);
}

async function setOfResource(
  batch: Batch,
  reader: HistoryReader,
  name: string,
  quarantined: readonly number[],
): Promise<void> {
  const changed = { ...batch.draft.resource(name), quarantined };
  batch.draft.setResource(name, changed);
  // The newest of each name may be another one now: pins look it up again, after this batch.
  batch.isCacheStale = true;
  const record = resourceOf(batch, name);
  const number = latestOfResource(changed);
  if (!record || record.latest?.number === number) return;
  const { latest: _before, ...rest } = record;
  const kept = number === undefined ? undefined : batch.memory.resourceVersion(name, number);
  const [found] =
    kept || number === undefined
      ? []
      : (await reader.findContents({ resources: [{ id: record.id, number }], jobs: [], plans: [] }))
          .resources;
  const latest = kept ?? (found && { ...found, resource: name });
  batch.resources.set(name, latest ? { ...rest, latest } : rest);
}

async function setOfJob(
  batch: Batch,
  reader: HistoryReader,
  name: string,
  quarantined: readonly number[],
): Promise<void> {
  const { lastSuccess: _before, ...facts } = batch.draft.job(name);
  batch.isCacheStale = true;
  const record = jobOf(batch, name);
  const found = record && (await reader.findNewestSuccess(record.id, quarantined));
  const lastSuccess = found && {
    runId: found.version.runId,
    number: found.version.number,
    order: found.order,
  };
  batch.draft.setJob(name, { ...facts, quarantined, ...(lastSuccess ? { lastSuccess } : {}) });
  if (!record) return;
  const { version: _old, ...rest } = record;
  batch.jobs.set(name, found ? { ...rest, version: found.version } : rest);
}
