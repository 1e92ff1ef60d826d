import { inputsOf, outputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { jobsBehind } from "./workflow.ts";
import type { Workflow } from "./workflow.ts";

export interface Vertex {
  readonly name: string;
  readonly kind: "resource" | "job";
  readonly type: string;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** `in`: to consumes from; `out`: from makes versions of to. */
  readonly kind: "in" | "out";
  /** false for `switch: off`, which is drawn dotted. Always true for `out`. */
  readonly isSwitchedOn: boolean;
}

export interface Graph {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
}

/** The picture of a workflow. INs that name nothing known have no edge: validation tells about them. */
export function graphOf(workflow: Workflow): Graph {
  const vertices: Vertex[] = [];
  const edges: Edge[] = [];
  for (const { name, type } of workflow.resources.values()) vertices.push({ name, kind: "resource", type });
  const isKnown = (name: string): boolean => workflow.resources.has(name) || workflow.jobs.has(name);
  for (const job of workflow.jobs.values()) {
    vertices.push({ name: job.name, kind: "job", type: job.type });
    for (const input of inputsOf(job)) {
      if (!isKnown(input.from)) continue;
      edges.push({ from: input.from, to: job.name, kind: "in", isSwitchedOn: input.isSwitchedOn });
    }
    for (const output of outputsOf(job)) {
      if (workflow.resources.has(output.to)) {
        edges.push({ from: job.name, to: output.to, kind: "out", isSwitchedOn: true });
      }
    }
  }
  return { vertices, edges };
}

/** All jobs from which `job` can be reached over switched-on INs, nearest first, without `job` itself. */
export function switchedOnAncestors(workflow: Workflow, job: Job): readonly Job[] {
  const found = new Map<string, Job>();
  const open: Job[] = [job];
  for (let current = open.shift(); current; current = open.shift()) {
    for (const input of inputsOf(current)) {
      if (!input.isSwitchedOn) continue;
      for (const upstream of jobsBehind(workflow, input)) {
        if (upstream.name === job.name || found.has(upstream.name)) continue;
        found.set(upstream.name, upstream);
        open.push(upstream);
      }
    }
  }
  return [...found.values()];
}

/**
 * One circle per strongly connected part of the graph, as the names along it (the first is repeated at the
 * end), resources included. A circle that runs through a `state` resource is allowed and not found.
 */
export function findCircles(workflow: Workflow): readonly (readonly string[])[] {
  const next = outgoing(workflow);
  const circles: string[][] = [];
  for (const component of stronglyConnected(next)) {
    const start = component[0];
    if (start === undefined) continue;
    const isAlone = component.length === 1 && !(next.get(start) ?? []).includes(start);
    if (!isAlone) circles.push(shortestCircle(next, start, new Set(component)));
  }
  return circles;
}

function outgoing(workflow: Workflow): Map<string, string[]> {
  const next = new Map<string, string[]>();
  const isState = (name: string): boolean => workflow.resources.get(name)?.type === "state";
  for (const edge of graphOf(workflow).edges) {
    if (isState(edge.from) || isState(edge.to)) continue;
    const list = next.get(edge.from);
    if (list) list.push(edge.to);
    else next.set(edge.from, [edge.to]);
  }
  return next;
}

/** Tarjan's algorithm with its own stack, so that long chains can't overflow the call stack. */
function stronglyConnected(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const components: string[][] = [];
  for (const root of next.keys()) {
    if (index.has(root)) continue;
    const work: { name: string; position: number }[] = [];
    const enter = (name: string): void => {
      index.set(name, index.size);
      low.set(name, index.size - 1);
      stack.push(name);
      onStack.add(name);
      work.push({ name, position: 0 });
    };
    enter(root);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const child = next.get(top.name)?.[top.position++];
      if (child !== undefined) {
        if (!index.has(child)) enter(child);
        else if (onStack.has(child)) lower(low, top.name, index.get(child));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent) lower(low, parent.name, low.get(top.name));
      if (low.get(top.name) !== index.get(top.name)) continue;
      const component = stack.splice(stack.lastIndexOf(top.name));
      for (const name of component) onStack.delete(name);
      components.push(component);
    }
  }
  return components;
}

function lower(low: Map<string, number>, name: string, candidate: number | undefined): void {
  if (candidate !== undefined && candidate < (low.get(name) ?? Infinity)) low.set(name, candidate);
}

function shortestCircle(
  next: ReadonlyMap<string, readonly string[]>,
  start: string,
  within: ReadonlySet<string>,
): string[] {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let current = open.shift(); current !== undefined; current = open.shift()) {
    for (const child of next.get(current) ?? []) {
      if (child === start) {
        const path = [start];
        for (let at: string | undefined = current; at !== undefined && at !== start; at = cameFrom.get(at))
          path.unshift(at);
        return [start, ...path];
      }
      if (!within.has(child) || cameFrom.has(child)) continue;
      cameFrom.set(child, current);
      open.push(child);
    }
  }
  return [start, start];
}
