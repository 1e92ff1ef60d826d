import type { FileRef, JobVersion, JsonObject, Pin, ResourceVersion, StateSnapshot } from "@landbridge/core";
import type { PoolClient } from "pg";

export interface WantedPin {
  readonly kind: "resource" | "job";
  readonly name: string;
  readonly id: string;
  readonly pin: Pin;
}

export interface FoundPins {
  resource(name: string, pin: Pin): ResourceVersion | undefined;
  job(name: string, pin: Pin): JobVersion | undefined;
}

interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly name: string | null;
  readonly content: JsonObject;
  readonly files: readonly FileRef[];
  readonly origin: ResourceVersion["origin"];
}

interface RunRow {
  readonly id: string;
  readonly number: number;
  readonly version_name: string | null;
  readonly state: StateSnapshot;
}

/** Looks up pinned versions: the exact number, or the most recent one of a name. No pins, no query. */
export async function findPinnedVersions(
  client: PoolClient,
  wanted: readonly WantedPin[],
): Promise<FoundPins> {
  const resources = new Map<string, ResourceVersion>();
  const jobs = new Map<string, JobVersion>();
  for (const { kind, name, id, pin } of wanted) {
    if (kind === "resource") {
      const row = await findVersion(client, id, pin);
      if (row) resources.set(keyOf(name, pin), versionFrom(row, name));
    } else {
      const row = await findRun(client, id, pin);
      if (row) jobs.set(keyOf(name, pin), jobVersionFrom(row));
    }
  }
  return {
    resource: (name, pin) => resources.get(keyOf(name, pin)),
    job: (name, pin) => jobs.get(keyOf(name, pin)),
  };
}

async function findVersion(
  client: PoolClient,
  resourceId: string,
  pin: Pin,
): Promise<VersionRow | undefined> {
  const { rows } = await client.query<VersionRow>(
    `select id, number, name, content, files, origin from resource_versions
      where resource_id = $1 and ${pin.kind === "number" ? "number = $2::integer" : "name = $2"}
      order by number desc limit 1`,
    [resourceId, pin.kind === "number" ? pin.versionNumber : pin.versionName],
  );
  return rows[0];
}

async function findRun(client: PoolClient, jobId: string, pin: Pin): Promise<RunRow | undefined> {
  const { rows } = await client.query<RunRow>(
    `select id, number, version_name, state from runs
      where job_id = $1 and status = 'success' and ${pin.kind === "number" ? "number = $2::integer" : "version_name = $2"}
      order by number desc limit 1`,
    [jobId, pin.kind === "number" ? pin.versionNumber : pin.versionName],
  );
  return rows[0];
}

function versionFrom(row: VersionRow, resource: string): ResourceVersion {
  return {
    id: row.id,
    resource,
    number: row.number,
    values: row.content,
    files: row.files,
    origin: row.origin,
    ...(row.name === null ? {} : { name: row.name }),
  };
}

function jobVersionFrom(row: RunRow): JobVersion {
  return {
    runId: row.id,
    number: row.number,
    state: row.state,
    ...(row.version_name === null ? {} : { name: row.version_name }),
  };
}

function keyOf(name: string, pin: Pin): string {
  return pin.kind === "number" ? `${name}#${String(pin.versionNumber)}` : `${name}@${pin.versionName}`;
}
