import type { EdgeView, GraphView, JobView, ResourceView } from "@landbridge/api";

/** What is drawn as a vertex: a job or a resource, with the view that it shows. */
export type GraphVertex =
  | { readonly id: string; readonly kind: "job"; readonly job: JobView }
  | { readonly id: string; readonly kind: "resource"; readonly resource: ResourceView };

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly isSwitchedOn: boolean;
  /** Something new came over a switched-off input, and no run has taken it up. */
  readonly hasNews: boolean;
  /** Leads, switched on, into a job that is processing. */
  readonly isFlowing: boolean;
}

/** What decides where things lie: names and edges, never a status. */
export interface GraphStructure {
  readonly vertices: readonly { readonly id: string; readonly kind: "job" | "resource" }[];
  readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string }[];
}

export interface GraphModel {
  readonly vertices: ReadonlyMap<string, GraphVertex>;
  readonly edges: readonly GraphEdge[];
}

export function modelOf(graph: GraphView): GraphModel {
  const vertices = new Map<string, GraphVertex>();
  for (const resource of graph.resources) {
    vertices.set(resource.name, { id: resource.name, kind: "resource", resource });
  }
  for (const job of graph.jobs) vertices.set(job.name, { id: job.name, kind: "job", job });
  const edges = new Map<string, GraphEdge>();
  for (const edge of graph.edges) {
    if (!vertices.has(edge.from) || !vertices.has(edge.to)) continue;
    const id = edgeId(edge);
    const target = vertices.get(edge.to);
    const job = edge.kind === "in" && target?.kind === "job" ? target.job : undefined;
    edges.set(id, {
      id,
      from: edge.from,
      to: edge.to,
      isSwitchedOn: edge.isSwitchedOn,
      hasNews: !edge.isSwitchedOn && (job?.newsOn.includes(edge.from) ?? false),
      isFlowing: edge.isSwitchedOn && job?.status === "processing",
    });
  }
  return { vertices, edges: [...edges.values()] };
}

/** Sorted, so that the order in which the server lists things moves nothing. */
export function structureOf(model: GraphModel): GraphStructure {
  const vertices = [...model.vertices.values()].map(({ id, kind }) => ({ id, kind }));
  const edges = model.edges.map(({ id, from, to }) => ({ id, from, to }));
  return { vertices: vertices.sort(byId), edges: edges.sort(byId) };
}

/** The same for the same structure: the key under which a layout is kept. */
export function structureKey({ vertices, edges }: GraphStructure): string {
  return JSON.stringify([vertices.map(({ id, kind }) => [id, kind]), edges.map(({ id }) => id)]);
}

function edgeId(edge: EdgeView): string {
  return `${edge.kind}:${edge.from}→${edge.to}`;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
