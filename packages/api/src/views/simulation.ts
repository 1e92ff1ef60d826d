import { z } from "zod";
import { decisionView } from "./decisions.ts";
import { reasonCode } from "./reasons.ts";

/** What events would lead to: the decisions in order, and of each event what it did or why it could not happen. */
export const simulationView = z.object({
  decisions: z.array(
    decisionView.omit({ id: true, at: true }).extend({
      /** How long after the beginning it would be made; absent: at once. */
      afterSeconds: z.number().exactOptional(),
    }),
  ),
  events: z.array(
    z.object({
      event: z.string(),
      ok: z.boolean(),
      /** What it did, one sentence. */
      did: z.string().exactOptional(),
      reason: reasonCode.exactOptional(),
      text: z.string().exactOptional(),
    }),
  ),
});
export type SimulationView = z.infer<typeof simulationView>;
