import type { JobDetailView, RunSummaryView } from "@landbridge/api";

/** A version that an IN could be pinned to. */
export interface Pinnable {
  readonly number: number;
  readonly name: string | undefined;
  readonly at: string;
  readonly isQuarantined: boolean;
}

/** What versions are called, each name once, the newest first. */
export function namesOf(versions: readonly Pinnable[]): readonly string[] {
  return [...new Set(versions.flatMap(({ name }) => name ?? []))];
}

/** The versions of a job are its successful runs. */
export function versionsOfRuns(
  runs: readonly RunSummaryView[],
  quarantined: JobDetailView["quarantined"],
): readonly Pinnable[] {
  const bad = new Set(quarantined.map(({ number }) => number));
  return runs
    .filter(({ status }) => status === "success")
    .map(({ number, versionName, finishedAt, queuedAt }) => ({
      number,
      name: versionName,
      at: finishedAt ?? queuedAt,
      isQuarantined: bad.has(number),
    }));
}
