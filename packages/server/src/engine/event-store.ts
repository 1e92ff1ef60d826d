import type { PoolClient } from "pg";
import { deleteForGood } from "../store/deletion.ts";
import { findExternalBuild, saveExternalBuild } from "../store/external-builds.ts";
import type { BuildKey, StoredBuild } from "../store/external-builds.ts";
import { claimDelivery } from "../store/webhook-deliveries.ts";
import type { WebhookDelivery } from "../store/webhook-deliveries.ts";

/** What some events look up and write beside their batch, in the same transaction. */
export interface EventStore {
  claimDelivery: (delivery: WebhookDelivery) => ReturnType<typeof claimDelivery>;
  findExternalBuild: (key: BuildKey) => ReturnType<typeof findExternalBuild>;
  saveExternalBuild: (key: BuildKey, build: StoredBuild) => Promise<void>;
  deleteForGood: (things: DeletedThings) => ReturnType<typeof deleteForGood>;
}

/** Identifiers of what is deleted with its history. */
export type DeletedThings = Parameters<typeof deleteForGood>[1];

export function createEventStore(client: PoolClient): EventStore {
  return {
    claimDelivery: (delivery) => claimDelivery(client, delivery),
    findExternalBuild: (key) => findExternalBuild(client, key),
    saveExternalBuild: (key, build) => saveExternalBuild(client, key, build),
    deleteForGood: (things) => deleteForGood(client, things),
  };
}
