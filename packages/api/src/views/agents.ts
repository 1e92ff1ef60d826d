import { z } from "zod";
import { time } from "./time.ts";

export const agentView = z.object({
  id: z.string(),
  name: z.string(),
  pool: z.string(),
  version: z.string(),
  slots: z.number().int(),
  busySlots: z.number().int(),
  isConnected: z.boolean(),
  lastSeenAt: time,
});
export type AgentView = z.infer<typeof agentView>;
