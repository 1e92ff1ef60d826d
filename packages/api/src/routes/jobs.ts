import { z } from "zod";
import { W, done, job, route, workspace } from "../route.ts";
import { jobDetailView, jobView } from "../views/jobs.ts";

/** Jobs as they stand. */
export const jobRoutes = {
  listJobs: route({
    method: "GET",
    path: `${W}/jobs`,
    summary: "All jobs with status and reason line",
    role: "viewer",
    params: workspace,
    response: z.array(jobView),
  }),
  getJob: route({
    method: "GET",
    path: `${W}/jobs/:job`,
    summary: "One job with its inputs, outputs and definition",
    role: "viewer",
    params: job,
    response: jobDetailView,
  }),
  pauseJob: route({
    method: "POST",
    path: `${W}/jobs/:job/pause`,
    summary: "No event starts the job until it is resumed",
    role: "operator",
    params: job,
    response: jobView,
  }),
  resumeJob: route({
    method: "POST",
    path: `${W}/jobs/:job/resume`,
    summary: "Events start the job again",
    role: "operator",
    params: job,
    response: jobView,
  }),
  deleteJob: route({
    method: "DELETE",
    path: `${W}/jobs/:job`,
    summary: "Delete a removed job for good, with all its runs",
    role: "admin",
    params: job,
    response: done,
  }),
} as const;
