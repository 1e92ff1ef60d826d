import { useSyncExternalStore } from "react";

/** One clock for the whole page: a second hand that stands still while nobody looks. */
let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  if (document.visibilityState === "hidden") return;
  now = new Date();
  for (const listener of listeners) listener();
}

/** The time, new each second; in steps of `stepMs` for those who need it less often. */
export function useNow(stepMs = 1_000): Date {
  const step = useSyncExternalStore(subscribe, () => Math.floor(now.getTime() / stepMs));
  return new Date(Math.max(step * stepMs, stepMs === 1_000 ? now.getTime() : 0));
}
