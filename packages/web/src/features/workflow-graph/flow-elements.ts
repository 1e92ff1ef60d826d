import { Position } from "@xyflow/react";
import type { Edge, Node } from "@xyflow/react";
import type { GraphEdge, GraphModel, GraphVertex } from "./graph-model.ts";
import type { GraphLayout, Point } from "./layout-graph.ts";

export type FlowVertex = Node<{ vertex: GraphVertex; isTabStop: boolean }>;
export type FlowEdge = Edge<{ edge: GraphEdge; route: readonly Point[] }, "route">;

export interface FlowElementsInput {
  readonly model: GraphModel;
  readonly layout: GraphLayout;
  readonly selected: string | undefined;
  /** The vertex that the Tab key reaches when none is selected. */
  readonly entrance: string | undefined;
}

export interface FlowElements {
  // The canvas takes arrays that it could write to; it does not.
  readonly nodes: FlowVertex[];
  readonly edges: FlowEdge[];
}

/** Model and layout as the canvas wants them. Elements that did not change are the ones of `previous`. */
export function flowElements(input: FlowElementsInput, previous?: FlowElements): FlowElements {
  const oldNodes = new Map(previous?.nodes.map((node) => [node.id, node]));
  const oldEdges = new Map(previous?.edges.map((edge) => [edge.id, edge]));
  const nodes: FlowVertex[] = [];
  for (const vertex of input.model.vertices.values()) {
    const node = nodeOf(vertex, input);
    if (!node) continue;
    const old = oldNodes.get(vertex.id);
    nodes.push(old && isSameNode(old, node) ? old : node);
  }
  const edges: FlowEdge[] = [];
  for (const edge of input.model.edges) {
    const route = input.layout.routes.get(edge.id);
    if (!route) continue;
    const old = oldEdges.get(edge.id);
    edges.push(old && isSameEdge(old, edge, route) ? old : edgeOf(edge, route));
  }
  return { nodes, edges };
}

function nodeOf(
  vertex: GraphVertex,
  { layout, selected, entrance }: FlowElementsInput,
): FlowVertex | undefined {
  const box = layout.boxes.get(vertex.id);
  if (!box) return undefined;
  const { x, y, width, height } = box;
  return {
    id: vertex.id,
    type: vertex.kind,
    position: { x, y },
    width,
    height,
    // Given beforehand, so that the canvas draws without measuring 2,000 elements first.
    handles: [
      { type: "target", position: Position.Left, x: 0, y: height / 2, width: 1, height: 1 },
      { type: "source", position: Position.Right, x: width, y: height / 2, width: 1, height: 1 },
    ],
    selected: vertex.id === selected,
    data: { vertex, isTabStop: vertex.id === (selected ?? entrance) },
  };
}

function edgeOf(edge: GraphEdge, route: readonly Point[]): FlowEdge {
  return { id: edge.id, type: "route", source: edge.from, target: edge.to, data: { edge, route } };
}

function viewOf(vertex: GraphVertex): unknown {
  return vertex.kind === "job" ? vertex.job : vertex.resource;
}

function isSameNode(old: FlowVertex, node: FlowVertex): boolean {
  return (
    viewOf(old.data.vertex) === viewOf(node.data.vertex) &&
    old.data.isTabStop === node.data.isTabStop &&
    old.selected === node.selected &&
    old.position.x === node.position.x &&
    old.position.y === node.position.y
  );
}

function isSameEdge(old: FlowEdge, edge: GraphEdge, route: readonly Point[]): boolean {
  const data = old.data;
  return (
    data !== undefined &&
    data.route === route &&
    data.edge.hasNews === edge.hasNews &&
    data.edge.isFlowing === edge.isFlowing &&
    data.edge.isSwitchedOn === edge.isSwitchedOn
  );
}
