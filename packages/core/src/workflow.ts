import type { Job } from "./job.ts";
import { inputsOf, isManaged, outputsOf } from "./job.ts";
import type { InStep } from "./job.ts";
import type { Resource } from "./resource.ts";

/** What a configuration declares: plain data, as it is stored and sent. Names are unique across both lists. */
export interface WorkflowDefinition {
  readonly resources: readonly Resource[];
  readonly jobs: readonly Job[];
}

/** One IN of one job, seen from the thing that it consumes. */
export interface Consumption {
  readonly job: Job;
  readonly input: InStep;
}

/** A definition with its lookups: who consumes what, who makes what, and an order in which upstream comes first. */
export interface Workflow {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly jobs: ReadonlyMap<string, Job>;
  /** Names of the jobs whose runs the scheduler carries out itself. */
  readonly managed: ReadonlySet<string>;
  /** Name of a resource or job → the INs that consume it, in declared order. */
  readonly consumers: ReadonlyMap<string, readonly Consumption[]>;
  /** Name of a job → the INs whose versions must have passed it. */
  readonly passing: ReadonlyMap<string, readonly Consumption[]>;
  /** Name of a resource or job → the version names that some IN is pinned to. */
  readonly pinnedNames: ReadonlyMap<string, ReadonlySet<string>>;
  /** Name of a resource → the jobs that have it as OUT. */
  readonly producers: ReadonlyMap<string, readonly Job[]>;
  /** Name of a job → its place in an upstream-first order; jobs in a circle through `state` keep declared order. */
  readonly rank: ReadonlyMap<string, number>;
}

export function createWorkflow(definition: WorkflowDefinition): Workflow {
  const resources = new Map(definition.resources.map((resource) => [resource.name, resource]));
  const jobs = new Map(definition.jobs.map((job) => [job.name, job]));
  const consumers = new Map<string, Consumption[]>();
  const passing = new Map<string, Consumption[]>();
  const managed = new Set(definition.jobs.filter(isManaged).map(({ name }) => name));
  const pinnedNames = new Map<string, Set<string>>();
  const producers = new Map<string, Job[]>();
  for (const job of definition.jobs) {
    for (const input of inputsOf(job)) {
      push(consumers, input.from, { job, input });
      for (const passed of input.passed ?? []) push(passing, passed, { job, input });
      if (input.pin?.kind !== "name") continue;
      const names = pinnedNames.get(input.from) ?? new Set();
      pinnedNames.set(input.from, names.add(input.pin.versionName));
    }
    for (const output of outputsOf(job)) push(producers, output.to, job);
  }
  const withoutRank = { resources, jobs, managed, consumers, passing, pinnedNames, producers };
  return { ...withoutRank, rank: rankJobs(withoutRank) };
}

/** Things whose versions can start a job directly: upstream jobs, and the producers of resources that are not `state`. */
function upstreamJobs(workflow: Omit<Workflow, "rank">, job: Job): readonly Job[] {
  const found = new Map<string, Job>();
  for (const input of inputsOf(job)) {
    for (const upstream of jobsBehind(workflow, input)) found.set(upstream.name, upstream);
  }
  return [...found.values()];
}

/** The job that an IN names, or the producers of the resource that it names (none for `state`, which never triggers). */
export function jobsBehind(workflow: Omit<Workflow, "rank">, input: InStep): readonly Job[] {
  const named = workflow.jobs.get(input.from);
  if (named) return [named];
  if (workflow.resources.get(input.from)?.type === "state") return [];
  return workflow.producers.get(input.from) ?? [];
}

function rankJobs(workflow: Omit<Workflow, "rank">): Map<string, number> {
  const rank = new Map<string, number>();
  const visited = new Set<string>();
  for (const start of workflow.jobs.values()) {
    // A loop instead of recursion: chains of 10,000 jobs are allowed.
    const stack: { job: Job; upstream: readonly Job[]; next: number }[] = [];
    const enter = (job: Job): void => {
      if (visited.has(job.name)) return;
      visited.add(job.name);
      stack.push({ job, upstream: upstreamJobs(workflow, job), next: 0 });
    };
    enter(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const upstream = top.upstream[top.next++];
      if (upstream) {
        enter(upstream);
      } else {
        rank.set(top.job.name, rank.size);
        stack.pop();
      }
    }
  }
  return rank;
}

function push<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
