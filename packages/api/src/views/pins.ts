import { z } from "zod";
import { time } from "./time.ts";

/** What holds an IN: one of the two. */
const pinTarget = {
  versionNumber: z.number().int().exactOptional(),
  versionName: z.string().exactOptional(),
};

/** A pin of the configuration. */
export const declaredPinView = z.object(pinTarget);

/** A pin that somebody set by command: it counts before that of the configuration. */
export const commandPinView = z.object({
  ...pinTarget,
  by: z.string(),
  at: time,
  comment: z.string().exactOptional(),
});
export type CommandPinView = z.infer<typeof commandPinView>;
