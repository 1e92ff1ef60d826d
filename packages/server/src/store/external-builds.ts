import type { JsonObject } from "@landbridge/core";
import type { PoolClient } from "pg";

/** By what a build is known again: two servers may number theirs alike. */
export interface BuildKey {
  readonly jobId: string;
  readonly serverId: string;
  readonly buildId: string;
}

export interface StoredBuild {
  readonly run_id: string;
  readonly run_number: number;
  readonly url: string;
  readonly data: JsonObject;
}

export async function findExternalBuild(
  client: PoolClient,
  { jobId, serverId, buildId }: BuildKey,
): Promise<StoredBuild | undefined> {
  const { rows } = await client.query<StoredBuild>(
    `select run_id, run_number, url, data from external_builds
      where job_id = $1 and server_id = $2 and build_id = $3`,
    [jobId, serverId, buildId],
  );
  return rows[0];
}

/** Writes a build down, or what is new about it: its run stays the one that it has. */
export async function saveExternalBuild(
  client: PoolClient,
  { jobId, serverId, buildId }: BuildKey,
  build: StoredBuild,
): Promise<void> {
  await client.query(
    `insert into external_builds (job_id, server_id, build_id, run_id, run_number, url, data)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (job_id, server_id, build_id) do update set url = excluded.url, data = excluded.data`,
    [jobId, serverId, buildId, build.run_id, build.run_number, build.url, JSON.stringify(build.data)],
  );
}
