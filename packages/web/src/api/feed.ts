import { feedMessage } from "@landbridge/api";
import type { FeedMessage } from "@landbridge/api";

/** What the light in the top bar shows. */
export type FeedState =
  | { readonly kind: "live" }
  | { readonly kind: "catching-up" }
  | { readonly kind: "offline"; readonly since: Date };

/** What a connection tells; after `onBreak` it is of no more use. */
export interface FeedEvents {
  readonly onOpen: () => void;
  readonly onMessage: (data: string) => void;
  readonly onBreak: () => void;
}

export interface FeedStream {
  close(): void;
}

export interface FeedOptions {
  readonly open: (events: FeedEvents) => FeedStream;
  /** Messages that arrived within one breath, in order. */
  readonly onMessages: (messages: readonly FeedMessage[]) => void;
  /** The line was broken and is back: read again what may have changed meanwhile. */
  readonly onGap: () => Promise<void>;
  /** Messages are handed on in bundles this far apart. */
  readonly bundleMs?: number;
  /** First wait before trying again; doubles up to 15 s. */
  readonly retryMs?: number;
}

export interface Feed {
  readonly state: () => FeedState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Opens the connection; the function that comes back closes it. */
  readonly start: () => () => void;
}

const LONGEST_RETRY_MS = 15_000;

/** Keeps one connection to the server's feed open while started. */
export function createFeed({ open, onMessages, onGap, bundleMs = 80, retryMs = 500 }: FeedOptions): Feed {
  const listeners = new Set<() => void>();
  let state: FeedState = { kind: "catching-up" };
  let stream: FeedStream | undefined;
  const bundles = createBundles(onMessages, bundleMs);
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = retryMs;
  let wasLive = false;

  const become = (next: FeedState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const catchUp = async (): Promise<void> => {
    become({ kind: "catching-up" });
    await onGap();
    if (state.kind === "catching-up") become({ kind: "live" });
  };
  const onOpen = (): void => {
    waitMs = retryMs;
    if (wasLive) void catchUp();
    else become({ kind: "live" });
    wasLive = true;
  };
  // The browser's own retry gives up on an HTTP error, so each break is mended by a connection of our own.
  const onBreak = (): void => {
    stream?.close();
    if (state.kind !== "offline") become({ kind: "offline", since: new Date() });
    retryTimer ??= setTimeout(connect, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS);
  };
  const connect = (): void => {
    retryTimer = undefined;
    stream = open({ onOpen, onMessage: bundles.receive, onBreak });
  };
  const stop = (): void => {
    stream?.close();
    bundles.pause();
    clearTimeout(retryTimer);
    retryTimer = undefined;
  };

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => {
      connect();
      return stop;
    },
  };
}

interface Bundles {
  readonly receive: (data: string) => void;
  /** Hands nothing on until the next message. */
  readonly pause: () => void;
}

function createBundles(onMessages: FeedOptions["onMessages"], bundleMs: number): Bundles {
  let bundle: FeedMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    const messages = bundle;
    bundle = [];
    if (messages.length > 0) onMessages(messages);
  };
  return {
    receive: (data) => {
      const message = parseMessage(data);
      if (!message) return;
      bundle.push(message);
      timer ??= setTimeout(flush, bundleMs);
    },
    pause: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

function parseMessage(data: string): FeedMessage | undefined {
  try {
    return feedMessage.safeParse(JSON.parse(data)).data;
  } catch {
    // A newer server may say things that this page does not know; the next refresh brings them.
    return undefined;
  }
}
