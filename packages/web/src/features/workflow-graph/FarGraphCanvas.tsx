import { useStore } from "@xyflow/react";
import { useLayoutEffect, useRef } from "react";
import type { ReactElement } from "react";
import { STATUSES } from "../../ui/status.ts";
import type { Status } from "../../ui/status.ts";
import { useIsDark } from "../../ui/theme.ts";
import { drawFarGraph } from "./draw-far-graph.ts";
import type { FarColors, FarGraph } from "./draw-far-graph.ts";
import { useHovered } from "./graph-hover.ts";
import { familyOf } from "./graph-neighbours.ts";
import type { Neighbours } from "./graph-neighbours.ts";

interface FarGraphCanvasProps extends Pick<FarGraph, "model" | "layout" | "size" | "selected"> {
  readonly neighbours: Neighbours;
}

/** A large graph seen from far away. Follows the canvas' own moves; the pointer is heard by the canvas behind. */
export function FarGraphCanvas(props: FarGraphCanvasProps): ReactElement {
  const { model, layout, size, selected, neighbours } = props;
  const element = useRef<HTMLCanvasElement>(null);
  const [x, y, zoom] = useStore((state) => state.transform);
  const hovered = useHovered();
  const isDark = useIsDark();
  useLayoutEffect(() => {
    const canvas = element.current;
    const drawing = canvas?.getContext("2d");
    if (!canvas || !drawing) return;
    const pixelRatio = devicePixelRatio;
    canvas.width = size.width * pixelRatio;
    canvas.height = size.height * pixelRatio;
    const lit = hovered === undefined ? undefined : familyOf(neighbours, hovered);
    const colors = colorsOf(canvas, isDark);
    drawFarGraph(drawing, {
      model,
      layout,
      size,
      selected,
      colors,
      lit,
      pixelRatio,
      viewport: { x, y, zoom },
    });
  }, [model, layout, size, selected, neighbours, x, y, zoom, hovered, isDark]);
  return (
    <canvas
      ref={element}
      className="graph-far"
      style={{ width: size.width, height: size.height }}
      aria-hidden="true"
    />
  );
}

/** A canvas knows no CSS variables: the palette is read from the element's own style. */
function colorsOf(canvas: HTMLCanvasElement, isDark: boolean): FarColors {
  const read = (name: string): string => {
    canvas.style.color = `var(--${name})`;
    return getComputedStyle(canvas).color;
  };
  const status: Partial<Record<Status, string>> = {};
  for (const [name, look] of Object.entries(STATUSES))
    status[name as Status] = isDark ? look.dark : look.light;
  return {
    status,
    edge: read("edge"),
    resource: read("line-strong"),
    surface: read("surface"),
    accent: read("accent"),
  };
}
