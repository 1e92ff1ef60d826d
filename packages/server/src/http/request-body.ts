import { AppError } from "@landbridge/core";
import type { Context } from "hono";

/** The body of a request as JSON; an empty one is an empty object. Refuses anything else with BAD_REQUEST. */
export async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("BAD_REQUEST", "The body is not JSON.", { cause });
  }
}
