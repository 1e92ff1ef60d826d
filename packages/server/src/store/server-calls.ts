import { setTimeout } from "node:timers/promises";
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
      await setTimeout(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
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
  const client = new Client({ ...address, application_name: "landbridge calls", keepAlive: true });
  const isOver = new Promise<void>((resolve) => {
    client.once("error", () => resolve());
    client.once("end", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  client.on("notification", hear);
  try {
    await client.connect();
    await client.query(`listen ${CALLS_CHANNEL}`);
    await isOver;
  } catch {
    // The next one may find the database.
  } finally {
    // One that breaks again while it ends is not news.
    client.on("error", () => undefined);
    await client.end().catch(() => undefined);
  }
}
