import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { PHONE, useMedia } from "../../ui/media.ts";
import { bringIntoSight } from "./graph-viewport.ts";
import type { GraphLayout } from "./layout-graph.ts";

const MOVE_MS = 160;
/** On a phone the sheet of what is selected lies over the rest. */
const FREE_BESIDE_SHEET = 0.3;

interface SelectedInSightInput {
  readonly selected: string | undefined;
  readonly layout: GraphLayout;
  readonly size: { readonly width: number; readonly height: number };
}

/** Keys, search and the opening of the inspector can leave the selected vertex out of sight. */
export function useSelectedInSight({ selected, layout, size }: SelectedInSightInput): void {
  const flow = useReactFlow();
  const box = selected === undefined ? undefined : layout.boxes.get(selected);
  const isPhone = useMedia(PHONE);
  const isFirst = useRef(true);
  useEffect(() => {
    const duration = isFirst.current ? 0 : MOVE_MS;
    isFirst.current = false;
    if (!box) return;
    const viewport = flow.getViewport();
    const height = isPhone ? size.height * FREE_BESIDE_SHEET : size.height;
    const next = bringIntoSight(box, viewport, { width: size.width, height });
    if (next !== viewport) void flow.setViewport(next, { duration });
  }, [box, size, isPhone, flow]);
}
