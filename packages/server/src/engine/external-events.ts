import { AppError, beginExternalRun, findExternalJob, stateOfBuild } from "@landbridge/core";
import type { BuildStatus, ExternalBuild, FinalRunStatus, Job, JsonObject } from "@landbridge/core";
import type { PoolClient } from "pg";
import { findExternalBuild, saveExternalBuild } from "../store/external-builds.ts";
import type { StoredBuild } from "../store/external-builds.ts";
import { jobOf, newRunRecord, putDecision, putEvent, putRun, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunAs } from "./consequences.ts";
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
export async function takeBuild(batch: Batch, client: PoolClient, told: BuildTold): Promise<number> {
  const job = getExternalJob(batch, told.job);
  const server = getServer(batch, told.server);
  const key = { jobId: jobOf(batch, job.name)?.id ?? "", serverId: server.id, buildId: told.buildId };
  const known = await findExternalBuild(client, key);
  const before = known && runOf(batch, known.run_id);
  if (known && before?.status !== "processing") return known.run_number;
  const build = { server: server.resource.name, id: told.buildId, url: told.buildUrl };
  const record = before ?? begin(batch, job, build);
  const data = { ...known?.data, ...told.data };
  const { id: runId, number } = record.live;
  const stored: StoredBuild = { run_id: runId, run_number: number, url: told.buildUrl, data };
  if (!known || isNews(known, stored)) await saveExternalBuild(client, key, stored);
  if (told.status !== "processing") end(batch, record, { status: told.status, build, data });
  return number;
}

function getExternalJob(batch: Batch, name: string): Job {
  const found = findExternalJob(batch.workflow, batch.draft, name);
  if (found.ok) return found.job;
  throw new AppError(found.why === "unknown" ? "JOB_NOT_FOUND" : "RUN_REFUSED", found.text);
}

function getServer(batch: Batch, idOrName: string): ResourceRecord {
  const named = findDeclared(batch, idOrName);
  const record = named ?? serverOfId(batch, idOrName);
  if (record?.resource.type === "externalCIServer") return record;
  const text = record
    ? `${record.resource.name} is of type ${record.resource.type}, not externalCIServer.`
    : `There is no externalCIServer resource ${idOrName}.`;
  throw new AppError("RESOURCE_NOT_FOUND", text, {
    hint: "externalCIServerId is the id or the name of a resource of type externalCIServer.",
  });
}

function serverOfId(batch: Batch, id: string): ResourceRecord | undefined {
  for (const name of batch.workflow.resources.keys()) {
    const record = findDeclared(batch, name);
    if (record?.id === id) return record;
  }
  return undefined;
}

function isNews(known: StoredBuild, { url, data }: StoredBuild): boolean {
  return known.url !== url || JSON.stringify(known.data) !== JSON.stringify(data);
}

function begin(batch: Batch, job: Job, build: ExternalBuild): RunRecord {
  const { run, decision } = beginExternalRun(batch.draft, job, { build, newRunId: batch.newId });
  const event = putEvent(batch, {
    kind: "build-told",
    subject: job.name,
    text: `${build.server} told of its build ${build.id} of ${job.name}`,
  });
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
