import { presentError } from "@landbridge/api";
import type { ErrorView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { Logger } from "pino";
import { ZodError } from "zod";
import { isStoreAway, storeUnavailable } from "../store/database.ts";

/** Any failure of a request as problem+json. What is our own fault is logged and not told in detail. */
export function problemOf(error: unknown, log: Logger): ErrorView {
  if (error instanceof AppError) {
    if (error.status >= 500) log.error({ err: error, code: error.code }, "a request failed");
    const view = presentError(error.code, error.message, error.hint);
    return error.problems ? { ...view, problems: [...error.problems] } : view;
  }
  if (error instanceof ZodError) {
    const faults = error.issues.map((issue) => `${issue.path.join(".") || "the request"}: ${issue.message}`);
    return { ...presentError("BAD_REQUEST", faults.join("; ")), problems: faults };
  }
  if (isStoreAway(error)) return problemOf(storeUnavailable(error), log);
  if (isBadData(error)) {
    log.warn({ err: error }, "a request holds what the database can't keep");
    return presentError("BAD_REQUEST", "The request holds a value that can't be stored or looked up.");
  }
  log.error({ err: error }, "a request failed unexpectedly");
  return presentError(
    "INTERNAL",
    "Something went wrong in Landbridge itself; the server's log has the details.",
  );
}

/** PostgreSQL's class 22: a NUL in a text, an identifier that is none. */
function isBadData(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("22");
}
