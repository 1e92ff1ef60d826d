import type { JobDetailView } from "@landbridge/api";
import { decisionFromRow } from "../../engine/workspace-cache.ts";
import { listDecisions } from "../../store/decisions.ts";
import { listQuarantines } from "../../store/quarantines.ts";
import { presentDecision, presentJob, presentJobDetail } from "../present/job.ts";
import type { PresentContext } from "../present/context.ts";
import { contextOf, deleteWithLogs, getJobRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

type JobRoutes = "listJobs" | "getJob" | "pauseJob" | "resumeJob" | "deleteJob" | "listDecisions";

/** The job page. */
export async function jobDetailOf(
  { database }: HandlerParts,
  context: PresentContext,
  job: string,
): Promise<JobDetailView> {
  const record = getJobRecord(context.cache, job);
  const { quarantined } = context.cache.facts.job(job);
  const quarantines = await listQuarantines(database.pool, record.id, quarantined);
  return presentJobDetail(record, quarantines, context);
}

export function jobHandlers(parts: HandlerParts): { readonly [Name in JobRoutes]: Handler<Name> } {
  const setPaused = async (request: { workspace: string; job: string }, by: string, isPaused: boolean) => {
    await contextOf(parts, request.workspace);
    await parts.engine.submit({ type: "pause-asked", job: request.job, isPaused, by });
    const context = await contextOf(parts, request.workspace);
    return presentJob(getJobRecord(context.cache, request.job), context);
  };
  return {
    async listJobs({ workspace }) {
      const context = await contextOf(parts, workspace);
      return [...context.cache.workflow.jobs.keys()].map((name) =>
        presentJob(getJobRecord(context.cache, name), context),
      );
    },
    async getJob({ workspace, job }) {
      const context = await contextOf(parts, workspace);
      return jobDetailOf(parts, context, job);
    },
    pauseJob: (request, caller) => setPaused(request, caller.account.name, true),
    resumeJob: (request, caller) => setPaused(request, caller.account.name, false),
    async deleteJob({ workspace, job }, caller) {
      await contextOf(parts, workspace);
      const by = caller.account.name;
      await deleteWithLogs(parts, { type: "deletion-asked", kind: "job", name: job, by });
      return { ok: true };
    },
    async listDecisions({ workspace, limit }) {
      await contextOf(parts, workspace);
      const stored = await listDecisions(parts.database.pool, parts.workspace.id, { limit });
      return stored.map((row) => presentDecision(decisionFromRow(row.decision, row.job)));
    },
  };
}
