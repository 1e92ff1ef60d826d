import { DEPENDENCY_MODES, VERDICTS } from "@landbridge/core";
import { z } from "zod";
import { reasonCode, unblockView } from "./reasons.ts";
import { time } from "./time.ts";

const inputFactView = z.object({
  from: z.string(),
  kind: z.enum(["job", "resource", "missing"]),
  isChanged: z.boolean(),
  isSwitchedOn: z.boolean(),
  mode: z.enum(DEPENDENCY_MODES),
  health: z.object({ state: z.enum(["healthy", "busy", "unhealthy"]), because: z.string().exactOptional() }),
});

export const decisionView = z.object({
  id: z.string(),
  job: z.string(),
  verdict: z.enum(VERDICTS),
  reason: reasonCode,
  text: z.string(),
  inputs: z.array(inputFactView),
  unblock: z.array(unblockView),
  runNumber: z.number().int().exactOptional(),
  /** What happened, in words: "lint #4 ended: success". */
  event: z.string(),
  at: time,
});
export type DecisionView = z.infer<typeof decisionView>;

/** What came of sending an old version down the graph again: a decision about each consumer. */
export const replayView = z.object({
  decisions: z.array(
    decisionView.pick({ job: true, verdict: true, reason: true, text: true, runNumber: true }),
  ),
});
export type ReplayView = z.infer<typeof replayView>;
