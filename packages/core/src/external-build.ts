import { newDecision } from "./decision.ts";
import type { JobDecision } from "./decision.ts";
import type { FactsDraft } from "./facts.ts";
import type { Job } from "./job.ts";
import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { changeRun, queueRun } from "./run-queue.ts";
import type { NewRunId } from "./run-queue.ts";
import type { LiveRun } from "./run.ts";
import type { StateSnapshot } from "./run-plan.ts";
import { sentenceOfCause } from "./trigger-cause.ts";
import type { Workflow } from "./workflow.ts";

/** How long the end of a build is waited for whose job says nothing of it. */
const EXTERNAL_TIMEOUT_MINUTES = 1440;

/** A build of another server, as it names it. */
export interface ExternalBuild {
  /** Name of the externalCIServer resource. */
  readonly server: string;
  readonly id: string;
  readonly url: string;
}

/** The codes that builds are told with (reference §3.7). */
export const BUILD_CODES = { 4001: "processing", 4002: "success", 4003: "failure" } as const;
export type BuildCode = keyof typeof BUILD_CODES;
export type BuildStatus = (typeof BUILD_CODES)[BuildCode];

export function isBuildCode(code: number): code is BuildCode {
  return Object.hasOwn(BUILD_CODES, code);
}

export type ExternalJob =
  | { readonly ok: true; readonly job: Job }
  | { readonly ok: false; readonly why: "unknown" | "unfit" | "inconsistent"; readonly text: string };

/** The job that builds of other servers are told of; refuses one that takes none. */
export function findExternalJob(workflow: Workflow, draft: FactsDraft, name: string): ExternalJob {
  const job = workflow.jobs.get(name);
  if (!job || draft.job(name).isDeleted)
    return { ok: false, why: "unknown", text: `There is no job named ${name}.` };
  if (job.type !== "externalCI") {
    const text = `${name} is of type ${job.type}; only jobs of type externalCI take builds of other servers.`;
    return { ok: false, why: "unfit", text };
  }
  const { inconsistent } = draft.job(name);
  return inconsistent === undefined
    ? { ok: true, job }
    : { ok: false, why: "inconsistent", text: inconsistent };
}

/**
 * Makes the run of a build that is under way elsewhere: it is processing from the start, whatever the start rule
 * says, because nobody here could hold it. The draft holds it already.
 */
export function beginExternalRun(
  draft: FactsDraft,
  job: Job,
  { build, newRunId }: { readonly build: ExternalBuild; readonly newRunId: NewRunId },
): { readonly decision: JobDecision; readonly run: LiveRun } {
  const endsBy = draft.now + (job.runtime.timeoutMinutes ?? EXTERNAL_TIMEOUT_MINUTES) * 60_000;
  const { server, id: buildId, url: buildUrl } = build;
  const cause = { kind: "external", server, buildId, buildUrl, endsBy } as const;
  // An approval would hold what is under way already.
  const { approval: _none, ...plain } = job;
  const queued = queueRun(draft, plain, { id: newRunId(), mode: job.dependencyMode, cause });
  const run: LiveRun = { ...queued, status: "processing" };
  changeRun(draft, run);
  const decision = newDecision({
    job: job.name,
    verdict: "queued",
    reason: "external-build",
    text: `Run ${run.number} was made because ${sentenceOfCause(cause)}.`,
    runNumber: run.number,
  });
  return { decision, run };
}

/** What consumers read of a build: its data as texts, and the name of the version if it gives one. */
export function stateOfBuild(data: JsonObject): {
  readonly state: StateSnapshot;
  readonly versionName?: string;
} {
  const { versionName, ...rest } = data;
  const values = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, textOf(value)]));
  const name = isJsonObject(versionName) || Array.isArray(versionName) ? "" : textOf(versionName);
  return { state: { values, files: [] }, ...(name === "" ? {} : { versionName: name }) };
}
