import { lookOf } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";
import { edgePath } from "./edge-path.ts";
import type { GraphEdge, GraphModel, GraphVertex } from "./graph-model.ts";
import type { Viewport } from "./graph-viewport.ts";
import type { Box, GraphLayout, Point } from "./layout-graph.ts";

export interface FarColors {
  readonly status: Readonly<Partial<Record<Status, string>>>;
  readonly edge: string;
  readonly resource: string;
  readonly surface: string;
  readonly accent: string;
}

export interface FarGraph {
  readonly model: GraphModel;
  readonly layout: GraphLayout;
  readonly viewport: Viewport;
  readonly size: { readonly width: number; readonly height: number };
  readonly pixelRatio: number;
  readonly colors: FarColors;
  readonly selected: string | undefined;
  /** What the pointer lights; undefined while it lights nothing. */
  readonly lit: ReadonlySet<string> | undefined;
}

const DIMMED = 0.22;

/** Thousands of vertices as blocks of status: one drawing in place of as many elements. */
export function drawFarGraph(canvas: CanvasRenderingContext2D, graph: FarGraph): void {
  const { viewport, size, pixelRatio } = graph;
  canvas.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  canvas.clearRect(0, 0, size.width, size.height);
  canvas.transform(viewport.zoom, 0, 0, viewport.zoom, viewport.x, viewport.y);
  const sight = sightOf(graph);
  for (const edge of graph.model.edges) drawEdge(canvas, edge, graph);
  for (const vertex of graph.model.vertices.values()) {
    const box = graph.layout.boxes.get(vertex.id);
    if (box && touches(box, sight)) drawVertex(canvas, { vertex, box }, graph);
  }
}

/** The vertex at a point of the layout. */
export function vertexAt(layout: GraphLayout, { x, y }: Point, reach = 0): string | undefined {
  for (const [id, box] of layout.boxes) {
    const isWithin =
      x >= box.x - reach &&
      x <= box.x + box.width + reach &&
      y >= box.y - reach &&
      y <= box.y + box.height + reach;
    if (isWithin) return id;
  }
  return undefined;
}

const paths = new WeakMap<readonly Point[], Path2D>();

function drawEdge(
  canvas: CanvasRenderingContext2D,
  edge: GraphEdge,
  { layout, viewport, colors, lit }: FarGraph,
): void {
  const route = layout.routes.get(edge.id);
  if (!route) return;
  const path = paths.get(route) ?? new Path2D(edgePath(route));
  paths.set(route, path);
  const unit = 1 / viewport.zoom;
  canvas.globalAlpha = !lit || (lit.has(edge.from) && lit.has(edge.to)) ? 1 : DIMMED;
  canvas.strokeStyle = edge.isFlowing ? (colors.status.processing ?? colors.edge) : colors.edge;
  canvas.lineWidth = edge.isFlowing ? 1.5 * unit : unit;
  canvas.setLineDash(edge.isSwitchedOn ? [] : [unit, 3 * unit]);
  canvas.stroke(path);
}

interface PlacedVertex {
  readonly vertex: GraphVertex;
  readonly box: Box;
}

function drawVertex(canvas: CanvasRenderingContext2D, { vertex, box }: PlacedVertex, graph: FarGraph): void {
  const { colors, viewport, selected, lit } = graph;
  const unit = 1 / viewport.zoom;
  canvas.globalAlpha = !lit || lit.has(vertex.id) ? 1 : DIMMED;
  canvas.setLineDash([]);
  if (vertex.kind === "resource") {
    fillBox(canvas, box, { radius: box.height / 2, color: colors.resource });
  } else {
    drawStatus(canvas, { status: vertex.job.status, box, unit }, colors);
  }
  if (vertex.id !== selected) return;
  canvas.strokeStyle = colors.accent;
  canvas.lineWidth = 3 * unit;
  canvas.strokeRect(box.x - 3 * unit, box.y - 3 * unit, box.width + 6 * unit, box.height + 6 * unit);
}

interface StatusBlock {
  readonly status: Status;
  readonly box: Box;
  readonly unit: number;
}

/** Full, empty, dashed, crossed or hatched: shapes say what colours say. */
function drawStatus(
  canvas: CanvasRenderingContext2D,
  { status, box, unit }: StatusBlock,
  colors: FarColors,
): void {
  const color = colors.status[status] ?? colors.edge;
  const look = lookOf(status);
  const isEmpty = look.shape !== "solid";
  fillBox(canvas, box, { radius: 8, color: isEmpty ? colors.surface : color });
  canvas.lineWidth = Math.min(1.5 * unit, box.height / 4);
  canvas.strokeStyle = isEmpty ? color : colors.surface;
  if (isEmpty) {
    canvas.setLineDash(look.shape === "dashed" ? [4 * unit, 2 * unit] : []);
    canvas.strokeRect(box.x, box.y, box.width, box.height);
  }
  if (look.icon === "failure" || look.shape === "hatched" || look.shape === "struck") {
    canvas.beginPath();
    canvas.moveTo(box.x, box.y + box.height);
    canvas.lineTo(box.x + box.width, box.y);
    if (look.icon === "failure") {
      canvas.moveTo(box.x, box.y);
      canvas.lineTo(box.x + box.width, box.y + box.height);
    }
    canvas.stroke();
  }
}

function fillBox(
  canvas: CanvasRenderingContext2D,
  box: Box,
  { radius, color }: { radius: number; color: string },
): void {
  canvas.fillStyle = color;
  canvas.beginPath();
  canvas.roundRect(box.x, box.y, box.width, box.height, radius);
  canvas.fill();
}

function sightOf({ viewport, size }: FarGraph): Box {
  return {
    x: -viewport.x / viewport.zoom,
    y: -viewport.y / viewport.zoom,
    width: size.width / viewport.zoom,
    height: size.height / viewport.zoom,
  };
}

function touches(box: Box, sight: Box): boolean {
  return (
    box.x + box.width >= sight.x &&
    box.x <= sight.x + sight.width &&
    box.y + box.height >= sight.y &&
    box.y <= sight.y + sight.height
  );
}
