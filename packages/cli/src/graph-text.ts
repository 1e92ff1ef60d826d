import type { Edge, Graph, Vertex } from "@landbridge/core";

/** Deeper levels are drawn at this one: a chain of 10,000 jobs would be a picture of blanks. */
const DEEPEST = 40;

interface Place {
  readonly vertex: Vertex;
  /** The edge that led here; absent for what nothing leads to. */
  readonly over?: Edge;
  readonly prefix: string;
  readonly isLast: boolean;
  readonly depth: number;
}

/**
 * The graph as a tree that reads downstream. What several things lead to is spelled out below the first of them
 * and named with ↑ below the others; `switch: off` is dotted.
 */
export function graphText(graph: Graph, paint: (vertex: Vertex) => string = plainLabel): readonly string[] {
  const vertices = new Map(graph.vertices.map((vertex) => [vertex.name, vertex]));
  const next = edgesByStart(graph.edges);
  const shown = new Set<string>();
  const lines: string[] = [];
  // A stack instead of recursion: chains of 10,000 jobs are allowed.
  const grow = (root: Vertex): void => {
    const stack: Place[] = [{ vertex: root, prefix: "", isLast: true, depth: 0 }];
    for (let place = stack.pop(); place; place = stack.pop()) {
      const { vertex, over, prefix, isLast, depth } = place;
      const isRepeated = shown.has(vertex.name);
      lines.push(`${prefix}${branch(over, isLast)}${paint(vertex)}${isRepeated ? " ↑" : ""}`);
      if (isRepeated) continue;
      shown.add(vertex.name);
      const isDeep = over === undefined || depth > DEEPEST;
      const below = isDeep ? prefix : `${prefix}${isLast ? "   " : "│  "}`;
      const children = (next.get(vertex.name) ?? []).flatMap((edge) => {
        const child = vertices.get(edge.to);
        return child ? [{ child, edge }] : [];
      });
      for (const [index, { child, edge }] of [...children.entries()].reverse()) {
        const isLastChild = index === children.length - 1;
        stack.push({ vertex: child, over: edge, prefix: below, isLast: isLastChild, depth: depth + 1 });
      }
    }
  };
  const reached = new Set(graph.edges.map((edge) => edge.to));
  for (const vertex of graph.vertices) if (!reached.has(vertex.name)) grow(vertex);
  // What is left lies on a circle through `state`, with no beginning of its own.
  for (const vertex of graph.vertices) if (!shown.has(vertex.name)) grow(vertex);
  return lines;
}

export function plainLabel(vertex: Vertex): string {
  return vertex.kind === "job" ? `${vertex.name} [${vertex.type}]` : `${vertex.name} (${vertex.type})`;
}

function branch(over: Edge | undefined, isLast: boolean): string {
  if (!over) return "";
  const corner = isLast ? "└" : "├";
  return over.isSwitchedOn ? `${corner}─ ` : `${corner}┄ `;
}

function edgesByStart(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const byStart = new Map<string, Edge[]>();
  for (const edge of edges) {
    const list = byStart.get(edge.from);
    if (list) list.push(edge);
    else byStart.set(edge.from, [edge]);
  }
  return byStart;
}
