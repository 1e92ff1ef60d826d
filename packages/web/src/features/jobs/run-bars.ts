import type { RunSummaryView } from "@landbridge/api";

export interface RunBar {
  readonly run: RunSummaryView;
  /** Height as a part of the longest run's, from 0.12 (seen) to 1. */
  readonly height: number;
  readonly durationMs: number | undefined;
}

const LOWEST = 0.12;

/** The last runs as bars, oldest first; their heights compare durations. */
export function runBars(
  runs: readonly RunSummaryView[],
  { count, now }: { readonly count: number; readonly now: Date },
): readonly RunBar[] {
  const shown = runs.slice(0, count).reverse();
  const durations = shown.map((run) => durationOf(run, now));
  const longest = Math.max(1, ...durations.map((duration) => duration ?? 0));
  return shown.map((run, at) => {
    const durationMs = durations[at];
    // The root keeps short runs visible beside one that took an hour.
    const height = durationMs === undefined ? LOWEST : Math.max(LOWEST, Math.sqrt(durationMs / longest));
    return { run, height, durationMs };
  });
}

/** How long a run worked; undefined when it never began. */
export function durationOf(run: RunSummaryView, now: Date): number | undefined {
  if (run.startedAt === undefined) return undefined;
  const end = run.finishedAt === undefined ? now : new Date(run.finishedAt);
  return Math.max(0, end.getTime() - new Date(run.startedAt).getTime());
}
