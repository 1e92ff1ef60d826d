import type { Approval, InStep, Job, OutStep, Resource, Retry, Section, Step } from "@landbridge/core";
import { inputsOf, outputsOf } from "@landbridge/core";
import type { Random } from "./random.ts";

/** A random graph: jobs read of earlier jobs, and of resources that earlier jobs make. */
export interface Line {
  readonly resources: readonly Resource[];
  readonly jobs: readonly Job[];
  /** Place of the job that makes versions of a resource; those without one are made outside. */
  readonly makers: ReadonlyMap<string, number>;
  readonly pools: readonly string[];
  /** Schedules, webhooks, builds of other servers and inputs are part of it. */
  readonly isWide?: boolean;
  /** Several sources declare it, and time limits hold for it. */
  readonly isWhole?: boolean;
}

export const PEOPLE = ["ann", "bob", "cem", "dia"] as const;
const NO_SECTION: Section = { script: [], notify: [] };

export function drawLine(random: Random): Line {
  const count = random.between(3, 15);
  const resources = Array.from({ length: random.between(2, 6) }, (_, index) =>
    drawResource(random, `r${String(index)}`),
  );
  const makers = new Map<string, number>();
  for (const { name, type } of resources) {
    if (type !== "trigger" && random.chance(0.45)) makers.set(name, random.between(0, count - 2));
  }
  const pools = random.chance(0.3) ? ["default", "big"] : ["default"];
  let line: Line = { resources, jobs: [], makers, pools };
  for (let index = 0; index < count; index += 1) {
    line = { ...line, jobs: [...line.jobs, drawJob(random, line, index)] };
  }
  return line;
}

function drawResource(random: Random, name: string): Resource {
  const type = random.weighted({ params: 4, image: 4, version: 1, state: 1, trigger: 1 });
  return { name, type, flags: [], values: drawValues(random, type) };
}

export function drawValues(random: Random, type: string): Resource["values"] {
  const key = String(random.between(1, 9));
  switch (type) {
    case "params":
      return { params: { KEY: key } };
    case "image":
      return { sourceName: "shop/app", versionName: `v${key}` };
    case "version":
      return { versionName: `1.${key}.0` };
    case "trigger":
      return { counter: key };
    case "time":
      return drawSchedule(random);
    case "webhook":
      return random.chance(0.5) ? { webhookKey: `key-${key}` } : {};
    default:
      return {};
  }
}

const INTERVALS = [
  "*/5 * * * *",
  "*/20 * * * *",
  "7 * * * *",
  "30 1,2,3 * * *",
  "0 */6 * * *",
  "* 2 * * *",
] as const;
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"] as const;

function drawSchedule(random: Random): Resource["values"] {
  return {
    interval: random.pick(INTERVALS) ?? "",
    ...(random.chance(0.7) ? { timezone: random.pick(ZONES) ?? "" } : {}),
    ...(random.chance(0.3) ? { catchUp: false } : {}),
  };
}

/** The job at this place of the line, drawn anew: its name stays. */
export function drawJob(random: Random, line: Line, index: number): Job {
  const type = random.weighted({ runSh: 17, manifest: 2, release: 1 });
  const steps = [...drawInputs(random, line, index), ...drawWork(line, index)];
  return {
    name: `j${String(index)}`,
    type,
    steps,
    dependencyMode: random.weighted({ chrono: 3, strict: 3, immediate: 2 }),
    triggerMode: random.weighted({ serial: 2, parallel: 1 }),
    priority: random.between(0, 2),
    runtime: {
      env: {},
      ...(random.chance(0.5) ? { nodePool: random.pick(line.pools) ?? "default" } : {}),
      timeoutMinutes: random.between(1, 5),
    },
    integrations: [],
    flags: [],
    allowPublicAccess: false,
    sections: {
      onStart: NO_SECTION,
      onSuccess: NO_SECTION,
      onFailure: NO_SECTION,
      onCancel: NO_SECTION,
      always: NO_SECTION,
    },
    options: {},
    ...drawRules(random, steps),
  };
}

function drawRules(random: Random, steps: readonly Step[]): Partial<Job> {
  const first = steps.find((step) => step.kind === "in")?.from;
  return {
    ...(first !== undefined && random.chance(0.06) ? { when: drawCondition(random, first) } : {}),
    ...(random.chance(0.1) ? { approval: drawApproval(random) } : {}),
    ...(random.chance(0.15) ? { retry: drawRetry(random) } : {}),
    ...(random.chance(0.15) ? { locks: [random.pick(["red", "blue"]) ?? "red"] } : {}),
    ...(random.chance(0.1) ? { supersede: random.weighted({ queued: 1, all: 1 }) } : {}),
  };
}

function drawCondition(random: Random, from: string): string {
  return random.chance(0.5)
    ? `in.${from}.versionNumber % 2 == 1`
    : `cause.kind != 'manual' || in.${from}.versionNumber > 2`;
}

function drawApproval(random: Random): Approval {
  return {
    approvers: random.chance(0.5) ? [] : ["ops", "ann"],
    required: random.between(1, 2),
    selfApproval: random.chance(0.5),
    ...(random.chance(0.7) ? { timeoutMinutes: random.between(1, 600) } : {}),
  };
}

function drawRetry(random: Random): Retry {
  return {
    attempts: random.between(2, 3),
    on: random.chance(0.5) ? ["failure", "timeout", "lost"] : ["failure"],
    backoffSeconds: random.pick([0, 5, 60]) ?? 0,
  };
}

function drawInputs(random: Random, line: Line, index: number): readonly InStep[] {
  const open = [
    ...line.jobs.slice(0, index).map(({ name }) => name),
    ...line.resources.flatMap(({ name, type }) =>
      type === "state" || (line.makers.get(name) ?? -1) < index ? [name] : [],
    ),
  ];
  const found = new Map<string, InStep>();
  for (let left = random.between(index === 0 ? 0 : 1, 4); left > 0; left -= 1) {
    const from = random.pick(open);
    if (from !== undefined) found.set(from, drawInput(random, line, index, from));
  }
  return [...found.values()];
}

function drawInput(random: Random, line: Line, index: number, from: string): InStep {
  const touching = line.jobs
    .slice(0, index)
    .filter((job) => job.name !== from && touches(job, from))
    .map(({ name }) => name);
  const passed = random.chance(0.35) ? touching.slice(0, random.between(1, 2)) : [];
  return {
    kind: "in",
    from,
    isSwitchedOn: random.chance(0.88),
    options: {},
    ...(random.chance(0.2)
      ? { dependencyMode: random.weighted({ chrono: 1, strict: 2, immediate: 1 }) }
      : {}),
    ...(random.chance(0.05) ? { pin: drawPin(random) } : {}),
    ...(passed.length > 0 ? { passed } : {}),
    ...(random.chance(0.18) ? { flow: "every" } : {}),
  };
}

export function drawPin(random: Random): NonNullable<InStep["pin"]> {
  return random.chance(0.6)
    ? { kind: "number", versionNumber: random.between(1, 5) }
    : { kind: "name", versionName: `v${String(random.between(1, 4))}` };
}

/** Does the job read the thing, or make versions of it? */
export function touches(job: Job, name: string): boolean {
  return inputsOf(job).some(({ from }) => from === name) || outputsOf(job).some(({ to }) => to === name);
}

function drawWork({ makers }: Line, index: number): readonly Step[] {
  const task: Step = { kind: "task", name: "work", runtime: { env: {} }, script: ["true"] };
  const outputs = [...makers].flatMap(([to, maker]): OutStep[] =>
    maker === index
      ? [{ kind: "out", to, replicateOnPullRequest: false, overwrite: false, onFailure: false }]
      : [],
  );
  return [task, ...outputs];
}
