import { REASONS } from "@landbridge/core";
import type { ReasonCode } from "@landbridge/core";
import { z } from "zod";

export const reasonCode = z.enum(Object.keys(REASONS) as [ReasonCode]);

export const unblockView = z.object({ action: z.string(), target: z.string(), text: z.string() });
export type UnblockView = z.infer<typeof unblockView>;

/** The reason line: what a job or run stands at, and what would change it. */
export const reasonView = z.object({
  code: reasonCode.exactOptional(),
  text: z.string(),
  unblock: z.array(unblockView),
});
export type ReasonView = z.infer<typeof reasonView>;
