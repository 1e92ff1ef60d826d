import { ownValue } from "./own-value.ts";

/**
 * A successful run of a job: the versions that it consumed or produced, by name of resource or job. A job's version
 * is the number of its run. Of a resource that it both consumed and produced: the version that it produced.
 */
export interface SuccessfulRun {
  readonly number: number;
  /** Its place in the order of queueing, where that is known. */
  readonly order?: number;
  readonly versions: Readonly<Record<string, number>>;
}

/** What an IN may choose from. */
export interface VersionHistory {
  /** Successful runs of a job, newest first; no more than `MOST_RUNS_LOOKED_AT` of them are read. */
  successfulRuns(job: string): readonly SuccessfulRun[];
  /** Newest version of a resource or job that may be chosen. */
  latest(name: string): number | undefined;
  /** The versions that there are, quarantined ones too, newest first; read where `latest` is not enough. */
  versions(name: string): readonly number[];
  /** false: quarantined. */
  isAllowed(name: string, number: number): boolean;
}

export const MOST_RUNS_LOOKED_AT = 500;

/** The version of a resource or job that a run of a job had; a run has its own job's version too. */
export function versionIn(job: string, run: SuccessfulRun, name: string): number | undefined {
  if (name === job) return run.number;
  return ownValue(run.versions, name);
}
