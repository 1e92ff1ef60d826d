import type { CauseLinkView, DecisionView, VersionWhyView } from "@landbridge/api";
import {
  AppError,
  LONGEST_CHAIN,
  chainOfCauses,
  fatesOfVersion,
  isQuarantined,
  latestOf,
} from "@landbridge/core";
import type { CausedRun, CausedThing, CausedVersion, CauseLink, FateHistory } from "@landbridge/core";
import { decisionFromRow } from "../../engine/workspace-cache.ts";
import { findCauseVersion, listCauses } from "../../store/causes.ts";
import type { CauseVersionRow } from "../../store/causes.ts";
import { listDecisions } from "../../store/decisions.ts";
import { listFirstDecisions, listTakers } from "../../store/takers.ts";
import type { FirstDecisionRow, TakersRow } from "../../store/takers.ts";
import { presentDecision } from "../present/job.ts";
import type { PresentContext } from "../present/context.ts";
import { presentCauseLink, presentFate, presentRunWhy, presentWhy } from "../present/why.ts";
import { contextOf, getJobRecord, getResourceRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";
import { getRunRecord } from "./runs.ts";

type WhyRoutes = "explainJob" | "explainRun" | "explainVersion" | "explainJobVersion";

export function whyHandlers(parts: HandlerParts): { readonly [Name in WhyRoutes]: Handler<Name> } {
  const { pool } = parts.database;
  const decisionsOf = async (filter: Parameters<typeof listDecisions>[2]): Promise<DecisionView[]> => {
    const stored = await listDecisions(pool, parts.workspace.id, filter);
    return stored.map((row) => presentDecision(decisionFromRow(row.decision, row.job)));
  };
  return {
    async explainJob({ workspace, job, limit, run, version }) {
      const context = await contextOf(parts, workspace);
      const record = getJobRecord(context.cache, job);
      const decisions = await decisionsOf({
        jobId: record.id,
        limit,
        ...(run === undefined ? {} : { runNumber: run }),
        ...(version === undefined ? {} : { version }),
      });
      return presentWhy(record, decisions, context);
    },
    async explainRun({ workspace, job, number }) {
      const context = await contextOf(parts, workspace);
      const { id: jobId } = getJobRecord(context.cache, job);
      const record = await getRunRecord(parts, jobId, { job, number });
      const [decisions, chain] = await Promise.all([
        decisionsOf({ jobId, runNumber: number, limit: 50 }),
        chainOfRun(parts, context, { job, number }),
      ]);
      return presentRunWhy(record, { decisions, chain }, context);
    },
    async explainVersion({ workspace, resource: name, number }) {
      const context = await contextOf(parts, workspace);
      const record = getResourceRecord(context.cache, name);
      const found = await findCauseVersion(pool, record.id, number);
      if (!found) throw new AppError("VERSION_NOT_FOUND", `${name} has no version ${String(number)}.`);
      const made = found.made_by ? await chainOfRun(parts, context, found.made_by) : [];
      const chain = [
        ...chainOf({ kind: "version", resource: name, number }, [], [found]).slice(0, 1),
        ...made,
      ];
      const named = found.name === null ? {} : { versionName: found.name };
      return {
        ...(await explainVersion(parts, context, { kind: "resource", name, number })),
        ...named,
        ...present(chain),
      };
    },
    async explainJobVersion({ workspace, job: name, number }) {
      const context = await contextOf(parts, workspace);
      const record = await getRunRecord(parts, getJobRecord(context.cache, name).id, { job: name, number });
      if (record.status !== "success") {
        throw new AppError("VERSION_NOT_FOUND", `${name} #${String(number)} made no version.`, {
          hint: "Only a run that succeeded makes a version of its job.",
        });
      }
      const chain = await chainOfRun(parts, context, { job: name, number });
      const named = record.versionName === undefined ? {} : { versionName: record.versionName };
      return {
        ...(await explainVersion(parts, context, { kind: "job", name, number })),
        ...named,
        ...present(chain),
      };
    },
  };
}

function present(chain: readonly CauseLink[]): { readonly chain: CauseLinkView[] } {
  return { chain: chain.map(presentCauseLink) };
}

/** What led to a run, as far as it is kept. */
async function chainOfRun(
  { database, workspace }: HandlerParts,
  { cache }: PresentContext,
  { job, number }: { readonly job: string; readonly number: number },
): Promise<readonly CauseLink[]> {
  const jobId = cache.jobs.get(job)?.id ?? "";
  const rows =
    jobId === ""
      ? []
      : await listCauses(database.pool, workspace.id, { jobId, number, limit: LONGEST_CHAIN });
  const runs = rows.map((row) => ({ ...row, queuedAt: row.queued_at.getTime() }));
  const versions = rows.flatMap(({ version }) => version ?? []);
  return chainOf({ kind: "run", job, number }, runs, versions);
}

function chainOf(
  start: CausedThing,
  runs: readonly CausedRun[],
  rows: readonly CauseVersionRow[],
): readonly CauseLink[] {
  const versions = rows.map(versionFromRow);
  return chainOfCauses(start, {
    run: (job, number) => runs.find((run) => run.job === job && run.number === number),
    version: (name, number) => versions.find((each) => each.resource === name && each.number === number),
  });
}

function versionFromRow({ resource, number, name, origin, ...row }: CauseVersionRow): CausedVersion {
  return {
    resource,
    number,
    origin,
    createdAt: Date.parse(row.created_at),
    ...(name === null ? {} : { name }),
    ...(row.made_by ? { madeBy: row.made_by } : {}),
    ...(row.event === null ? {} : { event: row.event }),
  };
}

async function explainVersion(
  { database, workspace }: HandlerParts,
  { cache }: PresentContext,
  asked: { readonly kind: VersionWhyView["kind"]; readonly name: string; readonly number: number },
): Promise<Omit<VersionWhyView, "chain">> {
  const { kind, name, number } = asked;
  const key = { workspaceId: workspace.id, name, number };
  const [takers, firsts] = await Promise.all([
    listTakers(database.pool, key),
    listFirstDecisions(database.pool, key),
  ]);
  const takersOf = (job: string): TakersRow | undefined =>
    takers.find((row) => row.job_id === cache.jobs.get(job)?.id);
  const firstOf = (job: string): FirstDecisionRow | undefined => firsts.find((row) => row.job === job);
  const fates = fatesOfVersion(cache.workflow, cache.facts, { name, number }, (job) =>
    historyFrom(takersOf(job), firstOf(job)),
  );
  const latest = latestOf(cache.workflow, cache.facts, name);
  return {
    name,
    kind,
    number,
    isQuarantined: isQuarantined(cache.workflow, cache.facts, name, number),
    ...(latest === undefined ? {} : { latest }),
    consumers: fates.map((fate) => {
      const first = firstOf(fate.job);
      const decision = first && presentDecision(decisionFromRow(first.decision, first.job));
      return presentFate(fate, { runCount: takersOf(fate.job)?.count ?? 0, decision });
    }),
  };
}

function historyFrom(takers: TakersRow | undefined, first: FirstDecisionRow | undefined): FateHistory {
  const made = first?.made;
  return {
    takers: takers?.runs ?? [],
    ...(first ? { first: decisionFromRow(first.decision, first.job) } : {}),
    ...(made
      ? {
          made: {
            number: made.number,
            status: made.status,
            isStarted: made.started_at !== null,
            ...(made.reads ? { reads: made.reads } : {}),
            ...(made.reason_text === null ? {} : { endedReason: made.reason_text }),
          },
        }
      : {}),
  };
}
