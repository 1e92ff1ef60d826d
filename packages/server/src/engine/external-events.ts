import { AppError, beginExternalRun, findExternalJob, stateOfBuild } from "@landbridge/core";
import type { BuildStatus, ExternalBuild, FinalRunStatus, Job, JsonObject } from "@landbridge/core";
import type { StoredBuild } from "../store/external-builds.ts";
import { jobOf, newRunRecord, putDecision, putEvent, putRun, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunAs } from "./consequences.ts";
import type { EventStore } from "./event-store.ts";
import { findDeclared } from "./new-version.ts";
import type { RunRecord } from "./run-record.ts";
import type { ResourceRecord } from "./workspace-cache.ts";

/** Another server tells how a build of its own stands. */
export interface BuildTold {
  readonly job: string;
  readonly status: BuildStatus;
  /** Identifier or name of the externalCIServer resource. */
  readonly server: string;
  readonly buildId: string;
  readonly buildUrl: string;
  readonly data: JsonObject;
}

/**
 * Makes the run of a build that is told of for the first time, and ends it when its end is told. What is told again,
 * or of a run that has ended, changes nothing. Answers the number of the run.
 */
export async function takeBuild(
  batch: Batch,
  store: Pick<EventStore, "findExternalBuild" | "saveExternalBuild">,
  told: BuildTold,
): Promise<number> {
  const server = findServer(batch, told.server);
  const key = { jobId: jobOf(batch, told.job)?.id ?? "", serverId: server?.id ?? "", buildId: told.buildId };
  const known = key.jobId && key.serverId ? await store.findExternalBuild(key) : undefined;
  const before = known && runOf(batch, known.run_id);
  if (known && before?.status !== "processing") return known.run_number;
  const build = { server: server?.resource.name ?? "", id: told.buildId, url: told.buildUrl };
  // One that is under way goes on whatever became of its job; a new one needs both as they are declared.
  const record = before ?? begin(batch, getExternalJob(batch, told), build);
  const data = { ...known?.data, ...told.data };
  const { id: runId, number } = record.live;
  const stored: StoredBuild = { run_id: runId, run_number: number, url: told.buildUrl, data };
  if (!known || isNews(known, stored)) await store.saveExternalBuild(key, stored);
  // What only the build's own row holds is saved with an event: without one nothing is.
  if (known && isNews(known, stored)) putEvent(batch, eventOf(told.job, build, "told more of"));
  if (told.status !== "processing") end(batch, record, { status: told.status, build, data });
  return number;
}

/** Refuses as well what is told by a server that is not declared. */
function getExternalJob(batch: Batch, { job, server }: BuildTold): Job {
  const found = findExternalJob(batch.workflow, batch.draft, job);
  if (!found.ok) throw new AppError(found.why === "unknown" ? "JOB_NOT_FOUND" : "RUN_REFUSED", found.text);
  const record = findServer(batch, server);
  const declared = record && findDeclared(batch, record.resource.name);
  if (declared?.resource.type === "externalCIServer") return found.job;
  const text = declared
    ? `${declared.resource.name} is of type ${declared.resource.type}, not externalCIServer.`
    : `There is no externalCIServer resource ${server}.`;
  throw new AppError("RESOURCE_NOT_FOUND", text, {
    hint: "externalCIServerId is the id or the name of a resource of type externalCIServer.",
  });
}

/** Also one that was removed. */
function findServer(batch: Batch, idOrName: string): ResourceRecord | undefined {
  const records = [...batch.cache.resources.keys(), ...batch.resources.keys()].map((name) =>
    resourceOf(batch, name),
  );
  return resourceOf(batch, idOrName) ?? records.find((record) => record?.id === idOrName);
}

function isNews(known: StoredBuild, { url, data }: StoredBuild): boolean {
  return known.url !== url || JSON.stringify(known.data) !== JSON.stringify(data);
}

function eventOf(job: string, { server, id }: ExternalBuild, did: string): Parameters<typeof putEvent>[1] {
  return { kind: "build-told", subject: job, text: `${server} ${did} its build ${id} of ${job}` };
}

function begin(batch: Batch, job: Job, build: ExternalBuild): RunRecord {
  const { run, decision } = beginExternalRun(batch.draft, job, { build, newRunId: batch.newId });
  const event = putEvent(batch, eventOf(job.name, build, "told of"));
  const { id } = putDecision(batch, event, decision);
  const record = { ...newRunRecord(batch, run, id), startedAt: batch.at };
  putRun(batch, record);
  return record;
}

function end(
  batch: Batch,
  record: RunRecord,
  told: {
    readonly status: Exclude<BuildStatus, "processing"> & FinalRunStatus;
    readonly build: ExternalBuild;
    readonly data: JsonObject;
  },
): void {
  const { server, id } = told.build;
  const reason = { code: "external-failure", text: `${server} told that its build ${id} failed.` };
  endRunAs(batch, record, {
    status: told.status,
    ...stateOfBuild(told.data),
    ...(told.status === "failure" ? { reason } : {}),
    versions: [],
  });
}
