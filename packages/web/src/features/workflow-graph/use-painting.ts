import { useReactFlow, useStore } from "@xyflow/react";
import { useState } from "react";
import { flushSync } from "react-dom";
import { initialViewport, wholeViewport } from "./graph-viewport.ts";
import type { GraphLayout } from "./layout-graph.ts";

/** Above this many vertices only those in sight are elements, and from far away none: then they are painted. */
const MANY = 150;
/** Farther than this, names can't be read and vertices are blocks. */
const FAR = 0.42;

export interface Painting {
  readonly isFar: boolean;
  readonly isMany: boolean;
  /** Vertices are painted, and no elements. */
  readonly isPainted: boolean;
  readonly showAll: () => void;
}

interface PaintingInput {
  readonly layout: GraphLayout;
  readonly layoutKey: string;
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * Whether vertices are elements or painted. The canvas draws what is in sight before it hears of anything else:
 * before a jump to far away, its elements have to be gone, or it would make thousands of them for one moment.
 */
export function usePainting({ layout, layoutKey, size }: PaintingInput): Painting {
  const flow = useReactFlow();
  const isMany = layout.boxes.size > MANY;
  const isFar = useStore((state) => state.transform[2] < FAR);
  const [isJumping, setJumping] = useState(
    () => isMany && initialViewport(layoutKey, layout, size).zoom < FAR,
  );
  if (isJumping && isFar) setJumping(false);
  return {
    isFar,
    isMany,
    isPainted: isMany && (isFar || isJumping),
    showAll: () => {
      const whole = wholeViewport(layout, size);
      if (isMany && whole.zoom < FAR) flushSync(() => setJumping(true));
      void flow.setViewport(whole, { duration: isMany ? 0 : 160 });
    },
  };
}
