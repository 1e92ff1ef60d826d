import { z } from "zod";
import { W, job, page, route, run, workspace } from "../route.ts";
import { runSummaryView, runView } from "../views/runs.ts";

/** Runs: asked for, looked at, canceled. */
export const runRoutes = {
  startRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs`,
    summary: "Run a job by hand",
    role: "operator",
    params: job,
    body: z.object({
      env: z.record(z.string(), z.string()).default({}),
      /** Values of the inputs that the job declares; one that is left out has its default. */
      inputs: z.record(z.string(), z.json()).default({}),
    }),
    response: runSummaryView,
  }),
  listJobRuns: route({
    method: "GET",
    path: `${W}/jobs/:job/runs`,
    summary: "Runs of a job, newest first",
    role: "viewer",
    params: job,
    query: page,
    response: z.array(runSummaryView),
  }),
  getRun: route({
    method: "GET",
    path: `${W}/jobs/:job/runs/:number`,
    summary: "One run with steps, inputs, outputs and state",
    role: "viewer",
    params: run,
    response: runView,
  }),
  cancelRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/cancel`,
    summary: "Cancel a queued or processing run",
    role: "operator",
    params: run,
    response: runSummaryView,
  }),
  listRuns: route({
    method: "GET",
    path: `${W}/runs`,
    summary: "Runs of the workspace, newest first",
    role: "viewer",
    params: workspace,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(50),
      status: z.string().exactOptional(),
      /** Identifier of the last run of the page before. */
      after: z.string().exactOptional(),
    }),
    response: z.array(runSummaryView),
  }),
  tellBuild: route({
    method: "POST",
    path: "/api/v1/externalCI",
    summary: "Tell how a build of another server stands; a success starts the consumers of its job",
    role: "operator",
    body: z.object({
      /** A job of type externalCI. */
      jobName: z.string().min(1),
      /** 4001 processing, 4002 success, 4003 failure. */
      statusCode: z.number().int(),
      /** Identifier or name of a resource of type externalCIServer. */
      externalCIServerId: z.string().min(1),
      externalBuildUrl: z.string().max(2000),
      /** The same build is the same run. */
      externalBuildId: z.union([z.string().min(1).max(200), z.number().transform(String)]),
      versionData: z.record(z.string(), z.json()).default({}),
    }),
    response: runSummaryView,
  }),
} as const;
