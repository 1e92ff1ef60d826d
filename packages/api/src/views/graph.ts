import { z } from "zod";
import { jobView } from "./jobs.ts";
import { resourceView } from "./resources.ts";

const edgeView = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(["in", "out"]),
  isSwitchedOn: z.boolean(),
});
export type EdgeView = z.infer<typeof edgeView>;

/** The whole workflow, ready to draw. `revision` grows with every change of the workspace. */
export const graphView = z.object({
  workspace: z.string(),
  revision: z.number().int(),
  jobs: z.array(jobView),
  resources: z.array(resourceView),
  edges: z.array(edgeView),
});
export type GraphView = z.infer<typeof graphView>;
