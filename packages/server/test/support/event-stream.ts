import { onTestFinished } from "vitest";
import { until } from "./until.ts";

export interface ServerSentEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: unknown;
}

export interface EventStream {
  readonly events: readonly ServerSentEvent[];
  /** The first event, from `index` on, that a test looks for. */
  next(holds: (event: ServerSentEvent) => boolean): Promise<ServerSentEvent>;
  /** Resolves when the server ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads server-sent events as a browser does. */
export async function openEventStream(
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<EventStream> {
  const aborted = new AbortController();
  onTestFinished(() => aborted.abort());
  const response = await fetch(url, { headers, signal: aborted.signal });
  if (!response.ok || !response.body) throw new Error(`${String(response.status)}: ${await response.text()}`);
  const events: ServerSentEvent[] = [];
  let wake: () => void = () => undefined;
  const ended = (async () => {
    let rest = "";
    const decoder = new TextDecoder();
    // Ended by the test or by the server: both are an end.
    const pieces = response.body as unknown as AsyncIterable<Uint8Array>;
    try {
      for await (const piece of pieces) {
        const blocks = (rest + decoder.decode(piece, { stream: true })).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) {
          const event = parseBlock(block);
          if (event) events.push(event);
        }
        wake();
      }
    } catch (error) {
      if (!aborted.signal.aborted) throw error;
    }
  })();
  ended.catch(() => undefined);
  return {
    events,
    next: (holds) =>
      until(() => events.find(holds), {
        changes: (listener) => {
          wake = listener;
          return () => undefined;
        },
        what: `an event for which ${String(holds)}; came: ${JSON.stringify(events.map(({ data }) => data)).slice(0, 500)}`,
      }),
    ended,
    close: () => aborted.abort(),
  };
}

function parseBlock(block: string): ServerSentEvent | undefined {
  const fields = new Map(
    block
      .split("\n")
      .filter((line) => !line.startsWith(":"))
      .map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)] as const;
      }),
  );
  const data = fields.get("data");
  if (data === undefined) return undefined;
  const id = fields.get("id");
  return {
    event: fields.get("event") ?? "message",
    data: JSON.parse(data),
    ...(id === undefined ? {} : { id }),
  };
}
