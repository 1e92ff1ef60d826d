import type { FileRef, JsonObject, VersionOrigin } from "@landbridge/core";
import type { Pool } from "pg";

export interface StoredVersion {
  readonly id: string;
  readonly number: number;
  readonly name: string | null;
  readonly content: JsonObject;
  readonly files: readonly FileRef[];
  readonly origin: VersionOrigin;
  readonly created_at: Date;
  readonly produced_by: { readonly job: string; readonly number: number } | null;
}

/** Versions of a resource with a number below `before`, newest first. */
export async function listVersions(
  pool: Pool,
  resourceId: string,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<readonly StoredVersion[]> {
  const { rows } = await pool.query<StoredVersion>(
    `select v.id, v.number, v.name, v.content, v.files, v.origin, v.created_at,
            (select jsonb_build_object('job', j.name, 'number', a.number)
               from all_runs a join jobs j on j.id = a.job_id where a.id = v.run_id) as produced_by
       from resource_versions v where v.resource_id = $1 and v.number < $2 order by v.number desc limit $3`,
    [resourceId, before ?? 2_147_483_647, limit],
  );
  return rows;
}
