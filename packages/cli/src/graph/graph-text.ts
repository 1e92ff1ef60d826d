import type { Edge, Graph } from "@landbridge/core";
import type { DrawnVertex } from "./drawn-graph.ts";

/** Deeper levels are drawn at this one: a chain of 10,000 jobs would be a picture of blanks. */
const DEEPEST = 40;

interface Place {
  readonly vertex: DrawnVertex;
  /** The edge that led here; absent for what nothing leads to. */
  readonly over?: Edge;
  readonly prefix: string;
  readonly isLast: boolean;
  readonly depth: number;
}

/**
 * The graph as a tree that reads downstream. What several things lead to is spelled out below the first of them
 * and named with ↑ below the others, or with ↺ where it leads back into itself, through `state`; `switch: off` is
 * dotted.
 */
export function graphText(
  graph: Graph & { readonly vertices: readonly DrawnVertex[] },
  paint: (vertex: DrawnVertex) => string = plainLabel,
): readonly string[] {
  const vertices = new Map(graph.vertices.map((vertex) => [vertex.name, vertex]));
  const next = edgesByStart(graph.edges);
  const shown = new Set<string>();
  const lines: string[] = [];
  // A stack instead of recursion: chains of 10,000 jobs are allowed.
  const grow = (root: DrawnVertex): void => {
    const path = createPath();
    const stack: Place[] = [{ vertex: root, prefix: "", isLast: true, depth: 0 }];
    for (let place = stack.pop(); place; place = stack.pop()) {
      const { vertex, over, prefix, isLast, depth } = place;
      const isRepeated = shown.has(vertex.name);
      const isLoop = path.enter(vertex.name, depth);
      const mark = isLoop ? " ↺" : isRepeated ? " ↑" : "";
      lines.push(`${prefix}${branch(over, isLast)}${paint(vertex)}${mark}`);
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

export function plainLabel({ name, kind, type, approval }: DrawnVertex): string {
  if (kind === "resource") return `${name} (${type})`;
  if (!approval) return `${name} [${type}]`;
  const { required, approvers } = approval;
  const who = approvers.length === 0 ? "" : ` of ${approvers.join(", ")}`;
  return `${name} [${type}, waits for ${required}${who} to approve]`;
}

/** The names from the root to where the tree grows. */
function createPath(): { enter(name: string, depth: number): boolean } {
  const names: string[] = [];
  const present = new Set<string>();
  return {
    enter(name, depth) {
      for (const left of names.splice(depth)) present.delete(left);
      const isLoop = present.has(name);
      // The name is further up already, where it has to stay.
      names.push(isLoop ? "" : name);
      if (!isLoop) present.add(name);
      return isLoop;
    },
  };
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
