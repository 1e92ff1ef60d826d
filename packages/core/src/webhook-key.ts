import type { FieldChange } from "./field-change.ts";
import { isJsonObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

const HIDDEN = "•••";
const SECTION = "versionTemplate";

/** Values of a webhook resource without its key, for those who may not post in its name. */
export function withoutWebhookKey(values: JsonObject): JsonObject {
  const { webhookKey, webhookUrl, ...rest } = values;
  return {
    ...rest,
    ...(webhookKey === undefined ? {} : { webhookKey: HIDDEN }),
    ...(typeof webhookUrl === "string" ? { webhookUrl: withoutPassword(webhookUrl) } : {}),
  };
}

/** What changes of a webhook resource, without its keys: everybody who may read sees plans. */
export function withoutWebhookKeys(fields: readonly FieldChange[]): readonly FieldChange[] {
  return fields.map(({ path, before, after }) => ({
    path,
    ...(before === undefined ? {} : { before: hidden(path, before) }),
    ...(after === undefined ? {} : { after: hidden(path, after) }),
  }));
}

function hidden(path: string, value: JsonValue): JsonValue {
  if (path === `${SECTION}.webhookKey`) return HIDDEN;
  return path === SECTION && isJsonObject(value) ? withoutWebhookKey(value) : value;
}

function withoutPassword(address: string): string {
  return address.replace(/^([a-z]+:\/\/[^:@/]*):[^@/]*@/, `$1:${HIDDEN}@`);
}
