import { AppError, EMPTY_STATE, decideManualRun, isFinal, quarantinedAmong } from "@landbridge/core";
import type { JobDecision, ManualAsked, RerunKind, VersionNumbers } from "@landbridge/core";
import { jobOf, newRunRecord, putAudit, putDecision, putEvent, putRun, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening, endSuperseded } from "./consequences.ts";
import { readGiven, readOld } from "./given-values.ts";
import type { GivenValues } from "./given-values.ts";
import type { HistoryReader } from "./remember.ts";
import { isExternal } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";

/** Somebody wants a run of a job. */
export interface RunAsked {
  readonly job: string;
  readonly by: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values of the inputs that the job declares, and perhaps of others: read in the transaction. */
  readonly inputs?: GivenValues;
}

/** Refuses with INPUTS_INVALID what does not fit the inputs that the job declares by then. */
export function askRun(batch: Batch, { job, by, env, inputs = {} }: RunAsked): RunRecord {
  const cause = { kind: "manual", by } as const;
  const given = givenWith(env, readGiven(batch.workflow.jobs.get(job)?.inputs ?? [], inputs));
  const record = makeRun(batch, { job, cause, text: `${by} asked for a run of ${job}`, given });
  putAudit(batch, { actor: by, action: "run", subject: job, details: { number: record.live.number } });
  return record;
}

function givenWith(
  env: RunRecord["env"],
  { values, env: ofInputs }: Pick<ReturnType<typeof readGiven>, "values" | "env">,
): Given {
  const inputs = Object.keys(values).length > 0 ? { inputs: values } : {};
  return { env: { ...env, ...ofInputs }, ...inputs };
}

/** Somebody wants a run that has ended again. */
export interface RerunAsked {
  readonly job: string;
  readonly number: number;
  readonly how: RerunKind;
  readonly by: string;
}

/**
 * Makes a run that repeats one that has ended: its frozen plan as it was or from the step that failed on, or the
 * versions that it took with the definition of today. Refuses with RUN_NOT_FOUND, RUN_NOT_REPEATABLE.
 */
export async function askRerun(batch: Batch, reader: HistoryReader, asked: RerunAsked): Promise<RunRecord> {
  const { job, number, how, by } = asked;
  const record = jobOf(batch, job);
  if (!record) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
  const name = `${job} #${String(number)}`;
  const old = endedInBatch(batch, asked) ?? (await reader.findEndedRun({ id: record.id, name: job }, number));
  if (!old) throw whyNotThere(batch, asked);
  const reads = old.live.reads ?? {};
  refuseQuarantined(batch, name, reads);
  const replays = how === "today" ? undefined : replayOf(old, how, name);
  const made = makeRun(batch, {
    job,
    cause: { kind: "rerun", by, runNumber: number, how },
    text: `${by} ran ${name} again`,
    bound: replays ? reads : { ...old.live.bound, ...reads },
    given: replays ? givenBefore(old) : givenAgain(batch, old),
    ...(replays ? { replays } : {}),
  });
  putAudit(batch, {
    actor: by,
    action: "rerun",
    subject: job,
    details: { number, how, as: made.live.number },
  });
  return made;
}

/** A run that ended in this batch is not in the history yet: its plan is kept at hand for the run that repeats it. */
function endedInBatch(
  batch: Batch,
  { job, number }: Pick<RerunAsked, "job" | "number">,
): RunRecord | undefined {
  const found = [...batch.runs.values()].find(({ live }) => live.job === job && live.number === number);
  if (!found || !isFinal(found.status)) return undefined;
  const { live, plan, state = EMPTY_STATE } = found;
  if (plan) batch.memory.putPlan(live.id, { plan, state });
  return found;
}

/** Somebody sends an old version down the graph again. */
export interface ReplayAsked {
  readonly kind: "resource" | "job";
  readonly name: string;
  readonly number: number;
  readonly by: string;
}

/** Lets the consumers of an old version hear of it as if it came now: their runs are bound to it. */
export async function askReplay(
  batch: Batch,
  reader: HistoryReader,
  asked: ReplayAsked,
): Promise<readonly JobDecision[]> {
  const { kind, name, number, by } = asked;
  const record = kind === "job" ? jobOf(batch, name) : resourceOf(batch, name);
  if (!record)
    throw new AppError(
      kind === "job" ? "JOB_NOT_FOUND" : "RESOURCE_NOT_FOUND",
      `There is no ${kind} named ${name}.`,
    );
  const found = keptVersion(batch, asked) ?? (await findVersion(reader, record.id, asked));
  if (!found) throw new AppError("VERSION_NOT_FOUND", `${name} has no version ${String(number)}.`);
  refuseQuarantined(batch, `Version ${String(number)} of ${name}`, { [name]: number });
  const text = `${by} sent version ${String(number)} of ${name} down the graph again`;
  const event = putEvent(batch, { kind: "replayed", subject: name, text });
  putAudit(batch, { actor: by, action: "replay", subject: name, details: { number } });
  const named = found.name === undefined ? {} : { versionName: found.name };
  return applyHappening(batch, event, { versions: [], replayed: { name, number, ...named }, by });
}

/** One that was made in this batch, for example, which the history does not have yet. */
function keptVersion({ memory }: Batch, { kind, name, number }: ReplayAsked): Named | undefined {
  return kind === "job" ? memory.jobVersion(name, number) : memory.resourceVersion(name, number);
}

async function findVersion(
  reader: HistoryReader,
  id: string,
  { kind, number }: ReplayAsked,
): Promise<Named | undefined> {
  const wanted = [{ id, number }];
  const { resources, jobs } = await reader.findContents({
    resources: kind === "resource" ? wanted : [],
    jobs: kind === "job" ? wanted : [],
    plans: [],
  });
  return resources[0] ?? jobs[0];
}

/** A version, as far as a replay is concerned. */
type Named = { readonly name?: string };

interface NewManualRun extends Omit<ManualAsked, "newRunId"> {
  /** The event in words. */
  readonly text: string;
  readonly given: Given;
}

type Given = Partial<Pick<RunRecord, "env" | "inputs">>;

function makeRun(batch: Batch, { text, given, ...asked }: NewManualRun): RunRecord {
  const outcome = decideManualRun(batch.workflow, batch.draft, { ...asked, newRunId: batch.newId });
  if (!outcome.ok) {
    throw new AppError(outcome.reason === "job-unknown" ? "JOB_NOT_FOUND" : "RUN_REFUSED", outcome.text);
  }
  const event = putEvent(batch, { kind: "run-asked", subject: asked.job, text });
  const decision = putDecision(batch, event, outcome.decision);
  const record = newRunRecord(batch, outcome.request.run, decision.id, given);
  putRun(batch, record);
  endSuperseded(batch, outcome.superseded);
  return record;
}

function givenBefore({ env, inputs }: RunRecord): Given {
  return { env, ...(inputs ? { inputs } : {}) };
}

/** With the definition of today, by the types that it declares. */
function givenAgain(batch: Batch, { live, env, inputs = {} }: RunRecord): Given {
  return givenWith(env, readOld(batch.workflow.jobs.get(live.job)?.inputs ?? [], inputs));
}

function whyNotThere(batch: Batch, { job, number }: RerunAsked): AppError {
  const facts = batch.draft.job(job);
  const name = `${job} #${String(number)}`;
  if (facts.live.some((run) => run.number === number)) {
    return new AppError("RUN_NOT_REPEATABLE", `${name} has not ended.`, {
      hint: "Wait for its end, or cancel it.",
    });
  }
  return new AppError("RUN_NOT_FOUND", `There is no run ${name}.`);
}

function replayOf(old: RunRecord, how: Exclude<RerunKind, "today">, name: string): ManualAsked["replays"] {
  if (isExternal(old)) {
    const text = `${name} was a build of another server: nothing of it can be repeated here.`;
    throw new AppError("RUN_NOT_REPEATABLE", text, { hint: "Build it there again." });
  }
  if (!old.startedAt) {
    throw new AppError(
      "RUN_NOT_REPEATABLE",
      `${name} never started: there is nothing that could be repeated.`,
      {
        hint: "Run it with the definition of today.",
      },
    );
  }
  if (how === "same") return { runId: old.live.id };
  const failed = old.steps?.find(({ status }) => status !== "success" && status !== "skipped");
  if (!failed || old.status === "success") {
    throw new AppError("RUN_NOT_REPEATABLE", `No step of ${name} failed.`, {
      hint: "Run the whole run again.",
    });
  }
  return { runId: old.live.id, fromStep: failed.index };
}

function refuseQuarantined(batch: Batch, what: string, versions: VersionNumbers): void {
  const [bad] = quarantinedAmong(batch.workflow, batch.draft, versions);
  if (!bad) return;
  const version = `version ${String(bad.number)} of ${bad.name}`;
  throw new AppError("VERSION_QUARANTINED", `${what} can't be used: ${version} is in quarantine.`, {
    hint: `Release ${version} first.`,
  });
}
