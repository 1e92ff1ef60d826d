import { bindVersions } from "./binding.ts";
import { REASONS } from "./decision.ts";
import type { JobDecision, ReasonCode } from "./decision.ts";
import type { Facts, WaitingJob } from "./facts.ts";
import { inputStandingsOf } from "./input-standing.ts";
import type { Reason } from "./input-standing.ts";
import type { InStep, Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { hasNumber } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import { isQuarantined } from "./quarantine.ts";
import { isFinal } from "./run.ts";
import type { RunStatus, VersionNumbers } from "./run.ts";
import { releaseThisVersion, replayVersion, runByHand, waitForJob } from "./unblock.ts";
import { busyUpstream, sentenceOfWait } from "./upstream.ts";
import { versionsRead } from "./versions-read.ts";
import { replaysLeft } from "./waited-replays.ts";
import type { Workflow } from "./workflow.ts";
import { withReason } from "./with-reason.ts";

export const FATES = ["took", "will-take", "did-not"] as const;
/** What became of a version at one consumer. */
export type FateOutcome = (typeof FATES)[number];

export interface Fate {
  readonly job: string;
  readonly isSwitchedOn: boolean;
  readonly outcome: FateOutcome;
  /** The runs that took it, or will. */
  readonly runs: readonly { readonly number: number; readonly status: RunStatus }[];
  /** Why the job did not take it, or what it waits for; absent where it took it. */
  readonly reason?: Reason;
}

/** A run that read the version, or that was made for it. */
export interface FateRun {
  readonly number: number;
  readonly status: RunStatus;
  readonly reads?: VersionNumbers;
  readonly isStarted: boolean;
  /** Why it ended as it did. */
  readonly endedReason?: string;
}

/** What was fetched of the history of one consumer and the version. */
export interface FateHistory {
  /** Runs that read the version, oldest first. */
  readonly takers: readonly Pick<FateRun, "number" | "status">[];
  /** The first decision about the version. */
  readonly first?: JobDecision;
  /** The run that this decision made. */
  readonly made?: FateRun;
}

export interface VersionAsked {
  readonly name: string;
  readonly number: number;
}

/** What became of a version at each of its consumers, in declared order, each job once. */
export function fatesOfVersion(
  workflow: Workflow,
  facts: Facts,
  version: VersionAsked,
  historyOf: (job: string) => FateHistory,
): readonly Fate[] {
  const consumers = new Map<string, { readonly job: Job; readonly input: InStep }>();
  for (const consumption of workflow.consumers.get(version.name) ?? []) {
    if (!consumers.has(consumption.job.name)) consumers.set(consumption.job.name, consumption);
  }
  return [...consumers.values()].map(({ job, input }) =>
    fateOf({ workflow, facts, version, job, input, history: historyOf(job.name) }),
  );
}

interface Look {
  readonly workflow: Workflow;
  readonly facts: Facts;
  readonly version: VersionAsked;
  readonly job: Job;
  readonly input: InStep;
  readonly history: FateHistory;
}

function fateOf(look: Look): Fate {
  const { job, input, history } = look;
  const base = { job: job.name, isSwitchedOn: input.isSwitchedOn };
  if (history.takers.length > 0) {
    const runs = history.takers.map(({ number, status }) => ({ number, status }));
    return { ...base, outcome: "took", runs };
  }
  const coming = runsThatWill(look);
  if (coming.length > 0) return { ...base, outcome: "will-take", runs: coming };
  const wait = waitFor(look);
  if (wait) return { ...base, outcome: "will-take", runs: [], reason: wait };
  return { ...base, outcome: "did-not", runs: [], reason: whyNot(look) };
}

/** Runs that have not started and are bound to the version, or would read it if they started now. */
function runsThatWill({ workflow, facts, version, job }: Look): Fate["runs"] {
  return facts
    .job(job.name)
    .live.filter(
      (run) =>
        run.status !== "processing" &&
        ownValue(versionsRead(workflow, facts, job, run), version.name) === version.number,
    )
    .map(({ number, status }) => ({ number, status }));
}

/** A waiting job, or the versions that still need a run. */
function waitFor(look: Look): Reason | undefined {
  const { workflow, facts, version, job, input } = look;
  const own = facts.job(job.name);
  if (own.waiting && ownValue(readsAfter(look, own.waiting), version.name) === version.number) {
    const busy = busyUpstream(workflow, facts, job);
    return { code: "waits-for-upstream", text: sentenceOfWait(busy), unblock: busy.map(waitForJob) };
  }
  if (!hasNumber(ownValue(own.backlog, input.from) ?? [], version.number)) return undefined;
  const against = inputStandingsOf(workflow, facts, job).flatMap(({ reasons }) => reasons);
  const text = REASONS["every-version"];
  return against[0] ?? { code: "every-version", text, unblock: [] };
}

/** What the run of a waiting job would read if its wait were over now. */
function readsAfter({ workflow, facts, job }: Look, { because, replays: sent }: WaitingJob): VersionNumbers {
  const replays = replaysLeft(workflow, facts, job, sent);
  const isWhole = job.approval !== undefined;
  const binding = bindVersions(workflow, facts, job, { firing: new Set([because]), replays, isWhole });
  return binding.ok ? versionsRead(workflow, facts, job, { bound: binding.bound }) : {};
}

function whyNot(look: Look): Reason {
  const { job, history, version } = look;
  const { first, made } = history;
  // Whatever kept it from being taken, nothing else helps now.
  if (isQuarantined(look.workflow, look.facts, version.name, version.number)) {
    const text = `Version ${String(version.number)} of ${version.name} is in quarantine.`;
    return { code: "version-quarantined", text, unblock: [releaseThisVersion(version.name, version.number)] };
  }
  if (!first) {
    const text = `${REASONS["never-offered"]} It was there before the job could take it, or came with the configuration.`;
    return { code: "never-offered", text, unblock: [runByHand(job.name)] };
  }
  if (made && !made.isStarted && isFinal(made.status)) {
    const ended = `Run ${String(made.number)}, which was made for it, was ${made.status}`;
    const text = made.endedReason === undefined ? ended : withReason(ended, made.endedReason);
    return { code: "run-ended-unstarted", text: withStop(text), unblock: [runByHand(job.name)] };
  }
  const other = made && versionOf(look, made);
  if (other !== undefined) {
    const reads = made?.isStarted === true ? "read" : "will read";
    const text = `Run ${String(made?.number)}, which was made for it, ${reads} version ${String(other)}.`;
    return { code: "newer-version-read", text, unblock: [] };
  }
  if (first.reason === "not-passed") return whyNotPassed(look) ?? reasonOf(first);
  return reasonOf(first);
}

function reasonOf({ reason: code, text, unblock }: JobDecision): Reason {
  return { code, text, unblock };
}

/** No version has passed anything when it comes: what counts is what stands in its way now. */
function whyNotPassed(look: Look): Reason | undefined {
  const { workflow, facts, version, job } = look;
  const standings = inputStandingsOf(workflow, facts, job);
  const own = standings.find(({ from }) => from === version.name);
  if (own?.version === version.number)
    return standings.flatMap(({ reasons }) => reasons).find(({ code }) => HOLDING.has(code));
  return own?.reasons.find(({ code }) => code === "not-passed") ?? whyPassedBy(look);
}

/** It has passed, and yet no run has it. Which of the two it was is not kept. */
function whyPassedBy({ facts, version: { name, number }, input }: Look): Reason | undefined {
  const passed = input.passed ?? [];
  const hasPassed = passed.every((each) =>
    (facts.job(each).successes ?? []).some(({ versions }) => ownValue(versions, name) === number),
  );
  if (!hasPassed) return undefined;
  const itself = `Version ${String(number)} of ${name} has passed ${listOf(passed)}, but no run read it`;
  const text = `${itself}: a newer one was taken, or the run that was made for it never started.`;
  return { code: "newer-version-read", text, unblock: [replayVersion(name, number)] };
}

/** What keeps a job from starting over another IN. */
const HOLDING: ReadonlySet<ReasonCode> = new Set(["input-unhealthy", "not-passed"]);

/** The version that a run took, or takes when it starts. */
function versionOf({ workflow, facts, job, version }: Look, run: FateRun): number | undefined {
  if (run.isStarted) return ownValue(run.reads, version.name);
  const live = facts.job(job.name).live.find(({ number }) => number === run.number);
  return live && ownValue(versionsRead(workflow, facts, job, live), version.name);
}

function withStop(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
