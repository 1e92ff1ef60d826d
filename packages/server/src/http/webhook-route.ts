import { AppError, UNSTORABLE, faultOfJson } from "@landbridge/core";
import type { JsonValue } from "@landbridge/core";
import type { Context, Hono } from "hono";
import { createHash, timingSafeEqual } from "node:crypto";
import { keyOf, webhookUrl, wrongKey } from "../engine/webhook.ts";
import type { HandlerParts } from "./handlers/parts.ts";
import { readJson } from "./request-body.ts";

const LONGEST_DELIVERY = 200;

/** `POST /api/v1/workspaces/:workspace/hook`: a post to a webhook resource, whose name and key are user and password. */
export function addWebhookRoute(app: Hono, parts: HandlerParts): void {
  app.post("/api/v1/workspaces/:workspace/hook", async (context) => {
    const { resource, key } = await checkKey(parts, context);
    const delivery = deliveryOf(context);
    const payload = await readPayload(context);
    const url = webhookUrl(parts.url(), { workspace: parts.workspace.name, resource, key });
    const posted = { type: "webhook-posted", resource, key, payload, url, delivery } as const;
    const outcome = await parts.engine.submit(posted);
    if (outcome.type !== "number") throw new Error("the engine answered something else than a number");
    const headers = { "x-resource-version": `${resource}@${String(outcome.number)}` };
    return context.json({ message: "Webhook processed" }, 200, headers);
  });
}

/** Refuses all that does not fit in one way: names are nobody's business who has no key. */
async function checkKey(
  { engine, workspace }: HandlerParts,
  context: Context,
): Promise<{ readonly resource: string; readonly key: string }> {
  const given = credentialsOf(context.req.header("authorization"));
  const { workflow, resources } = await engine.current();
  const isHook =
    context.req.param("workspace") === workspace.name &&
    workflow.resources.get(given.user)?.type === "webhook";
  const expected = isHook ? keyOf(resources.get(given.user)?.latest?.values) : undefined;
  const isSame = timingSafeEqual(digestOf(given.password), digestOf(expected ?? ""));
  if (isSame && expected !== undefined) return { resource: given.user, key: expected };
  throw wrongKey();
}

/** Of one length, so that a comparison tells nothing of either. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function credentialsOf(header: string | undefined): { readonly user: string; readonly password: string } {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? "")?.[1] ?? "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0
    ? { user: text, password: "" }
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function deliveryOf(context: Context): string | undefined {
  const delivery = context.req.header("x-delivery-id") ?? context.req.header("idempotency-key");
  if (delivery === undefined || delivery === "") return undefined;
  if (delivery.length <= LONGEST_DELIVERY && delivery.search(UNSTORABLE) < 0) return delivery;
  throw new AppError("BAD_REQUEST", `A delivery id may have ${String(LONGEST_DELIVERY)} characters.`);
}

async function readPayload(context: Context): Promise<JsonValue> {
  const payload = await readJson(context);
  const fault = faultOfJson(payload);
  if (fault !== undefined) throw new AppError("BAD_REQUEST", `The body ${fault}.`);
  // What JSON.parse gives is JSON.
  return payload as JsonValue;
}
