import { canonicalJson, isJsonObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { matchLists } from "./list-match.ts";

/** One place where two declarations differ; `before` or `after` is absent where nothing stands there. */
export interface FieldChange {
  /** `steps[1].TASK.script[0]`, `versionTemplate.params.COLOR`; a number counts items as they are after, or before for what went. */
  readonly path: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** The differences of two plain objects, as deep as they go. Items of lists that stay are found again. */
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
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return;
  if (isJsonObject(before) && isJsonObject(after)) compareObjects(before, after, path, found);
  else if (isList(before) && isList(after)) compareLists(before, after, path, found);
  else
    found.push({
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    });
}

function compareLists(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  path: string,
  found: FieldChange[],
): void {
  for (const { from, to } of matchLists(before, after, isSameKind)) {
    const old = from === undefined ? undefined : before[from];
    const now = to === undefined ? undefined : after[to];
    compare(old, now, `${path}[${String(to ?? from)}]`, found);
  }
}

/** An IN that became another IN is a change of it; one that became a TASK is gone, and a TASK is new. */
function isSameKind(a: JsonValue, b: JsonValue): boolean {
  if (!isJsonObject(a) || !isJsonObject(b)) return isJsonObject(a) === isJsonObject(b);
  return Object.keys(a)[0] === Object.keys(b)[0];
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
