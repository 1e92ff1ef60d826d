import { createContext, use, useSyncExternalStore } from "react";

/**
 * Which vertices are lit. Beside React's state on purpose: moving the pointer over 2,000 vertices must draw only
 * those whose light changes.
 */
export interface HoverStore {
  readonly current: () => string | undefined;
  readonly isDimmed: (id: string) => boolean;
  readonly set: (id: string | undefined, family: ReadonlySet<string>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createHoverStore(): HoverStore {
  const listeners = new Set<() => void>();
  let hovered: string | undefined;
  let lit: ReadonlySet<string> = new Set();
  return {
    current: () => hovered,
    isDimmed: (id) => hovered !== undefined && !lit.has(id),
    set: (id, family) => {
      hovered = id;
      lit = family;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const HoverContext = createContext<HoverStore>(createHoverStore());

export function useIsDimmed(...ids: readonly string[]): boolean {
  const store = use(HoverContext);
  return useSyncExternalStore(store.subscribe, () => ids.some((id) => store.isDimmed(id)));
}

export function useHovered(): string | undefined {
  const store = use(HoverContext);
  return useSyncExternalStore(store.subscribe, store.current);
}
