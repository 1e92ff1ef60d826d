import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Notification } from "pg";
import type { DatabaseAddress } from "./database.ts";

/**
 * What a server calls the others on the same database for: to start runs that are queued and for which its own agents
 * have no room, or to tell their agents of runs that were canceled.
 */
export type ServerCall = "queued" | "canceled";

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
  onCall: (call: ServerCall) => void,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const { signal } = closing;
  const hear = ({ payload = "" }: Notification): void => {
    const [workspace, call] = payload.split(" ");
    if (workspace === workspaceId && (call === "queued" || call === "canceled")) onCall(call);
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
