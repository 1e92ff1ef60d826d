import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Notification } from "pg";
import type { DatabaseAddress } from "./database.ts";

/**
 * What a server calls the others on the same database for: to start runs that nothing holds but that its own agents of
 * these pools have no room, or to tell their agents of runs that were canceled.
 */
export type ServerCall =
  { readonly kind: "queued"; readonly pools: readonly string[] } | { readonly kind: "canceled" };

/** As it arrives: without pools it is about all of them. */
export type HeardCall = ServerCall | { readonly kind: "queued"; readonly pools?: undefined };

export const CALLS_CHANNEL = "landbridge_calls";

/** How long until a connection that broke is made again. */
const RECONNECT_MS = 1_000;
const CONNECT_MS = 10_000;
/** A goodbye that nobody answers must not hold a server that ends. */
const GOODBYE_MS = 1_000;

/**
 * Hears the calls for a workspace, also those of the server that listens. What is called while the connection is away
 * is not heard: whoever depends on it has to look by himself now and then.
 */
export function listenForCalls(
  address: DatabaseAddress,
  workspaceId: string,
  onCall: (call: HeardCall) => void,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const { signal } = closing;
  const hear = ({ payload = "" }: Notification): void => {
    if (payload.startsWith(workspaceId)) onCall(readCall(payload.slice(workspaceId.length)));
  };
  const listening = (async () => {
    while (!signal.aborted) {
      await listenOnce(address, hear, signal);
      // Closed meanwhile, it need not wait.
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async close() {
      closing.abort();
      await listening;
    },
  };
}

/** PostgreSQL takes 8000 bytes; names of more pools than that are all of them. */
const LONGEST = 4_000;

/** What `pg_notify` is given behind the workspace. */
export function textOfCall(call: ServerCall): string {
  if (call.kind === "canceled") return call.kind;
  const pools = JSON.stringify(call.pools);
  return Buffer.byteLength(pools) > LONGEST ? ANY_POOL : pools;
}

const ANY_POOL = "queued";

/** A text that another version of Landbridge wrote is taken for a call that everybody answers. */
function readCall(text: string): HeardCall {
  try {
    const pools: unknown = JSON.parse(text);
    if (Array.isArray(pools)) return { kind: "queued", pools: pools.map(String) };
  } catch {
    // One of the words.
  }
  return text === ANY_POOL ? { kind: "queued" } : { kind: "canceled" };
}

/** Until the connection breaks, cannot be made, or is no longer wanted. */
async function listenOnce(
  address: DatabaseAddress,
  hear: (notification: Notification) => void,
  signal: AbortSignal,
): Promise<void> {
  const socket = new Socket();
  const client = new Client({
    ...address,
    application_name: "landbridge calls",
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    stream: () => socket,
  });
  let giveUp = (): void => undefined;
  const isOver = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  // One that breaks while it ends is not news, and without a listener it would end the process.
  client.on("error", giveUp);
  client.on("end", giveUp);
  client.on("notification", hear);
  signal.addEventListener("abort", giveUp);
  try {
    const listening = client.connect().then(() => client.query(`listen ${CALLS_CHANNEL}`));
    await Promise.race([listening, isOver]);
    await isOver;
  } catch {
    // The next one may find the database.
  } finally {
    signal.removeEventListener("abort", giveUp);
    const goodbye = setTimeout(() => socket.destroy(), GOODBYE_MS);
    await client.end().catch(() => undefined);
    clearTimeout(goodbye);
  }
}
