import { VERDICTS } from "@landbridge/core";
import { z } from "zod";
import { inputFactView } from "./decisions.ts";
import { reasonCode, unblockView } from "./reasons.ts";

/** What events would lead to: the decisions in order, and which events could not happen. */
export const simulationView = z.object({
  decisions: z.array(
    z.object({
      event: z.string(),
      job: z.string(),
      verdict: z.enum(VERDICTS),
      reason: reasonCode,
      text: z.string(),
      inputs: z.array(inputFactView),
      unblock: z.array(unblockView),
      runNumber: z.number().int().exactOptional(),
      /** How long after the beginning it would be made; absent: at once. */
      afterSeconds: z.number().exactOptional(),
    }),
  ),
  events: z.array(
    z.object({
      event: z.string(),
      ok: z.boolean(),
      reason: reasonCode.exactOptional(),
      text: z.string().exactOptional(),
    }),
  ),
});
export type SimulationView = z.infer<typeof simulationView>;
