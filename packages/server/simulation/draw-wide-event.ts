import { answersOf, approvalOf, inputsOf } from "@landbridge/core";
import type { JobInput, Pin } from "@landbridge/core";
import type { EngineEvent } from "../src/engine/engine-event.ts";
import { keyOf } from "../src/engine/webhook.ts";
import { newestOf } from "../src/engine/workspace-cache.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { EVENT_WEIGHTS, drawEvent, drawVoter } from "./draw-event.ts";
import { PEOPLE } from "./draw-line.ts";
import type { Random } from "./random.ts";

/** What people and the outside do to a workspace that has everything, with how often. */
export const WIDE_EVENT_WEIGHTS = {
  ...EVENT_WEIGHTS,
  vote: 20,
  askWithInputs: 14,
  pinByName: 4,
  webhook: 9,
  build: 9,
} as const;
export type WideEventKind = keyof typeof WIDE_EVENT_WEIGHTS;

export interface WideDrawing {
  readonly random: Random;
  readonly cache: WorkspaceCache;
  readonly count: (what: string) => void;
}

export function drawWideEvent(kind: WideEventKind, drawing: WideDrawing): EngineEvent | undefined {
  switch (kind) {
    case "arrive":
      return drawLook(drawing);
    case "askWithInputs":
      return drawAsk(drawing);
    case "vote":
      return drawVoteWithAnswers(drawing);
    case "pinByName":
      return drawPinByName(drawing);
    case "webhook":
      return drawWebhook(drawing);
    case "build":
      return drawBuild(drawing);
    default:
      return drawEvent(kind, drawing.random, drawing.cache);
  }
}

/** Somebody wants something that is removed gone for good; now and then it is declared still. */
export function drawDeletion({ random, cache }: WideDrawing): EngineEvent | undefined {
  const { facts } = cache;
  const things = [
    ...[...cache.jobs.keys()].map((name) => ({
      kind: "job" as const,
      name,
      isDeleted: facts.job(name).isDeleted,
    })),
    ...[...cache.resources.keys()].map((name) => ({
      kind: "resource" as const,
      name,
      isDeleted: facts.resource(name).isDeleted,
    })),
  ];
  const one = random.pick(things.filter(({ isDeleted }) => isDeleted)) ?? random.pick(things);
  return one && { type: "deletion-asked", kind: one.kind, name: one.name, by: "ann" };
}

function drawAsk({ random, cache, count }: WideDrawing): EngineEvent | undefined {
  const jobs = [...cache.workflow.jobs.values()];
  const job = random.pick(jobs.filter(({ inputs = [] }) => inputs.length > 0)) ?? random.pick(jobs);
  if (!job) return undefined;
  const inputs = drawGiven(random, job.inputs ?? []);
  if (Object.keys(inputs).length > 0) count("inputs given");
  return { type: "run-asked", job: job.name, by: random.pick(PEOPLE) ?? "ann", env: {}, inputs };
}

/** Mostly what is asked for; else of another type, left out, or unknown. */
function drawGiven(random: Random, declared: readonly JobInput[]): Record<string, unknown> {
  const given: Record<string, unknown> = random.chance(0.05) ? { COLOUR: "red" } : {};
  for (const input of declared) {
    if (random.chance(input.default === undefined ? 0.05 : 0.4)) continue;
    given[input.name] = random.chance(0.93)
      ? drawFitting(random, input)
      : random.pick(["none", [], Infinity]);
  }
  return given;
}

function drawFitting(random: Random, input: JobInput): unknown {
  switch (input.type) {
    case "number":
      return random.chance(0.5) ? random.between(0, 9) : String(random.between(0, 9));
    case "boolean":
      return random.pick([true, false, "yes", "off"]);
    case "choice":
      return random.pick(input.options);
    case "string":
      return random.pick(["", "many", "7"]);
  }
}

function drawVoteWithAnswers({ random, cache, count }: WideDrawing): EngineEvent | undefined {
  const gated = [...cache.runs.values()].filter(({ status }) => status === "gated");
  const live = random.pick(gated)?.live;
  if (!live?.gate) return undefined;
  const voted = { type: "voted", job: live.job, number: live.number, voter: drawVoter(random) } as const;
  if (random.chance(0.1)) return { ...voted, kind: "reject" };
  const before = answersOf(live.gate);
  const { inputs = [] } = approvalOf(cache.workflow.jobs.get(live.job));
  const asked = inputs.filter(({ name }) => !Object.hasOwn(before, name) || random.chance(0.2));
  if (asked.length > 0) count("answers given");
  return { ...voted, kind: "approve", inputs: drawGiven(random, asked) };
}

/** By a name that some version has. */
function drawPinByName({ random, cache, count }: WideDrawing): EngineEvent | undefined {
  const job = random.pick([...cache.workflow.jobs.values()]);
  const input = job && random.pick(inputsOf(job));
  if (!input) return undefined;
  const latest = cache.resources.get(input.from)?.latest ?? cache.jobs.get(input.from)?.version;
  const versionName = latest?.name ?? `v${String(random.between(1, 4))}`;
  const pin: Pin = { kind: "name", versionName };
  count("pin by name");
  return { type: "pin-asked", job: job.name, input: input.from, pin, by: random.pick(PEOPLE) ?? "ann" };
}

/** Somebody looked outside: mostly there is what was there before. */
function drawLook({ random, cache, count }: WideDrawing): EngineEvent | undefined {
  const record = random.pick([...cache.resources.values()]);
  const newest = record && newestOf(record);
  if (!newest || random.chance(0.4)) return drawEvent("arrive", random, cache);
  count("look at what is known");
  const { values, files, name } = newest;
  const content = { values, files, ...(name === undefined ? {} : { name }) };
  return { type: "version-arrived", resource: newest.resource, content, seen: newest.number, by: "registry" };
}

function drawWebhook({ random, cache }: WideDrawing): EngineEvent | undefined {
  const hook = random.pick(
    [...cache.resources.values()].filter(({ resource: { type } }) => type === "webhook"),
  );
  if (!hook) return undefined;
  const known = keyOf(hook.latest?.values) ?? "";
  return {
    type: "webhook-posted",
    resource: hook.resource.name,
    key: random.chance(0.95) ? known : "a guess",
    payload: { KEY: random.between(1, 99) },
    url: "https://landbridge.test/hook",
    ...(random.chance(0.8) ? { delivery: `delivery-${String(random.between(1, 12))}` } : {}),
  };
}

function drawBuild({ random, cache }: WideDrawing): EngineEvent | undefined {
  const isUsual = random.chance(0.95);
  const jobs = [...cache.jobs.values()].filter(({ job: { type } }) => !isUsual || type === "externalCI");
  const servers = [...cache.resources.values()].filter(
    ({ resource: { type } }) => !isUsual || type === "externalCIServer",
  );
  const [job, server] = [random.pick(jobs), random.pick(servers)];
  if (!job || !server) return undefined;
  const buildId = String(random.between(1, 5));
  return {
    type: "build-told",
    job: job.job.name,
    status: random.weighted({ processing: 5, success: 4, failure: 1 }),
    server: random.chance(0.5) ? server.id : server.resource.name,
    buildId,
    buildUrl: `https://ci.test/${buildId}`,
    data: {
      [random.pick(["KEY", "OTHER"]) ?? "KEY"]: random.between(1, 99),
      ...(random.chance(0.3) ? { versionName: `v${String(random.between(1, 4))}` } : {}),
    },
  };
}
