import { useReactFlow } from "@xyflow/react";
import type { KeyboardEvent } from "react";
import { focusVertex } from "./focus-vertex.ts";
import { useGraphActions } from "./graph-actions.ts";
import type { GraphModel } from "./graph-model.ts";
import type { Neighbours } from "./graph-neighbours.ts";
import type { GraphLayout } from "./layout-graph.ts";
import { walkFrom } from "./walk-graph.ts";
import type { WalkDirection } from "./walk-graph.ts";

interface GraphKeysInput {
  readonly model: GraphModel;
  readonly layout: GraphLayout;
  readonly neighbours: Neighbours;
  readonly selected: string | undefined;
  readonly entrance: string | undefined;
  readonly showAll: () => void;
}

const ARROWS: Readonly<Record<string, WalkDirection>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Keys of the graph. Arrows walk along edges, Enter opens, Escape lets go, + - 0 zoom. */
export function useGraphKeys(input: GraphKeysInput): (event: KeyboardEvent) => void {
  const { model, layout, neighbours, selected, entrance, showAll } = input;
  const flow = useReactFlow();
  const actions = useGraphActions();
  const goTo = (id: string | undefined): void => {
    if (id === undefined) return;
    actions.select(id);
    // The link may be drawn only now that it is in sight.
    requestAnimationFrame(() => focusVertex(id));
  };
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter" && event.target instanceof Element && event.target.closest("button")) return;
    const vertex = selected === undefined ? undefined : model.vertices.get(selected);
    const direction = ARROWS[event.key];
    if (direction)
      goTo(selected === undefined ? entrance : walkFrom(selected, direction, { layout, neighbours }));
    else if (event.key === "Enter" && vertex) actions.open(vertex);
    else if (event.key === "Escape") actions.select(undefined);
    else if (event.key === "+" || event.key === "=") void flow.zoomIn({ duration: 120 });
    else if (event.key === "-") void flow.zoomOut({ duration: 120 });
    else if (event.key === "0") showAll();
    else return;
    event.preventDefault();
  };
}
