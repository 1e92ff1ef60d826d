import type { Job, Resource, WorkflowDefinition } from "@landbridge/core";
import { drawJob, drawValues } from "./draw-line.ts";
import type { Line } from "./draw-line.ts";
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
