import type { RunView } from "@landbridge/api";
import { AppError, isFinal } from "@landbridge/core";
import type { EngineEvent } from "../../engine/engine-event.ts";
import { runFromRow } from "../../engine/run-record.ts";
import type { RunRecord } from "../../engine/run-record.ts";
import { listDecisions } from "../../store/decisions.ts";
import {
  findPlan,
  findRun,
  listRunsOfJob,
  listRunsOfWorkspace,
  listSteps,
  listVersionsMadeBy,
} from "../../store/runs.ts";
import { listAgents } from "../../store/agents.ts";
import { listQuarantines } from "../../store/quarantines.ts";
import { gateFactsOf } from "../gate-facts.ts";
import type { PresentContext } from "../present/context.ts";
import { presentRun, presentRunSummary } from "../present/run.ts";
import { contextOf, getJobRecord } from "./parts.ts";
import type { Handler, HandlerParts, KnownCaller } from "./parts.ts";

type RunRoutes = "startRun" | "listJobRuns" | "getRun" | "cancelRun" | "listRuns";

export function runHandlers(parts: HandlerParts): { readonly [Name in RunRoutes]: Handler<Name> } {
  const { pool } = parts.database;
  return {
    async startRun({ workspace, job, env, inputs }, caller) {
      const { cache } = await contextOf(parts, workspace);
      getJobRecord(cache, job);
      return presentRunSummary(
        await submitRun(parts, {
          type: "run-asked",
          job,
          by: caller.account.name,
          env,
          inputs,
        }),
        cache,
      );
    },
    async listJobRuns({ workspace, job, limit, before }) {
      const { cache } = await contextOf(parts, workspace);
      const { id } = getJobRecord(cache, job);
      const rows = await listRunsOfJob(pool, id, { limit, ...(before === undefined ? {} : { before }) });
      return rows.map((row) => presentRunSummary(runFromRow(row, row.job), cache));
    },
    async getRun({ workspace, job, number }, caller) {
      return runViewOf(parts, await contextOf(parts, workspace), { job, number, caller });
    },
    async cancelRun({ workspace, job, number }, caller) {
      const { cache } = await contextOf(parts, workspace);
      const by = caller.account.name;
      return presentRunSummary(await submitRun(parts, { type: "cancel-asked", job, number, by }), cache);
    },
    async listRuns({ workspace, limit, status, after }) {
      const { cache } = await contextOf(parts, workspace);
      const rows = await listRunsOfWorkspace(pool, parts.workspace.id, {
        limit,
        ...(after === undefined ? {} : { after }),
        ...(status === undefined ? {} : { status }),
      });
      return rows.map((row) => presentRunSummary(runFromRow(row, row.job), cache));
    },
  };
}

/** An event that makes or changes a run. */
export async function submitRun({ engine }: HandlerParts, event: EngineEvent): Promise<RunRecord> {
  const outcome = await engine.submit(event);
  if (outcome.type !== "run") throw new Error("the engine answered something else than a run");
  return outcome.record;
}

/** The run page, as the caller may see it. */
export async function runViewOf(
  parts: HandlerParts,
  context: PresentContext,
  { job, number, caller }: { readonly job: string; readonly number: number; readonly caller: KnownCaller },
): Promise<RunView> {
  const { pool } = parts.database;
  const { cache } = context;
  const record = await getRunRecord(parts, getJobRecord(cache, job).id, { job, number });
  const quarantined = cache.facts.job(job).quarantined?.includes(number);
  const [plan, stored, made, because, agent, gate, quarantines] = await Promise.all([
    record.plan ?? findPlan(pool, record.live.id),
    isFinal(record.status) ? listSteps(pool, record.live.id) : parts.steps.of(record.live.id),
    listVersionsMadeBy(pool, record.live.id),
    findDecisionText(parts, record),
    findAgentName(parts, record.agentId),
    gateFactsOf(parts, { cache, record, account: caller.account }),
    listQuarantines(pool, record.jobId, quarantined ? [number] : []),
  ]);
  const [quarantine] = quarantines;
  const outputs = made.map((version) => ({
    name: version.resource,
    versionNumber: version.number,
    ...(version.name === null ? {} : { versionName: version.name }),
  }));
  const details = {
    steps: await withLogSizes(parts, record, stored),
    outputs,
    ...(because === undefined ? {} : { because }),
    ...(agent === undefined ? {} : { agent }),
    ...(gate ? { gate } : {}),
    ...(quarantine ? { quarantine } : {}),
  };
  return presentRun({ ...record, ...(plan ? { plan } : {}) }, details, context);
}

/** A run, live or ended; refuses with RUN_NOT_FOUND. */
export async function getRunRecord(
  parts: HandlerParts,
  jobId: string,
  { job, number }: { readonly job: string; readonly number: number },
): Promise<RunRecord> {
  const { cache } = await contextOf(parts, parts.workspace.name);
  const live = cache.facts.job(job).live.find((candidate) => candidate.number === number);
  const record = live && cache.runs.get(live.id);
  if (record) return record;
  const row = await findRun(parts.database.pool, jobId, number);
  if (!row) throw new AppError("RUN_NOT_FOUND", `There is no run ${job} #${String(number)}.`);
  return runFromRow(row, row.job);
}

/** While a step is under way its log grows: the size is that of the file. */
async function withLogSizes(
  parts: HandlerParts,
  record: RunRecord,
  steps: Awaited<ReturnType<typeof listSteps>>,
) {
  if (isFinal(record.status)) return steps;
  return Promise.all(
    steps.map(async (step) => ({
      ...step,
      logBytes: await parts.logs.size({ runId: record.live.id, index: step.index }),
    })),
  );
}

async function findDecisionText(parts: HandlerParts, record: RunRecord): Promise<string | undefined> {
  const rows = await listDecisions(parts.database.pool, parts.workspace.id, {
    jobId: record.jobId,
    runNumber: record.live.number,
    limit: 1,
  });
  const decision = rows[0]?.decision;
  const isText = typeof decision === "object" && decision !== null && "text" in decision;
  return isText && typeof decision.text === "string" ? decision.text : undefined;
}

async function findAgentName(parts: HandlerParts, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const connected = parts.agents.get(id);
  if (connected) return connected.name;
  return (await listAgents(parts.database.query)).find((agent) => agent.id === id)?.name;
}
