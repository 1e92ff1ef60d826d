import { RERUN_KINDS, inputsOf } from "@landbridge/core";
import type { Voter } from "@landbridge/core";
import type { EngineEvent } from "../src/engine/engine-event.ts";
import type { RunRecord } from "../src/engine/run-record.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { drawPairs } from "./agents.ts";
import { PEOPLE, drawPin } from "./draw-line.ts";
import type { Random } from "./random.ts";

/** What people and the outside do to a workspace, with how often. */
export const EVENT_WEIGHTS = {
  post: 22,
  arrive: 8,
  ask: 10,
  rerun: 5,
  replay: 4,
  cancel: 4,
  dropWaiting: 2,
  pause: 3,
  resume: 5,
  pin: 3,
  unpin: 3,
  quarantine: 3,
  release: 3,
  vote: 10,
} as const;
export type EventKind = keyof typeof EVENT_WEIGHTS;

/** An event of this kind on the workspace as it is; `undefined` where nothing suits. */
export function drawEvent(kind: EventKind, random: Random, cache: WorkspaceCache): EngineEvent | undefined {
  const by = random.pick(PEOPLE) ?? "ann";
  const job = random.pick([...cache.workflow.jobs.keys()]);
  if (job === undefined) return undefined;
  switch (kind) {
    case "post":
    case "arrive":
      return drawVersion(kind, random, cache);
    case "ask":
      return { type: "run-asked", job, by, env: {} };
    case "rerun": {
      const number = random.between(1, Math.max(1, cache.facts.job(job).lastRunNumber));
      return { type: "rerun-asked", job, number, how: random.pick(RERUN_KINDS) ?? "same", by };
    }
    case "replay":
      return { type: "replay-asked", ...drawThing(random, cache), by };
    case "cancel": {
      const run = drawRun(random, cache, () => true);
      return run && { type: "cancel-asked", job: run.live.job, number: run.live.number, by };
    }
    case "dropWaiting": {
      const waiting = random.pick(cache.facts.waitingJobs());
      return waiting === undefined ? undefined : { type: "waiting-drop-asked", job: waiting, by };
    }
    case "pause":
      return { type: "pause-asked", job, isPaused: true, by };
    case "resume": {
      const paused = [...cache.workflow.jobs.keys()].filter((name) => cache.facts.job(name).isPaused);
      const resumed = random.pick(paused);
      return resumed === undefined ? undefined : { type: "pause-asked", job: resumed, isPaused: false, by };
    }
    case "vote":
      return drawVote(random, cache);
    case "pin":
    case "unpin":
      return drawPinning(kind, random, cache);
    case "quarantine":
    case "release":
      return drawQuarantine(kind, random, cache);
  }
}

function drawVersion(
  kind: "post" | "arrive",
  random: Random,
  cache: WorkspaceCache,
): EngineEvent | undefined {
  const record = random.pick([...cache.resources.values()]);
  if (!record) return undefined;
  const { name: resource } = record.resource;
  const { versionName, ...values } = drawPairs(random);
  const named = versionName === undefined ? {} : { versionName };
  if (kind === "post")
    return { type: "version-posted", resource, posted: { values, ...named }, by: "webhook" };
  const content = { values, files: [], ...(versionName === undefined ? {} : { name: versionName }) };
  const seen = Math.max(0, (record.latest?.number ?? 0) - random.between(0, 1));
  return { type: "version-arrived", resource, content, seen, by: "registry" };
}

function drawThing(
  random: Random,
  cache: WorkspaceCache,
): { kind: "resource" | "job"; name: string; number: number } {
  const isJob = random.chance(0.4);
  const name = random.pick([...(isJob ? cache.workflow.jobs : cache.workflow.resources).keys()]) ?? "r0";
  const last = isJob ? cache.facts.job(name).lastRunNumber : cache.facts.resource(name).lastVersionNumber;
  // Mostly one of the newest, which somebody may be about to take.
  const number = Math.max(1, last - (random.chance(0.7) ? random.between(0, 2) : random.between(0, last)));
  return { kind: isJob ? "job" : "resource", name, number };
}

function drawRun(
  random: Random,
  cache: WorkspaceCache,
  fits: (record: RunRecord) => boolean,
): RunRecord | undefined {
  return random.pick([...cache.runs.values()].filter(fits));
}

function drawVote(random: Random, cache: WorkspaceCache): EngineEvent | undefined {
  const run = drawRun(random, cache, ({ status }) => status === "gated");
  if (!run) return undefined;
  const voter = drawVoter(random);
  const kind = random.chance(0.85) ? "approve" : "reject";
  return { type: "voted", job: run.live.job, number: run.live.number, voter, kind };
}

export function drawVoter(random: Random): Voter {
  const name = random.pick(PEOPLE) ?? "ann";
  return { name, groups: name === "bob" || name === "cem" ? ["ops"] : [], mayRun: true };
}

function drawPinning(kind: "pin" | "unpin", random: Random, cache: WorkspaceCache): EngineEvent | undefined {
  const by = random.pick(PEOPLE) ?? "ann";
  if (kind === "unpin") {
    const pinned = [...cache.workflow.jobs.keys()].flatMap((job) =>
      Object.keys(cache.facts.job(job).pins ?? {}).map((input) => ({ job, input })),
    );
    const one = random.pick(pinned);
    return one && { type: "pin-asked", ...one, by };
  }
  const job = random.pick([...cache.workflow.jobs.values()]);
  const input = job && random.pick(inputsOf(job));
  return input && { type: "pin-asked", job: job.name, input: input.from, pin: drawPin(random), by };
}

function drawQuarantine(
  kind: "quarantine" | "release",
  random: Random,
  cache: WorkspaceCache,
): EngineEvent | undefined {
  const rest = { by: random.pick(PEOPLE) ?? "ann", reason: "it is bad" };
  if (kind === "quarantine")
    return { type: "quarantine-asked", ...drawThing(random, cache), ...rest, isQuarantined: true };
  const bad = [
    ...[...cache.workflow.jobs.keys()].flatMap((name) =>
      (cache.facts.job(name).quarantined ?? []).map((number) => ({ kind: "job" as const, name, number })),
    ),
    ...[...cache.workflow.resources.keys()].flatMap((name) =>
      (cache.facts.resource(name).quarantined ?? []).map((number) => ({
        kind: "resource" as const,
        name,
        number,
      })),
    ),
  ];
  const one = random.pick(bad);
  return one && { type: "quarantine-asked", ...one, ...rest, isQuarantined: false };
}
