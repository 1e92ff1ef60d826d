import type { FeedMessage } from "@landbridge/api";
import { RAW_ROUTES } from "@landbridge/api";
import type { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { findCaller, requireRole } from "./caller.ts";
import type { HandlerParts } from "./handlers/parts.ts";
import { contextOf } from "./handlers/parts.ts";

/** Keeps proxies from closing a quiet connection, and finds readers that are gone. */
const KEEP_ALIVE_MS = 15_000;
/** A reader that is this far behind is sent away: it comes back and reads the graph anew. */
const MAX_WAITING = 1_000;

/** The live feed as server-sent events. */
export function addFeedRoute(app: Hono, parts: HandlerParts): void {
  app.get(RAW_ROUTES.feed, async (context) => {
    requireRole(await findCaller(parts, context), "viewer");
    const { cache } = await contextOf(parts, context.req.query("workspace") ?? parts.workspace.name);
    parts.feed.knows(cache.revision);
    const last = Number(context.req.header("last-event-id") ?? Number.NaN);
    return streamSSE(context, async (stream) => {
      const waiting: FeedMessage[] = [];
      let wake: () => void = () => undefined;
      const unsubscribe = parts.feed.subscribe(
        (message) => {
          waiting.push(message);
          // Here and not where it is written to: that is just what a stalled reader holds up.
          if (waiting.length > MAX_WAITING) {
            waiting.length = 0;
            stream.abort();
          }
          wake();
        },
        Number.isInteger(last) ? last : undefined,
      );
      stream.onAbort(() => {
        unsubscribe();
        wake();
      });
      while (!stream.aborted) {
        for (let message = waiting.shift(); message; message = waiting.shift()) {
          const id = "revision" in message ? { id: String(message.revision) } : {};
          await stream.writeSSE({ event: "message", data: JSON.stringify(message), ...id });
        }
        const isQuiet = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(true), KEEP_ALIVE_MS);
          wake = () => {
            clearTimeout(timer);
            resolve(false);
          };
        });
        if (isQuiet) await stream.write(": still here\n\n");
      }
      unsubscribe();
    });
  });
}
