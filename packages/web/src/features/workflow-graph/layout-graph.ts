import type { GraphStructure } from "./graph-model.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where everything lies. Depends on the structure of the graph alone. */
export interface GraphLayout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  readonly width: number;
  readonly height: number;
}

export const VERTEX_SIZES = {
  job: { width: 220, height: 56 },
  resource: { width: 184, height: 36 },
} as const;

/** The part of ELK's JSON that we write and read. */
export interface ElkGraph {
  id: string;
  width?: number;
  height?: number;
  layoutOptions?: Record<string, string>;
  children?: ElkVertex[];
  edges?: ElkEdge[];
}

interface ElkVertex {
  id: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  layoutOptions?: Record<string, string>;
  ports?: { id: string; x?: number; y?: number; width?: number; height?: number }[];
}

interface ElkEdge {
  id: string;
  sources: string[];
  targets: string[];
  sections?: { id: string; startPoint: Point; endPoint: Point; bendPoints?: Point[] }[];
}

/** From here on ELK takes fewer turns at its crossings: 2,000 vertices in seconds rather than minutes. */
const LARGE = 150;

/** The question for ELK: layers from left to right, edges from the middle of a side to the middle of a side. */
export function elkGraphOf({ vertices, edges }: GraphStructure): ElkGraph {
  return {
    id: "workflow",
    layoutOptions: layoutOptions(vertices.length),
    children: vertices.map(({ id, kind }) => {
      const { width, height } = VERTEX_SIZES[kind];
      return {
        id,
        width,
        height,
        layoutOptions: { "elk.portConstraints": "FIXED_POS" },
        ports: [
          { id: `in ${id}`, x: 0, y: height / 2, width: 0, height: 0 },
          { id: `out ${id}`, x: width, y: height / 2, width: 0, height: 0 },
        ],
      };
    }),
    edges: edges.map(({ id, from, to }) => ({ id, sources: [`out ${from}`], targets: [`in ${to}`] })),
  };
}

/** ELK's answer, as our layout. */
export function readLayout(answer: ElkGraph): GraphLayout {
  const boxes = new Map<string, Box>();
  for (const { id, x = 0, y = 0, width = 0, height = 0 } of answer.children ?? []) {
    boxes.set(id, { x, y, width, height });
  }
  const routes = new Map<string, readonly Point[]>();
  for (const { id, sections } of answer.edges ?? []) {
    const points = (sections ?? []).flatMap((section) => [
      section.startPoint,
      ...(section.bendPoints ?? []),
      section.endPoint,
    ]);
    routes.set(id, points);
  }
  return { boxes, routes, width: answer.width ?? 0, height: answer.height ?? 0 };
}

function layoutOptions(size: number): Record<string, string> {
  return {
    "elk.algorithm": "layered",
    "elk.direction": "RIGHT",
    "elk.randomSeed": "1",
    "elk.edgeRouting": "POLYLINE",
    "elk.layered.spacing.nodeNodeBetweenLayers": "52",
    "elk.spacing.nodeNode": "20",
    "elk.layered.spacing.edgeNodeBetweenLayers": "18",
    "elk.spacing.edgeNode": "16",
    "elk.spacing.edgeEdge": "12",
    "elk.spacing.componentComponent": "56",
    "elk.aspectRatio": "1.8",
    "elk.layered.nodePlacement.strategy": size > LARGE ? "BRANDES_KOEPF" : "NETWORK_SIMPLEX",
    "elk.layered.nodePlacement.favorStraightEdges": "true",
    "elk.layered.considerModelOrder.strategy": "NONE",
    "elk.layered.thoroughness": size > LARGE ? "3" : "10",
  };
}
