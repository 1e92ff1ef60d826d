import type { Pool, PoolClient } from "pg";

/** How long a delivery is known: its sender has long given up by then. */
const KEPT_DAYS = 30;

export interface WebhookDelivery {
  readonly resourceId: string;
  readonly delivery: string;
  /** The version that it is about to make. */
  readonly versionNumber: number;
  readonly at: Date;
}

/** Notes a delivery; answers the version that it made before, if it did. */
export async function claimDelivery(
  client: PoolClient,
  { resourceId, delivery, versionNumber, at }: WebhookDelivery,
): Promise<number | undefined> {
  // An update that changes nothing, because only a row that is written is returned.
  const { rows } = await client.query<{ version_number: number }>(
    `insert into webhook_deliveries (resource_id, delivery, version_number, at) values ($1, $2, $3, $4)
     on conflict (resource_id, delivery) do update set at = webhook_deliveries.at
     returning version_number`,
    [resourceId, delivery, versionNumber, at],
  );
  const known = rows[0]?.version_number;
  return known === undefined || known === versionNumber ? undefined : known;
}

/** Forgets what came longer ago than deliveries are known. */
export async function deleteOldDeliveries(pool: Pool): Promise<void> {
  await pool.query("delete from webhook_deliveries where at < now() - make_interval(days => $1)", [
    KEPT_DAYS,
  ]);
}
