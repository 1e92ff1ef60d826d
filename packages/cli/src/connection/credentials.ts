import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isJsonObject } from "@landbridge/core";
import type { JsonObject, JsonValue } from "@landbridge/core";

/** What signs the command line in to one server: an API token, or the cookie of a session. */
export type Credential = { readonly token: string } | { readonly cookie: string };

/**
 * The file that holds them: `{"latest":URL,"servers":{URL:{"token":…}}}`, readable by its owner alone. A file
 * that can't be read as that counts as empty: signing in again mends it.
 */
export function findCredential(file: string, serverUrl: string): Credential | undefined {
  const entry = readAll(file).servers[serverKey(serverUrl)];
  const { token, cookie } = isObject(entry) ? entry : {};
  if (typeof token === "string") return { token };
  return typeof cookie === "string" ? { cookie } : undefined;
}

/** The server that was signed in to last. */
export function findLatestServer(file: string): string | undefined {
  return readAll(file).latest;
}

/** Every server that the command line is signed in to. */
export function listServers(file: string): readonly string[] {
  return Object.keys(readAll(file).servers);
}

/** Stores what signs in to a server, which is the latest from now on. */
export function saveCredential(file: string, serverUrl: string, credential: Credential): void {
  const latest = serverKey(serverUrl);
  const servers = { ...readAll(file).servers, [latest]: credential };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Written beside and moved over it: a reader never sees half a file, and the mode holds from the first byte.
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify({ latest, servers }, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(beside, 0o600);
  renameSync(beside, file);
}

/** One spelling for each server: scheme, host and port. */
function serverKey(url: string): string {
  return new URL(url).origin;
}

function readAll(file: string): { readonly latest?: string; readonly servers: JsonObject } {
  if (!existsSync(file)) return { servers: {} };
  try {
    const content: JsonValue = JSON.parse(readFileSync(file, "utf8"));
    const { latest, servers } = isObject(content) ? content : {};
    return { ...(typeof latest === "string" ? { latest } : {}), servers: isObject(servers) ? servers : {} };
  } catch {
    return { servers: {} };
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== undefined && isJsonObject(value);
}
