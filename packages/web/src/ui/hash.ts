import { useSyncExternalStore } from "react";

/** The router tells of the last two, which browsers keep to themselves. */
const EVENTS = ["hashchange", "popstate", "pushState", "replaceState"];

function subscribe(listener: () => void): () => void {
  for (const event of EVENTS) addEventListener(event, listener);
  return () => {
    for (const event of EVENTS) removeEventListener(event, listener);
  };
}

/** The place in the page that its address names: "#v3". */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}
