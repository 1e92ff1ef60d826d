import { stepLogFollowPath, stepLogPath } from "../../api/client.ts";
import type { StepLogAddress } from "../../api/client.ts";
import type { LogSource } from "./log-reader.ts";

const WITHOUT_BREATH_MS = 25;

/** A step's log over HTTP: first what there is, as one stream, then what is added, as server-sent events. */
export function stepLogSource(address: StepLogAddress): LogSource {
  return {
    read: async (offset, take, signal) => {
      const answer = await fetch(stepLogPath(address, offset), { signal, credentials: "same-origin" });
      if (!answer.ok) throw new TypeError(`The log answered ${answer.status}.`);
      const reader = answer.body?.getReader();
      let breathedAt = performance.now();
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
        take(piece.value);
        if (performance.now() - breathedAt < WITHOUT_BREATH_MS) continue;
        // Pieces of a large log come without a pause: the page has to draw in between.
        await new Promise((resolve) => setTimeout(resolve, 0));
        breathedAt = performance.now();
      }
      return { isComplete: answer.headers.get("x-log-complete") === "true" };
    },
    follow: (offset, take, signal) =>
      new Promise((resolve) => {
        const stream = new EventSource(stepLogFollowPath(address, offset));
        const finish = (isComplete: boolean): void => {
          stream.close();
          resolve({ isComplete });
        };
        signal.addEventListener("abort", () => finish(false));
        stream.addEventListener("chunk", (event) => {
          const chunk = parseChunk(event.data);
          if (chunk) take(chunk.offset, chunk.bytes);
        });
        stream.addEventListener("end", () => finish(true));
        // The browser would come back with the same old offset; our reader comes back with the right one.
        stream.addEventListener("error", () => finish(false));
      }),
  };
}

function parseChunk(data: unknown): { readonly offset: number; readonly bytes: Uint8Array } | undefined {
  if (typeof data !== "string") return undefined;
  const chunk: unknown = JSON.parse(data);
  if (typeof chunk !== "object" || chunk === null || !("offset" in chunk) || !("text" in chunk))
    return undefined;
  if (typeof chunk.offset !== "number" || typeof chunk.text !== "string") return undefined;
  const text = atob(chunk.text);
  return { offset: chunk.offset, bytes: Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0) };
}
