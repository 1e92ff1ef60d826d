import type { Box, GraphLayout } from "./layout-graph.ts";

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 40;
/** The counts by status lie over the top of the graph. */
const TOP = 72;
/** Below this zoom names can't be read: a larger graph is shown from its beginning instead. */
const LEGIBLE = 0.7;

/** What lies closer to the rim than this is not in sight. */
const ROOM = 32;

const remembered = new Map<string, Viewport>();

export function rememberViewport(key: string, viewport: Viewport): void {
  remembered.set(key, viewport);
}

/** Where somebody left it, else all of the graph, else its beginning in a legible size. */
export function initialViewport(key: string, layout: GraphLayout, size: Size): Viewport {
  return remembered.get(key) ?? firstViewport(layout, size);
}

/** The viewport moved by as little as brings the box into sight; the same one when it is. */
export function bringIntoSight(box: Box, viewport: Viewport, size: Size): Viewport {
  const { zoom } = viewport;
  const x = moved(viewport.x + box.x * zoom, box.width * zoom, size.width);
  const y = moved(viewport.y + box.y * zoom, box.height * zoom, size.height);
  return x === 0 && y === 0 ? viewport : { zoom, x: viewport.x + x, y: viewport.y + y };
}

export function firstViewport(layout: GraphLayout, size: Size): Viewport {
  return viewportAt(Math.max(LEGIBLE, wholeZoom(layout, size)), layout, size);
}

/** All of the graph, however small it gets. */
export function wholeViewport(layout: GraphLayout, size: Size): Viewport {
  return viewportAt(wholeZoom(layout, size), layout, size);
}

/** The farthest that one can go: a little farther than all of it. */
export function farthestZoom(layout: GraphLayout, size: Size): number {
  return Math.min(0.3, 0.8 * wholeZoom(layout, size));
}

function wholeZoom(layout: GraphLayout, size: Size): number {
  const across = (size.width - 2 * MARGIN) / Math.max(1, layout.width);
  const down = (size.height - TOP - MARGIN) / Math.max(1, layout.height);
  return Math.max(0.004, Math.min(1, across, down));
}

function viewportAt(zoom: number, layout: GraphLayout, size: Size): Viewport {
  const x = Math.max(MARGIN, (size.width - layout.width * zoom) / 2);
  const y = Math.max(TOP, (size.height - layout.height * zoom) / 2);
  return { zoom, x, y };
}

/** How far a stretch has to move to lie within the space with some room around it. */
function moved(start: number, length: number, space: number): number {
  if (start < ROOM) return ROOM - start;
  const excess = start + length - (space - ROOM);
  return excess > 0 ? -Math.min(excess, start - ROOM) : 0;
}
