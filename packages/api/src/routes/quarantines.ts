import { z } from "zod";
import { W, done, route, run, version } from "../route.ts";

const why = z.object({ reason: z.string().trim().min(1).max(2000) });
const whyReleased = z.object({ reason: z.string().trim().max(2000).default("") });

/** Bad versions: nobody chooses them until they are released. A job's version is the run with the number. */
export const quarantineRoutes = {
  quarantineVersion: route({
    method: "POST",
    path: `${W}/resources/:resource/versions/:number/quarantine`,
    summary: "Nobody chooses this version until it is released; runs bound to it end",
    role: "operator",
    params: version,
    body: why,
    response: done,
  }),
  releaseVersion: route({
    method: "POST",
    path: `${W}/resources/:resource/versions/:number/release`,
    summary:
      "Release a version from quarantine; that starts only jobs that take every version and had left it out",
    role: "operator",
    params: version,
    body: whyReleased,
    response: done,
  }),
  quarantineRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/quarantine`,
    summary: "Nobody chooses what this run left until it is released; runs bound to it end",
    role: "operator",
    params: run,
    body: why,
    response: done,
  }),
  releaseRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/release`,
    summary:
      "Release what a run left from quarantine; that starts only jobs that take every version and had left it out",
    role: "operator",
    params: run,
    body: whyReleased,
    response: done,
  }),
} as const;
