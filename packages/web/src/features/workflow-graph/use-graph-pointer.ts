import { useReactFlow } from "@xyflow/react";
import type { MouseEvent } from "react";
import { vertexAt } from "./draw-far-graph.ts";
import type { HoverStore } from "./graph-hover.ts";
import { familyOf } from "./graph-neighbours.ts";
import type { Neighbours } from "./graph-neighbours.ts";
import type { GraphLayout } from "./layout-graph.ts";

/** Blocks of a few pixels are hard to hit: this far beside them counts. */
const REACH = 3;

export interface GraphPointer {
  readonly light: (id: string | undefined) => void;
  /** What lies under the pointer while the graph is painted and has no elements to be pointed at. */
  readonly paintedAt: (event: MouseEvent) => string | undefined;
  readonly onPaneMove: (event: MouseEvent) => void;
}

interface GraphPointerInput {
  readonly layout: GraphLayout;
  readonly neighbours: Neighbours;
  readonly isPainted: boolean;
  readonly hover: HoverStore;
}

/** Lights the family of what the pointer is on. */
export function useGraphPointer({ layout, neighbours, isPainted, hover }: GraphPointerInput): GraphPointer {
  const flow = useReactFlow();
  const light = (id: string | undefined): void => {
    if (id !== hover.current()) hover.set(id, id === undefined ? new Set() : familyOf(neighbours, id));
  };
  const paintedAt = (event: MouseEvent): string | undefined => {
    if (!isPainted) return undefined;
    const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    return vertexAt(layout, point, REACH / flow.getZoom());
  };
  return {
    light,
    paintedAt,
    onPaneMove: (event) => {
      if (isPainted) light(paintedAt(event));
    },
  };
}
