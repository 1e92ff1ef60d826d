import { AppError, textOf } from "@landbridge/core";
import type { JsonObject, JsonValue, Resource } from "@landbridge/core";
import type { Batch } from "./batch.ts";
import type { EventStore } from "./event-store.ts";
import { findDeclared, makeVersion } from "./new-version.ts";

/** Somebody who knows the key of a webhook resource posted to it. */
export interface WebhookPosted {
  readonly resource: string;
  readonly key: string;
  readonly payload: JsonValue;
  /** Where it is posted to, as its versions tell it. */
  readonly url: string;
  /** By what a repeated delivery is known, where its sender says so. */
  readonly delivery?: string | undefined;
}

/**
 * Makes a version of what was posted and answers its number; a delivery that was there before makes none and
 * answers the same one.
 */
export async function takeWebhook(
  batch: Batch,
  store: Pick<EventStore, "claimDelivery">,
  posted: WebhookPosted,
): Promise<number> {
  const { resource: name, key, payload, url, delivery } = posted;
  const record = findDeclared(batch, name);
  // It may have been edited or removed since the key was looked at.
  if (record?.resource.type !== "webhook" || keyOf(record.latest?.values) !== key) throw wrongKey();
  const versionNumber = batch.draft.resource(name).lastVersionNumber + 1;
  if (delivery !== undefined) {
    const claim = { resourceId: record.id, delivery, versionNumber, at: batch.at };
    const known = await store.claimDelivery(claim);
    if (known !== undefined) return known;
  }
  const values = { ...record.resource.values, webhookKey: key, webhookUrl: url, payload };
  makeVersion(batch, { resource: name, content: { values, files: [] }, from: "a post to it" });
  return versionNumber;
}

/** The password of a webhook resource; nothing while it has none. */
export function keyOf(values: JsonObject | undefined): string | undefined {
  return textOf(values?.["webhookKey"]) || undefined;
}

export function wrongKey(): AppError {
  return new AppError("WEBHOOK_KEY_WRONG", "User and password are not those of a webhook resource.", {
    hint: "The user is the name of the resource, the password its webhookKey: landbridge resources NAME shows both to members.",
  });
}

/** Where a webhook resource is posted to, with user and password in it. */
export function webhookUrl(
  server: string,
  {
    workspace,
    resource,
    key,
  }: { readonly workspace: string; readonly resource: string; readonly key: string },
): string {
  const url = new URL(`/api/v1/workspaces/${encodeURIComponent(workspace)}/hook`, server);
  url.username = encodeURIComponent(resource);
  url.password = encodeURIComponent(key);
  return url.href;
}

/** The first values of webhook resources beside the declared ones: key and address. */
export function webhookValues(
  resources: readonly Resource[],
  parts: { readonly newKey: () => string; readonly urlOf: (resource: string, key: string) => string },
): ReadonlyMap<string, JsonObject> {
  const hooks = resources.filter(({ type }) => type === "webhook");
  return new Map(
    hooks.map(({ name, values }) => {
      const webhookKey = keyOf(values) ?? parts.newKey();
      return [name, { webhookKey, webhookUrl: parts.urlOf(name, webhookKey) }];
    }),
  );
}

/** What stays of a webhook when its declaration is edited: its key, unless another one is declared, and what was posted last. */
export function keptOfWebhook(
  { values: declared }: Resource,
  { fresh, latest }: { readonly fresh: JsonObject | undefined; readonly latest: JsonObject },
): JsonObject {
  const payload = latest["payload"] === undefined ? {} : { payload: latest["payload"] };
  const webhookKey = keyOf(latest);
  if (keyOf(declared) !== undefined || webhookKey === undefined) return { ...fresh, ...payload };
  return { webhookKey, webhookUrl: latest["webhookUrl"] ?? "", ...payload };
}
