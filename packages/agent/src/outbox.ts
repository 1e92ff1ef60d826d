import type { JsonObject, Posting } from "@landbridge/core";
import { isJsonObject, textOf } from "@landbridge/core";
import { readFileSync, readdirSync } from "node:fs";

/** What a script has posted to one object, as the helpers leave it on disk. */
export interface PostedValues {
  readonly isCleared: boolean;
  readonly replicateOf?: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads OUTBOX/<encoded name>/: one file per key whose content is the value. `k.<key>` where the key is made of
 * letters, digits, `_`, `-` and `.`; `x.<hex>` of its bytes otherwise. `.cleared` and `.replicate` are marks.
 */
export function readPosted(outbox: string, name: string): PostedValues | undefined {
  const directory = `${outbox}/${encodeName(name)}`;
  const entries = listOf(directory);
  if (entries.length === 0) return undefined;
  const values: Record<string, string> = {};
  for (const entry of entries.toSorted()) {
    const key = decodeName(entry);
    if (key !== undefined) values[key] = readFileSync(`${directory}/${entry}`, "utf8");
  }
  return {
    isCleared: entries.includes(".cleared"),
    values,
    ...(entries.includes(".replicate")
      ? { replicateOf: readFileSync(`${directory}/.replicate`, "utf8") }
      : {}),
  };
}

/** The older form: state/<name>.env with `key=value` lines. */
export function readEnvFile(path: string): Readonly<Record<string, string>> | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([^=#\s][^=]*?)\s*=(.*)$/s.exec(line);
    if (match?.[1] !== undefined) values[match[1]] = unquote(match[2] ?? "");
  }
  return values;
}

/** What a script has changed in the `version.json` of an OUT: a trick that the reference documents. */
export function readEditedVersion(path: string, written: string): Readonly<Record<string, string>> {
  const text = readText(path);
  if (text === undefined || text === written) return {};
  const before = propertyBag(written);
  const changed = Object.entries(propertyBag(text)).filter(
    ([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value),
  );
  return Object.fromEntries(changed.map(([key, value]) => [key, textOf(value)]));
}

export function isEmptyPosting(posting: Posting): boolean {
  const { isCleared, values, files, replicateOf } = posting;
  return !isCleared && Object.keys(values).length === 0 && files === undefined && replicateOf === undefined;
}

function encodeName(name: string): string {
  return /^[A-Za-z0-9_.-]+$/.test(name) ? `k.${name}` : `x.${Buffer.from(name).toString("hex")}`;
}

function decodeName(entry: string): string | undefined {
  if (entry.startsWith("k.")) return entry.slice(2);
  if (entry.startsWith("x.")) return Buffer.from(entry.slice(2), "hex").toString();
  return undefined;
}

function propertyBag(text: string): JsonObject {
  try {
    const json: unknown = JSON.parse(text);
    const version = isJsonObject(json) ? json["version"] : undefined;
    const bag = isJsonObject(version) ? version["propertyBag"] : undefined;
    return isJsonObject(bag) ? bag : {};
  } catch {
    // Half-written by a script: nothing that could be posted.
    return {};
  }
}

function unquote(text: string): string {
  const match = /^(["'])(.*)\1$/s.exec(text.trim());
  return match?.[2] ?? text;
}

function listOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** Nothing was left there, or something that no helper leaves. Anything else must not look like that. */
function isNotThere(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return ["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "ENAMETOOLONG"].includes(String(code));
}
