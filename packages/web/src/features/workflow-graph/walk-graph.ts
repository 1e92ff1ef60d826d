import type { Neighbours } from "./graph-neighbours.ts";
import type { Box, GraphLayout } from "./layout-graph.ts";

export type WalkDirection = "left" | "right" | "up" | "down";

/** Where an arrow key leads: along an edge to the left and right, to the next vertex above and below. */
export function walkFrom(
  id: string,
  direction: WalkDirection,
  { layout, neighbours }: { readonly layout: GraphLayout; readonly neighbours: Neighbours },
): string | undefined {
  const own = layout.boxes.get(id);
  if (!own) return undefined;
  if (direction === "left" || direction === "right") {
    const next = direction === "left" ? neighbours.upstream : neighbours.downstream;
    return nearest(next.get(id) ?? [], layout, (box) => Math.abs(middle(box) - middle(own)));
  }
  const sign = direction === "up" ? -1 : 1;
  const beyond = [...layout.boxes.keys()].filter((other) => {
    const box = layout.boxes.get(other);
    return box !== undefined && other !== id && (middle(box) - middle(own)) * sign > 0;
  });
  // A vertex in the same column is nearer than one that is less far down but far to the side.
  return nearest(beyond, layout, (box) => Math.abs(middle(box) - middle(own)) + 3 * sideways(box, own));
}

/** The vertex to begin with: the topmost of the first column. */
export function firstVertex(layout: GraphLayout): string | undefined {
  return nearest([...layout.boxes.keys()], layout, (box) => box.x * 10 + box.y);
}

function nearest(
  ids: readonly string[],
  layout: GraphLayout,
  distance: (box: Box) => number,
): string | undefined {
  let best: { id: string; distance: number } | undefined;
  for (const id of ids) {
    const box = layout.boxes.get(id);
    if (!box) continue;
    const candidate = distance(box);
    if (!best || candidate < best.distance) best = { id, distance: candidate };
  }
  return best?.id;
}

function middle(box: Box): number {
  return box.y + box.height / 2;
}

function sideways(box: Box, own: Box): number {
  return Math.max(0, box.x - (own.x + own.width), own.x - (box.x + box.width));
}
