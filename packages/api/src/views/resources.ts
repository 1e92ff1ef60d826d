import { z } from "zod";
import { placeView } from "./places.ts";
import { quarantineView } from "./quarantine.ts";
import { fileView } from "./runs.ts";
import { time } from "./time.ts";

export const versionView = z.object({
  number: z.number().int(),
  name: z.string().exactOptional(),
  values: z.record(z.string(), z.json()),
  files: z.array(fileView),
  origin: z.enum(["configuration", "external", "run"]),
  /** The run that made it, as JOB#NUMBER. */
  producedBy: z.object({ job: z.string(), number: z.number().int() }).exactOptional(),
  createdAt: time,
  /** Nobody chooses it until it is released. Told in the list of versions. */
  quarantined: quarantineView.exactOptional(),
});
export type VersionView = z.infer<typeof versionView>;

export const resourceView = z.object({
  id: z.string().exactOptional(),
  name: z.string(),
  type: z.string(),
  latest: versionView.exactOptional(),
  inconsistent: z.string().exactOptional(),
  flags: z.array(z.string()),
  place: placeView.exactOptional(),
});
export type ResourceView = z.infer<typeof resourceView>;
