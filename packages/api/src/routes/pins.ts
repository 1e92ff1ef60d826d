import { z } from "zod";
import { W, job, route } from "../route.ts";
import { jobDetailView } from "../views/jobs.ts";

const input = job.extend({ input: z.string() });

/** Pins that people set without an edit of the configuration. */
export const pinRoutes = {
  pinInput: route({
    method: "PUT",
    path: `${W}/jobs/:job/inputs/:input/pin`,
    summary: "Hold an input of a job at one version, given by number or by name",
    role: "operator",
    params: input,
    body: z.object({
      /** One of the two. */
      versionNumber: z.number().int().positive().exactOptional(),
      versionName: z.string().min(1).exactOptional(),
      comment: z.string().max(2000).exactOptional(),
    }),
    response: jobDetailView,
  }),
  unpinInput: route({
    method: "DELETE",
    path: `${W}/jobs/:job/inputs/:input/pin`,
    summary: "Take away a pin that was set by command; one of the configuration counts again",
    role: "operator",
    params: input,
    response: jobDetailView,
  }),
} as const;
