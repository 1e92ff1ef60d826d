import { canonicalJson, isJsonObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

/** One place where two declarations differ; `before` or `after` is absent where nothing stands there. */
export interface FieldChange {
  /** `steps[1].script[0]`, `values.params.COLOR` */
  readonly path: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** The differences of two plain objects, as deep as they go. Lists of equal length are compared item by item. */
export function fieldChanges(before: JsonObject, after: JsonObject): readonly FieldChange[] {
  const found: FieldChange[] = [];
  compareObjects(before, after, "", found);
  return found;
}

function compareObjects(before: JsonObject, after: JsonObject, path: string, found: FieldChange[]): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(before[key], after[key], path === "" ? key : `${path}.${key}`, found);
  }
}

function compare(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
  found: FieldChange[],
): void {
  if (isJsonObject(before) && isJsonObject(after)) {
    compareObjects(before, after, path, found);
    return;
  }
  if (isList(before) && isList(after) && before.length === after.length) {
    for (const [index, item] of before.entries()) compare(item, after[index], `${path}[${index}]`, found);
    return;
  }
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return;
  found.push({
    path,
    ...(before === undefined ? {} : { before: sorted(before) }),
    ...(after === undefined ? {} : { after: sorted(after) }),
  });
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Keys in one order: what was stored comes back in another one, which is no difference. */
function sorted(value: JsonValue): JsonValue {
  if (isList(value)) return value.map((item) => sorted(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
