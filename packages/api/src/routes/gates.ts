import { z } from "zod";
import { W, route, run } from "../route.ts";
import { runView } from "../views/runs.ts";

/** Votes about runs that wait for their approval. Each gate says itself who may vote: also a viewer whom it names. */
export const gateRoutes = {
  approveRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/approve`,
    summary: "Approve a gated run, with answers to what its gate asks",
    role: "viewer",
    params: run,
    body: z.object({
      comment: z.string().max(2000).exactOptional(),
      /** Answers to what the gate asks. */
      inputs: z.record(z.string(), z.json()).default({}),
    }),
    response: runView,
  }),
  rejectRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/reject`,
    summary: "Reject a gated run, which ends it; the comment says why",
    role: "viewer",
    params: run,
    body: z.object({ comment: z.string().trim().min(1).max(2000) }),
    response: runView,
  }),
} as const;
