import type { Approval, InStep, Job, JobInput, Resource } from "@landbridge/core";
import { inputsOf } from "@landbridge/core";
import { drawValues, touches } from "./draw-line.ts";
import type { Line } from "./draw-line.ts";
import type { Random } from "./random.ts";

/** A line with what comes from outside, and with jobs that ask for more. */
export function widenLine(random: Random, line: Line): Line {
  const resources = [...line.resources, ...drawOutside(random)];
  const wide: Line = { ...line, resources, isWide: true };
  return { ...wide, jobs: line.jobs.map((job) => widenJob(random, wide, job)) };
}

function drawOutside(random: Random): readonly Resource[] {
  const names = [
    ["t0", "time"],
    ...(random.chance(0.4) ? [["t1", "time"]] : []),
    ...(random.chance(0.8) ? [["h0", "webhook"]] : []),
    ...(random.chance(0.7) ? [["e0", "externalCIServer"]] : []),
  ] as const;
  return names.map(([name = "", type = ""]) => ({ name, type, flags: [], values: drawValues(random, type) }));
}

export function widenJob(random: Random, { resources }: Line, job: Job): Job {
  const named = (type: string): readonly string[] =>
    resources.filter((resource) => resource.type === type).map(({ name }) => name);
  const servers = named("externalCIServer");
  if (servers.length > 0 && job.type === "runSh" && random.chance(0.15)) return asExternal(random, job);
  const given = new Set(inputsOf(job).map(({ from }) => from));
  const outside = [...named("time"), ...named("webhook"), ...servers].filter((name) => !given.has(name));
  const added = outside.filter(() => random.chance(0.2)).map((from) => drawOutsideInput(random, from));
  const before = inputsOf(job).map((input) => widenInput(random, input));
  const { timeoutMinutes: _own, ...runtime } = job.runtime;
  return {
    ...job,
    steps: [...before, ...added, ...job.steps.filter(({ kind }) => kind !== "in")],
    ...(random.chance(0.3) ? { runtime } : {}),
    ...drawWideRules(random, job),
  };
}

/** Somebody else carries it out. */
function asExternal(random: Random, job: Job): Job {
  const { approval: _none, when: _neither, retry: _nor, ...rest } = job;
  const steps = random.chance(0.5) ? [] : inputsOf(job).slice(0, 1);
  return { ...rest, type: "externalCI", steps };
}

function drawOutsideInput(random: Random, from: string): InStep {
  return {
    kind: "in",
    from,
    isSwitchedOn: random.chance(0.9),
    options: {},
    ...(random.chance(0.25) ? { flow: "every" } : {}),
    ...(random.chance(0.3) ? { dependencyMode: random.weighted({ strict: 2, immediate: 1 }) } : {}),
  };
}

function widenInput(random: Random, input: InStep): InStep {
  const isPassing = (input.passed ?? []).length > 0;
  return isPassing && random.chance(0.5) ? { ...input, flow: "every" } : input;
}

function drawWideRules(random: Random, { approval, steps }: Job): Partial<Job> {
  const isGated = approval !== undefined || random.chance(0.06);
  const first = steps.find((step) => step.kind === "in")?.from;
  return {
    ...(random.chance(0.4) ? { inputs: drawDeclaredInputs(random) } : {}),
    ...(isGated ? { approval: drawWideApproval(random) } : {}),
    ...(first !== undefined && random.chance(0.04) ? { when: "inputs.COUNT != 3" } : {}),
    ...(random.chance(0.1)
      ? { retry: { attempts: 2, on: ["lost", "timeout"], backoffSeconds: random.pick([0, 30]) ?? 0 } }
      : {}),
  };
}

/** Typed values that a job, or its gate, asks for: one name may mean another type after an edit. */
export function drawDeclaredInputs(random: Random): readonly JobInput[] {
  const found: JobInput[] = [];
  const isGiven = (): boolean => random.chance(0.6);
  if (random.chance(0.6))
    found.push(
      random.chance(0.8)
        ? { type: "number", name: "COUNT", ...(isGiven() ? { default: random.between(0, 9) } : {}) }
        : { type: "string", name: "COUNT", ...(isGiven() ? { default: "few" } : {}) },
    );
  if (random.chance(0.3))
    found.push({ type: "boolean", name: "DRY", ...(isGiven() ? { default: random.chance(0.5) } : {}) });
  if (random.chance(0.4)) {
    const options = random.chance(0.7) ? ["s", "m", "l"] : ["l", "xl"];
    found.push({ type: "choice", name: "SIZE", options, ...(isGiven() ? { default: "l" } : {}) });
  }
  return found;
}

function drawWideApproval(random: Random): Approval {
  return {
    approvers: random.pick([[], ["ops"], ["ops", "ann"]]) ?? [],
    required: random.between(1, 2),
    selfApproval: random.chance(0.6),
    ...(random.chance(0.8) ? { timeoutMinutes: random.between(1, 60) } : {}),
    ...(random.chance(0.5) ? { inputs: drawDeclaredInputs(random) } : {}),
  };
}

/** A line in which more has to pass, and more INs take every version. */
export function densifyLine(random: Random, line: Line): Line {
  const jobs = line.jobs.map((job, index): Job => {
    const earlier = line.jobs.slice(0, index);
    const steps = job.steps.map((step) => (step.kind === "in" ? densifyInput(random, earlier, step) : step));
    return { ...job, steps };
  });
  return { ...line, jobs };
}

function densifyInput(random: Random, earlier: readonly Job[], input: InStep): InStep {
  const touching = earlier.filter((job) => job.name !== input.from && touches(job, input.from));
  const first = random.between(0, Math.max(0, touching.length - 1));
  const names = touching.slice(first, first + random.between(1, 2)).map(({ name }) => name);
  const passed = random.chance(0.6) && names.length > 0 ? names : (input.passed ?? []);
  return {
    ...input,
    ...(passed.length > 0 ? { passed } : {}),
    ...(random.chance(0.5) ? { flow: "every" } : {}),
  };
}
