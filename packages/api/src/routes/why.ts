import { z } from "zod";
import { W, job, route, run, version } from "../route.ts";
import { runWhyView, versionWhyView, whyView } from "../views/why.ts";

/** Answers to "why". */
export const whyRoutes = {
  explainJob: route({
    method: "GET",
    path: `${W}/jobs/:job/why`,
    summary: "Where a job stands, what each input says to that, and the decisions that led there",
    role: "viewer",
    params: job,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(20),
      /** Only decisions about this run. */
      run: z.coerce.number().int().positive().exactOptional(),
      /** Only decisions about this version, as RESOURCE@NUMBER. */
      version: z.string().exactOptional(),
    }),
    response: whyView,
  }),
  explainRun: route({
    method: "GET",
    path: `${W}/jobs/:job/runs/:number/why`,
    summary: "Why a run was made, what it waits for, and the chain of causes back to the first event",
    role: "viewer",
    params: run,
    response: runWhyView,
  }),
  explainVersion: route({
    method: "GET",
    path: `${W}/resources/:resource/versions/:number/why`,
    summary: "Which jobs took a version, which did not and why, and where it came from",
    role: "viewer",
    params: version,
    response: versionWhyView,
  }),
  explainJobVersion: route({
    method: "GET",
    path: `${W}/jobs/:job/versions/:number/why`,
    summary: "The same for the version that a successful run of a job made",
    role: "viewer",
    params: run,
    response: versionWhyView,
  }),
} as const;
