import { z } from "zod";

export const placeView = z.object({ file: z.string(), line: z.number().int(), column: z.number().int() });
