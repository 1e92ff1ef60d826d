import { z } from "zod";
import { time } from "./time.ts";

/** Why a version is in quarantine. */
export const quarantineView = z.object({ by: z.string(), reason: z.string(), at: time });
export type QuarantineView = z.infer<typeof quarantineView>;
