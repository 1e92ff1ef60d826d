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
  const whole = Math.min(
    (size.width - 2 * MARGIN) / Math.max(1, layout.width),
    (size.height - 2 * MARGIN) / Math.max(1, layout.height),
  );
  const zoom = Math.min(1, Math.max(LEGIBLE, whole));
  const centered = (space: number, content: number): number => Math.max(MARGIN, (space - content * zoom) / 2);
  return { zoom, x: centered(size.width, layout.width), y: centered(size.height, layout.height) };
}

/** How far a stretch has to move to lie within the space with some room around it. */
function moved(start: number, length: number, space: number): number {
  if (start < ROOM) return ROOM - start;
  const excess = start + length - (space - ROOM);
  return excess > 0 ? -Math.min(excess, start - ROOM) : 0;
}
