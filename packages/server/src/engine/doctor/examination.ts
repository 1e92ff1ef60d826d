import type { Breach } from "@landbridge/core";
import type { Database } from "../../store/database.ts";
import { inSnapshot } from "../../store/database.ts";
import type { LogFiles } from "../../store/log-files.ts";
import { findRecordBreaches } from "../../store/record-checks.ts";
import type { FoundRecord } from "../../store/record-checks.ts";
import { listUnknownRuns } from "../../store/runs.ts";
import { findStuckEffects } from "../../store/stuck-effects.ts";
import type { StuckEffect } from "../../store/stuck-effects.ts";
import { readWorkspace } from "../../store/workspace-rows.ts";
import { findRevision } from "../../store/workspaces.ts";
import type { DeadlineLimits } from "../deadlines.ts";
import type { Engine } from "../engine.ts";
import { createWorkspaceCache } from "../workspace-cache.ts";
import type { WorkspaceCache } from "../workspace-cache.ts";
import { findForsakenRuns } from "./agent-breaches.ts";
import type { AgentCheckParts, ForsakenRun } from "./agent-breaches.ts";
import { differencesOf } from "./compare-memory.ts";
import { findLiveBreaches } from "./live-breaches.ts";

export interface DoctorParts extends Omit<AgentCheckParts, "query"> {
  readonly database: Database;
  readonly engine: Engine;
  readonly logs: LogFiles;
  readonly workspaceId: string;
  readonly limits: DeadlineLimits;
  readonly now: () => Date;
  /** A server that took an effect longer ago has ended. */
  readonly lockedMs: number;
}

/** Everything that is wrong, by how it is mended. */
export interface Examination {
  readonly records: readonly FoundRecord[];
  /** Memory and database are not of one mind. */
  readonly whole: readonly Breach[];
  readonly live: readonly Breach[];
  readonly forsaken: readonly ForsakenRun[];
  readonly effects: readonly StuckEffect[];
  /** Runs that do not exist. */
  readonly logs: readonly string[];
}

/** Looks at everything once and changes nothing; what is found may be over by the time that it is mended. */
export async function examine(parts: DoctorParts): Promise<Examination> {
  const { database, engine, workspaceId, limits } = parts;
  await engine.current();
  const { stored, records, memory } = await readConsistently(parts);
  return {
    records,
    whole: await lastingBreaches(parts, await wholeBreaches(parts, stored, memory)),
    live: findLiveBreaches(stored, { at: parts.now().getTime(), limits }),
    forsaken: await findForsakenRuns({ ...parts, query: database.query }, stored),
    effects: await findStuckEffects(database.pool, { workspaceId, lockedMs: parts.lockedMs }),
    logs: await listUnknownRuns(database.pool, await parts.logs.listRunIds()),
  };
}

export function breachesOf({
  records,
  whole,
  live,
  forsaken,
  effects,
  logs,
}: Examination): readonly Breach[] {
  return [
    ...records.map(({ code, subject, text }) => ({ code, subject, text })),
    ...whole,
    ...live,
    ...forsaken.map(({ breach }) => breach),
    ...effects.map(breachOfEffect),
    ...logs.map(breachOfLog),
  ];
}

interface Reading {
  readonly stored: WorkspaceCache;
  readonly records: readonly FoundRecord[];
  /** What the server had in memory when the rows had been read. */
  readonly memory: WorkspaceCache | undefined;
}

/** One view of all rows, without holding up the scheduler. */
function readConsistently({ database, engine, workspaceId }: DoctorParts): Promise<Reading> {
  return inSnapshot(database.pool, async (client) => {
    const stored = createWorkspaceCache(workspaceId, await readWorkspace(client, workspaceId));
    const memory = snapshotOf(engine.peek());
    return { stored, memory, records: await findRecordBreaches(client, workspaceId) };
  });
}

/** What is read without the lock may be newer than it says for a moment: only what is found twice counts. */
async function lastingBreaches(parts: DoctorParts, found: readonly Breach[]): Promise<readonly Breach[]> {
  if (found.length === 0) return found;
  const { stored, memory } = await readConsistently(parts);
  const again = new Set((await wholeBreaches(parts, stored, memory)).map(({ subject }) => subject));
  return found.filter(({ subject }) => again.has(subject));
}

/** Commits change the memory in place: what is compared later is what it says now. */
function snapshotOf(cache: WorkspaceCache | undefined): WorkspaceCache | undefined {
  if (!cache) return undefined;
  const { jobs, resources, runs, facts, ...rest } = cache;
  const nextOrder = facts.nextOrder();
  const jobFacts = new Map([...jobs.keys()].map((name) => [name, facts.job(name)]));
  const resourceFacts = new Map([...resources.keys()].map((name) => [name, facts.resource(name)]));
  return {
    ...rest,
    jobs: new Map(jobs),
    resources: new Map(resources),
    runs: new Map(runs),
    facts: {
      ...facts,
      nextOrder: () => nextOrder,
      job: (name) => jobFacts.get(name) ?? facts.job(name),
      resource: (name) => resourceFacts.get(name) ?? facts.resource(name),
    },
  };
}

/** Of another revision the memory may well be different: it is just behind, or ahead, by a commit. */
async function wholeBreaches(
  { database, workspaceId }: DoctorParts,
  stored: WorkspaceCache,
  memory: WorkspaceCache | undefined,
): Promise<readonly Breach[]> {
  if (!memory || memory.revision < stored.revision) return [];
  if (memory.revision === stored.revision) {
    return differencesOf(memory, stored).map((subject) => ({
      code: "memory-differs",
      subject,
      text: `Of ${subject}, the server has other things in memory than the database holds.`,
    }));
  }
  const revision = await findRevision(database.pool, workspaceId);
  if (memory.revision <= revision) return [];
  const text = `The server has seen revision ${String(memory.revision)} of ${memory.name}; the database is at ${String(revision)}.`;
  return [{ code: "revision-behind", subject: memory.name, text }];
}

function breachOfEffect({ id, task, attempts, isGivenUp, lastError }: StuckEffect): Breach {
  const subject = `${task} ${id}`;
  const why = lastError === null ? "" : `: ${lastError}`;
  const text = isGivenUp
    ? `${subject} was given up after ${String(attempts)} attempts${why}.`
    : `${subject} was taken by a server that did not finish it.`;
  return { code: "effect-stuck", subject, text };
}

function breachOfLog(runId: string): Breach {
  return {
    code: "log-of-no-run",
    subject: runId,
    text: `There are logs of the run ${runId}, which does not exist.`,
  };
}
