import { graphOf, inputsOf, outputsOf } from "@landbridge/core";
import type { Edge, Graph, Vertex, Workflow } from "@landbridge/core";

export interface DrawnVertex extends Vertex {
  /** Its runs wait for so many votes. */
  readonly approval?: { readonly required: number; readonly approvers: readonly string[] };
}

/** An IN or OUT of a job that names nothing which is declared here. */
export interface UnknownReference {
  readonly name: string;
  readonly job: string;
  readonly kind: Edge["kind"];
  readonly isSwitchedOn: boolean;
}

/** The graph of a workflow with what a picture shows besides. */
export interface DrawnGraph extends Graph {
  readonly vertices: readonly DrawnVertex[];
  readonly unknown: readonly UnknownReference[];
}

/** `type` of a vertex that stands for a name which nothing declares here. */
export const NOT_DECLARED = "not declared here";

export function drawGraph(workflow: Workflow): DrawnGraph {
  const { vertices, edges } = graphOf(workflow);
  const unknown: UnknownReference[] = [];
  for (const job of workflow.jobs.values()) {
    for (const { from: name, isSwitchedOn } of inputsOf(job)) {
      const isKnown = workflow.resources.has(name) || workflow.jobs.has(name);
      if (!isKnown) unknown.push({ name, job: job.name, kind: "in", isSwitchedOn });
    }
    for (const { to: name } of outputsOf(job)) {
      const isKnown = workflow.resources.has(name) || workflow.jobs.has(name);
      if (!isKnown) unknown.push({ name, job: job.name, kind: "out", isSwitchedOn: true });
    }
  }
  const drawn = vertices.map((vertex): DrawnVertex => {
    const approval = vertex.kind === "job" ? workflow.jobs.get(vertex.name)?.approval : undefined;
    if (!approval) return vertex;
    return { ...vertex, approval: { required: approval.required, approvers: approval.approvers } };
  });
  return { vertices: drawn, edges, unknown };
}

/** The same with a vertex for each name that nothing declares, for pictures. */
export function withUnknown({ vertices, edges, unknown }: DrawnGraph): DrawnGraph {
  const names = [...new Set(unknown.map(({ name }) => name))];
  return {
    vertices: [
      ...names.map((name): DrawnVertex => ({ name, kind: "resource", type: NOT_DECLARED })),
      ...vertices,
    ],
    edges: [
      ...edges,
      ...unknown.map(({ name, job, kind, isSwitchedOn }): Edge => {
        return kind === "in"
          ? { from: name, to: job, kind, isSwitchedOn }
          : { from: job, to: name, kind, isSwitchedOn };
      }),
    ],
    unknown,
  };
}
