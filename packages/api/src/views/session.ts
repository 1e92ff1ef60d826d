import { ROLES } from "@landbridge/core";
import { z } from "zod";

export const meView = z.object({ name: z.string(), role: z.enum(ROLES), workspace: z.string() });
export type MeView = z.infer<typeof meView>;
