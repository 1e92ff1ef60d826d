import { z } from "zod";
import { W, route, workspace } from "../route.ts";
import { sourcePlanView } from "../views/plans.ts";
import { simulationView } from "../views/simulation.ts";

const files = z.array(z.object({ path: z.string().min(1), text: z.string() }));

/** What would be: nothing of it is kept. */
export const planRoutes = {
  planConfiguration: route({
    method: "POST",
    path: `${W}/plan`,
    summary: "What a sync would do: of a source as it stands, of files in its place, or of its removal",
    role: "operator",
    params: workspace,
    body: z.object({
      /** Absent: as if a source with these files were added. */
      source: z.string().exactOptional(),
      /** Absent: the source is read now. */
      files: files.exactOptional(),
      /** Name of the repository of the files, where no source says it. */
      project: z.string().exactOptional(),
      isRemoval: z.boolean().default(false),
    }),
    response: sourcePlanView,
  }),
  simulate: route({
    method: "POST",
    path: `${W}/simulate`,
    summary: "What events would lead to, as the workspace is now or as files would make it; nothing is kept",
    role: "operator",
    params: workspace,
    body: z.object({
      /** In order, as `landbridge simulate` takes them. */
      events: z.array(z.string().min(1).max(500)).min(1).max(200),
      /** What may start starts by itself. */
      isAuto: z.boolean().default(false),
      /** The source in whose place the files are, or that is read now; absent: as if one were added. */
      source: z.string().exactOptional(),
      files: files.exactOptional(),
      /** Name of the repository of the files, where no source says it. */
      project: z.string().exactOptional(),
    }),
    response: simulationView,
  }),
} as const;
