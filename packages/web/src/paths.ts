/** Addresses of the page: whatever can be seen has one. */
export function jobPath(job: string): string {
  return `/jobs/${encodeURIComponent(job)}`;
}

/** The job with the form of its inputs open. */
export function runFormPath(job: string): string {
  return `${jobPath(job)}?run`;
}

export function runPath(job: string, number: number, step?: number): string {
  return `${jobPath(job)}/runs/${number}${step === undefined ? "" : `?step=${step}`}`;
}

export function resourcePath(resource: string, version?: number): string {
  const place = version === undefined ? "" : `#v${version}`;
  return `/resources/${encodeURIComponent(resource)}${place}`;
}

/** The graph with one vertex selected. */
export function graphPath(selected?: string): string {
  return selected === undefined ? "/" : `/?at=${encodeURIComponent(selected)}`;
}

export const SOURCES_PATH = "/sources";

export function sourcePath(source: string): string {
  return `/sources/${encodeURIComponent(source)}`;
}

/** The source with its plan being read. */
export function sourcePlanPath(source: string): string {
  return `${sourcePath(source)}/plan`;
}

export function configurationPath(source: string, number: number): string {
  return `${sourcePath(source)}/configurations/${number}`;
}

/** Runs that wait for an approval. */
export const GATES_PATH = "/gates";

/** Beside `/sources/NAME`: a source may be named "removed". */
export const REMOVED_PATH = "/removed";
