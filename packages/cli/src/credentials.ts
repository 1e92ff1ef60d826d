import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isJsonObject } from "@landbridge/core";
import type { JsonObject, JsonValue } from "@landbridge/core";

/** What signs the command line in to one server: an API token, or the cookie of a session. */
export type Credential = { readonly token: string } | { readonly cookie: string };

/**
 * The file that holds them: `{"servers":{URL:{"token":…}}}`, readable by its owner alone. A file that can't be
 * read as that counts as empty: signing in again mends it.
 */
export function findCredential(file: string, serverUrl: string): Credential | undefined {
  const entry = readServers(file)[serverKey(serverUrl)];
  const { token, cookie } = isObject(entry) ? entry : {};
  if (typeof token === "string") return { token };
  return typeof cookie === "string" ? { cookie } : undefined;
}

export function saveCredential(file: string, serverUrl: string, credential: Credential): void {
  const servers = { ...readServers(file), [serverKey(serverUrl)]: credential };
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
