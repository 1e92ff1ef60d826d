import { BREACHES } from "@landbridge/core";
import type { BreachCode } from "@landbridge/core";
import { z } from "zod";

/** What the doctor found, and what it did about it. */
export const diagnosisView = z.object({
  breaches: z.array(
    z.object({
      code: z.enum(Object.keys(BREACHES) as [BreachCode]),
      /** A job, `job #7`, a resource, or whatever else it is about. */
      subject: z.string(),
      text: z.string(),
      /** What mends it. */
      remedy: z.string(),
      isMended: z.boolean(),
    }),
  ),
  /** Nothing is wrong, or not any more. */
  isHealthy: z.boolean(),
});
export type DiagnosisView = z.infer<typeof diagnosisView>;
