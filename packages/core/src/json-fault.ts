import { UNSTORABLE } from "./storable-text.ts";

/** Deeper than any payload that means something, and far from where readers give up. */
const DEEPEST = 100;

/** What keeps parsed JSON from being stored; completes "The body …". */
export function faultOfJson(json: unknown): string | undefined {
  return faultAt(json, []);
}

function faultAt(json: unknown, path: readonly (string | number)[]): string | undefined {
  if (typeof json === "string") return faultOfText(json, path);
  if (typeof json !== "object" || json === null) return undefined;
  if (path.length >= DEEPEST) return `is nested more than ${DEEPEST} deep`;
  if (Array.isArray(json)) return firstFault(json.entries(), path);
  for (const key of Object.keys(json)) {
    const fault = faultOfText(key, path);
    if (fault !== undefined) return fault;
  }
  return firstFault(Object.entries(json), path);
}

function firstFault(
  entries: Iterable<readonly [string | number, unknown]>,
  path: readonly (string | number)[],
): string | undefined {
  for (const [key, value] of entries) {
    const fault = faultAt(value, [...path, key]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfText(text: string, path: readonly (string | number)[]): string | undefined {
  if (text.search(UNSTORABLE) < 0) return undefined;
  const what = text.includes("\0") ? "a NUL character" : "half of a surrogate pair";
  return `holds ${what}, which can't be stored, ${path.length === 0 ? "at its top" : `at ${path.join(".")}`}`;
}
