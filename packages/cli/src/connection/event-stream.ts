import type { Address } from "./http-request.ts";
import { openRequest, readText } from "./http-request.ts";

export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** Server-sent events of one request, until the server ends it or the signal is raised. */
export async function* readEventStream(
  address: Address,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const response = await openRequest(address, {
    method: "GET",
    path,
    accept: "text/event-stream",
    isStream: true,
    ...(signal ? { signal } : {}),
  });
  if (response.statusCode !== 200) {
    throw new Error(`The server answered ${String(response.statusCode)}: ${await readText(response)}`);
  }
  response.setEncoding("utf8");
  const parse = createEventParser();
  try {
    for await (const chunk of response) yield* parse(String(chunk));
  } finally {
    response.destroy();
  }
}

/** Turns pieces of a stream, cut anywhere, into whole events. */
export function createEventParser(): (chunk: string) => readonly StreamEvent[] {
  let rest = "";
  return (chunk) => {
    const blocks = (rest + chunk).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    return blocks.flatMap((block) => {
      const event = parseBlock(block);
      return event ? [event] : [];
    });
  };
}

function parseBlock(block: string): StreamEvent | undefined {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    // A line that begins with a colon is a comment: the server's sign of life.
    if (colon === 0) continue;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return data.length === 0 ? undefined : { event, data: data.join("\n") };
}
