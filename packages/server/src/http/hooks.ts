import { AppError, isJsonObject } from "@landbridge/core";
import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { listSources } from "../store/sources.ts";
import type { StoredSource } from "../store/sources.ts";
import type { HandlerParts } from "./handlers/parts.ts";
import { HOOK_PROVIDERS, isHookProvider, isSignedBy } from "./webhook-signature.ts";

/** GitHub's own limit for what it sends. */
const MAX_BYTES = 25 * 1_048_576;

/** Completes the secret of one source, so that nobody's hook opens another one. */
export function purposeOfHook(sourceId: string): string {
  return `hook:${sourceId}`;
}

/**
 * `POST /hooks/:provider/:source`: a repository was pushed to. Nothing of what is said is believed but that it is
 * worth a look: the commit is asked for at the repository itself.
 */
export function addHooks(app: Hono, parts: HandlerParts): void {
  const limit = bodyLimit({
    maxSize: MAX_BYTES,
    onError: () => {
      throw new AppError("REQUEST_TOO_LARGE", `A webhook may have ${String(MAX_BYTES)} bytes.`);
    },
  });
  app.post("/hooks/:provider/:source", limit, async (context) => {
    const { provider, source: name } = context.req.param();
    if (!isHookProvider(provider)) {
      throw new AppError("NOT_FOUND", `There are no webhooks of ${provider}.`, {
        hint: `One of ${HOOK_PROVIDERS.join(", ")}.`,
      });
    }
    const source = await findSource(parts, name);
    const body = new Uint8Array(await context.req.arrayBuffer());
    const header = (key: string): string | undefined => context.req.header(key);
    // An unknown source is refused in the same way: names are nobody's business who has no secret.
    const secret = parts.secretKey.derive(purposeOfHook(source?.id ?? "nobody"));
    if (!isSignedBy(secret, provider, { header, body }) || !source) {
      throw new AppError("HOOK_NOT_SIGNED", "The webhook is not signed with the secret of this source.", {
        hint: "landbridge sources hook NAME shows address and secret.",
      });
    }
    const ignored = whyIgnored(source, body);
    if (ignored !== undefined) return context.json({ status: "ignored", text: ignored });
    parts.lookLater(source, `webhook of ${provider}`);
    return context.json({ status: "accepted", text: `${source.name} is looked at.` }, 202);
  });
}

async function findSource(
  { database, workspace }: HandlerParts,
  name: string,
): Promise<StoredSource | undefined> {
  return (await listSources(database.query, workspace.id)).find((source) => source.name === name);
}

/** A push to another branch is no news; what can't be understood is worth a look. */
function whyIgnored(
  { name, branch, isPaused, deletedAt }: StoredSource,
  body: Uint8Array,
): string | undefined {
  if (deletedAt) return `${name} was removed.`;
  if (isPaused) return `${name} is paused.`;
  const ref = refIn(body);
  if (branch === undefined || ref === undefined || ref === `refs/heads/${branch}`) return undefined;
  return `${name} follows ${branch}, and this is ${ref}.`;
}

function refIn(body: Uint8Array): string | undefined {
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(body));
    const ref = isJsonObject(payload) ? payload["ref"] : undefined;
    return typeof ref === "string" && ref.startsWith("refs/heads/") ? ref : undefined;
  } catch {
    return undefined;
  }
}
