import type { Job, Resource, TimeLimits, WorkflowDefinition } from "@landbridge/core";
import { drawJob as drawNarrowJob, drawValues } from "./draw-line.ts";
import type { Line } from "./draw-line.ts";
import { drawDeclaredInputs, widenJob } from "./draw-wide.ts";
import type { Random } from "./random.ts";

/** What the configuration declares after somebody edited it. */
export function drawEdit(random: Random, line: Line, declared: WorkflowDefinition): WorkflowDefinition {
  const kind = random.weighted({ redraw: 5, remove: 2, restore: 3, values: 3, removeResource: 1, add: 1 });
  const { resources, jobs } = declared;
  switch (kind) {
    case "redraw": {
      const job = random.pick(jobs);
      return job
        ? { resources, jobs: jobs.map((one) => (one === job ? redrawn(random, line, job) : one)) }
        : declared;
    }
    case "remove": {
      const gone = new Set([random.pick(jobs), random.chance(0.3) ? random.pick(jobs) : undefined]);
      return { resources, jobs: jobs.filter((job) => !gone.has(job)) };
    }
    case "restore":
      return restored(line, declared);
    case "values":
      return { resources: withNewValues(random, resources), jobs };
    case "removeResource": {
      const gone = random.pick(resources);
      return { resources: resources.filter((resource) => resource !== gone), jobs };
    }
    case "add": {
      const index = Math.max(line.jobs.length, ...jobs.map((job) => placeOf(job) + 1));
      return { resources, jobs: [...jobs, drawJob(random, line, index)] };
    }
  }
}

/** An edit of a wide line: often of what only such a line has. */
export function drawWideEdit(random: Random, line: Line, declared: WorkflowDefinition): WorkflowDefinition {
  const kind = random.weighted({ usual: 6, outside: 3, forget: 4, inputs: 2 });
  const { resources, jobs } = declared;
  switch (kind) {
    case "usual":
      return drawEdit(random, line, declared);
    case "outside": {
      const edited = random.pick(resources.filter(({ type }) => type === "time" || type === "webhook"));
      const values = drawValues(random, edited?.type ?? "");
      return { resources: resources.map((one) => (one === edited ? { ...one, values } : one)), jobs };
    }
    case "forget":
      return withoutThing(declared, random.pick([...resources, ...jobs])?.name ?? "");
    case "inputs": {
      const edited = random.pick(jobs);
      const inputs = drawDeclaredInputs(random);
      return { resources, jobs: jobs.map((one) => (one === edited ? { ...one, inputs } : one)) };
    }
  }
}

/** Without a thing and without its name: nothing keeps it from being deleted for good. */
function withoutThing({ resources, jobs }: WorkflowDefinition, gone: string): WorkflowDefinition {
  const stepsWithout = (steps: Job["steps"]): Job["steps"] =>
    steps.flatMap((step): Job["steps"] => {
      if (step.kind === "out") return step.to === gone ? [] : [step];
      if (step.kind === "task") return [step];
      if (step.from === gone) return [];
      return [step.passed ? { ...step, passed: step.passed.filter((name) => name !== gone) } : step];
    });
  return {
    resources: resources.filter(({ name }) => name !== gone),
    jobs: jobs.filter(({ name }) => name !== gone).map((job) => ({ ...job, steps: stepsWithout(job.steps) })),
  };
}

function drawJob(random: Random, line: Line, index: number): Job {
  const job = drawNarrowJob(random, line, index);
  return line.isWide === true ? widenJob(random, line, job) : job;
}

function placeOf({ name }: Job): number {
  return Number(name.slice(1));
}

function redrawn(random: Random, line: Line, job: Job): Job {
  const fresh = drawJob(random, line, placeOf(job));
  // Often its rules alone: what it reads stays.
  return random.chance(0.5) ? { ...fresh, steps: job.steps, type: job.type } : fresh;
}

function restored(line: Line, { resources, jobs }: WorkflowDefinition): WorkflowDefinition {
  const names = new Set([...resources, ...jobs].map(({ name }) => name));
  return {
    resources: [...resources, ...line.resources.filter(({ name }) => !names.has(name))],
    jobs: [...jobs, ...line.jobs.filter(({ name }) => !names.has(name))].sort(
      (a, b) => placeOf(a) - placeOf(b),
    ),
  };
}

function withNewValues(random: Random, resources: readonly Resource[]): readonly Resource[] {
  const changed = random.pick(resources.filter(({ type }) => type === "trigger")) ?? random.pick(resources);
  return resources.map((one) => (one === changed ? { ...one, values: drawValues(random, one.type) } : one));
}

/** Limits of the workspace and of its pools, in minutes; some have none. */
export function drawLimits(random: Random, { pools }: Line): TimeLimits {
  const limited = pools.filter(() => random.chance(0.5));
  return {
    ...(random.chance(0.6) ? { workspace: random.between(1, 30) } : {}),
    pools: Object.fromEntries(limited.map((pool) => [pool, random.between(1, 30)])),
  };
}
