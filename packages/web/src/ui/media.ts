import { useSyncExternalStore } from "react";

/** A phone's width: rail below, inspector as a sheet, graph as a list. */
export const PHONE = "(max-width: 720px)";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}
