import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isJsonObject } from "@landbridge/core";
import type { JsonObject, JsonValue } from "@landbridge/core";

/**
 * The file that signs the command line in: `{"servers":{URL:{"token":…}}}`, readable by its owner alone.
 * A file that can't be read as that counts as empty: signing in again mends it.
 */
export function findToken(file: string, serverUrl: string): string | undefined {
  const entry = readServers(file)[serverKey(serverUrl)];
  const token = isObject(entry) ? entry["token"] : undefined;
  return typeof token === "string" ? token : undefined;
}

export function saveToken(file: string, serverUrl: string, token: string): void {
  const servers = { ...readServers(file), [serverKey(serverUrl)]: { token } };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Written beside and moved over it: a reader never sees half a file, and the mode holds from the first byte.
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify({ servers }, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(beside, 0o600);
  renameSync(beside, file);
}

/** One spelling for each server: scheme, host and port. */
function serverKey(url: string): string {
  return new URL(url).origin;
}

function readServers(file: string): JsonObject {
  if (!existsSync(file)) return {};
  try {
    const content: JsonValue = JSON.parse(readFileSync(file, "utf8"));
    const servers = isObject(content) ? content["servers"] : undefined;
    return isObject(servers) ? servers : {};
  } catch {
    return {};
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== undefined && isJsonObject(value);
}
