import { RERUN_KINDS } from "@landbridge/core";
import { z } from "zod";
import { W, job, route, run, version } from "../route.ts";
import { replayView } from "../views/decisions.ts";
import { jobView } from "../views/jobs.ts";
import { runSummaryView } from "../views/runs.ts";

/** Doing again what was done before, and taking back what waits. */
export const rerunRoutes = {
  rerun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/rerun`,
    summary: "Run what has ended again: the same, with today's definition, or from the step that failed",
    role: "operator",
    params: run,
    body: z.object({ how: z.enum(RERUN_KINDS).default("same") }),
    response: runSummaryView,
  }),
  replayRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/replay`,
    summary: "Send what a successful run left down the graph again",
    role: "operator",
    params: run,
    response: replayView,
  }),
  replayVersion: route({
    method: "POST",
    path: `${W}/resources/:resource/versions/:number/replay`,
    summary: "Send an old version down the graph again",
    role: "operator",
    params: version,
    response: replayView,
  }),
  dropWaiting: route({
    method: "DELETE",
    path: `${W}/jobs/:job/waiting`,
    summary: "Delete the waiting job of a strict job: nothing starts when its wait would be over",
    role: "operator",
    params: job,
    response: jobView,
  }),
} as const;
