import { RAW_ROUTES } from "@landbridge/api";
import { AppError, stepsOf } from "@landbridge/core";
import type { Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { RunRecord } from "../engine/run-record.ts";
import { findPlan } from "../store/runs.ts";
import { findCaller, requireRole } from "./caller.ts";
import { contextOf, getJobRecord } from "./handlers/parts.ts";
import type { HandlerParts } from "./handlers/parts.ts";
import { getRunRecord } from "./handlers/runs.ts";
import type { LogWatch } from "./log-watch.ts";
import { readStepLog } from "./step-log.ts";

/** Most bytes of log in one answer; the reader asks for the rest with `offset`. */
const MAX_PIECE = 4 * 1_048_576;
const FOLLOW_PIECE = 256 * 1024;

interface StepOf {
  readonly record: RunRecord;
  readonly index: number;
  readonly offset: number;
}

/** Logs as plain bytes, and followed while they grow. */
export function addLogRoutes(app: Hono, parts: HandlerParts, watch: LogWatch): void {
  app.get(RAW_ROUTES.stepLog, async (context) => {
    const { record, index, offset } = await stepOf(parts, context);
    const limit = Math.min(Number(context.req.query("limit") ?? MAX_PIECE) || MAX_PIECE, MAX_PIECE);
    const { bytes, size, isComplete } = await readStepLog(parts, { record, index }, { offset, limit });
    return context.body(Uint8Array.from(bytes).buffer, 200, {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "x-log-size": String(size),
      "x-log-complete": String(isComplete),
    });
  });

  app.get(RAW_ROUTES.stepLogFollow, async (context) => {
    const step = await stepOf(parts, context);
    const runId = step.record.live.id;
    return streamSSE(context, async (stream) => {
      let { offset } = step;
      while (!stream.aborted) {
        const grown = watch.next(runId);
        const { bytes, isComplete } = await readStepLog(parts, step, { offset, limit: FOLLOW_PIECE });
        if (bytes.length > 0) {
          const data = JSON.stringify({ offset, text: Buffer.from(bytes).toString("base64") });
          await stream.writeSSE({ event: "chunk", data });
          offset += bytes.length;
        }
        if (isComplete) {
          await stream.writeSSE({ event: "end", data: JSON.stringify({ offset }) });
          return;
        }
        if (bytes.length === 0) await grown;
      }
    });
  });
}

async function stepOf(parts: HandlerParts, context: Context): Promise<StepOf> {
  requireRole(await findCaller(parts, context), "viewer");
  const job = context.req.param("job") ?? "";
  const number = Number(context.req.param("number"));
  const index = Number(context.req.param("index"));
  const offset = Number(context.req.query("offset") ?? 0);
  if (
    !Number.isInteger(index) ||
    index < 0 ||
    !Number.isInteger(number) ||
    !Number.isInteger(offset) ||
    offset < 0
  ) {
    throw new AppError("BAD_REQUEST", "Run number, step index and offset are whole numbers.");
  }
  const { cache } = await contextOf(parts, context.req.param("workspace") ?? "");
  const record = await getRunRecord(parts, getJobRecord(cache, job).id, { job, number });
  const plan = record.plan ?? (await findPlan(parts.database.pool, record.live.id));
  if (!plan || index >= stepsOf(plan).length) {
    throw new AppError("STEP_NOT_FOUND", `${job} #${String(number)} has no step ${String(index)}.`, {
      hint: plan ? "The run's page lists its steps." : "It has not started, so it has no steps yet.",
    });
  }
  return { record, index, offset };
}
