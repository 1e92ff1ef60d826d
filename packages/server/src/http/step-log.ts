import { isFinal } from "@landbridge/core";
import type { RunRecord } from "../engine/run-record.ts";
import type { HandlerParts } from "./handlers/parts.ts";

export interface StepLogPiece {
  readonly bytes: Uint8Array;
  /** Bytes that the log has now. */
  readonly size: number;
  /** true: nothing can follow this piece. */
  readonly isComplete: boolean;
}

/** A piece of a step's log. A log is complete when its run has ended, or its step has and all of it is here. */
export async function readStepLog(
  { logs, steps, engine }: Pick<HandlerParts, "logs" | "steps" | "engine">,
  { record, index }: { readonly record: RunRecord; readonly index: number },
  range: { readonly offset: number; readonly limit: number },
): Promise<StepLogPiece> {
  const runId = record.live.id;
  // Looked at before the log is read: what ends in between is complete the next time.
  const isEnded = isFinal(record.status) || !(await engine.current()).runs.has(runId);
  const step = steps.of(runId).find((candidate) => candidate.index === index);
  const bytes = await logs.read({ runId, index }, range);
  const size = await logs.size({ runId, index });
  const isStepWhole = step !== undefined && step.status !== "processing" && size >= step.logBytes;
  return { bytes, size, isComplete: (isEnded || isStepWhole) && range.offset + bytes.length >= size };
}
