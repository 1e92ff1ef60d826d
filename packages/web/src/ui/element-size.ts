import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** How large an element is on the screen; undefined before it is drawn. */
export function useElementSize(element: RefObject<HTMLElement | null>): ElementSize | undefined {
  const [size, setSize] = useState<ElementSize>();
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    const measure = (): void => setSize({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
