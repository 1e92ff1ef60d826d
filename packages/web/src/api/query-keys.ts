import type { FeedMessage } from "@landbridge/api";
import type { ChangedMessage } from "./feed-reducer.ts";
import type { VersionOf } from "./version-of.ts";

/** Names of what the page remembers of the server. */
export const keys = {
  me: ["me"],
  graph: ["graph"],
  job: (job: string) => ["job", job],
  why: (job: string) => ["why", job],
  jobRuns: (job: string) => ["job-runs", job],
  run: (job: string, number: number) => ["run", job, number],
  runWhysOf: (job: string) => ["run-why", job],
  runWhy: (job: string, number: number) => ["run-why", job, number],
  allRuns: ["runs"],
  runs: (status: string | undefined) => ["runs", status ?? "all"],
  versions: (resource: string) => ["versions", resource],
  allVersionWhys: ["version-why"],
  versionWhy: ({ kind, name, number }: VersionOf) => ["version-why", kind, name, number],
  sources: ["sources"],
  plan: (source: string, of: "sync" | "removal") => ["plan", source, of],
  allConfigurations: ["configurations"],
  configurations: (source: string) => ["configurations", source, "pages"],
  configuration: (source: string, number: number) => ["configurations", source, number],
  deleted: ["deleted"],
  agents: ["agents"],
} as const;

/** What is made in the browser, spent by asking, or being decided upon by a person is not read again when the server has news. */
export function isOfServer({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== "layout" && queryKey[0] !== "sign-in" && queryKey[0] !== "plan";
}

export type QueryKey = readonly (string | number)[];

/** What a change makes stale beyond the views that it brought along. */
export function staleAfterChange(change: ChangedMessage): readonly QueryKey[] {
  const jobs = new Set([...change.jobs.map((job) => job.name), ...change.runs.map((run) => run.job)]);
  return [
    ...[...jobs].flatMap((job) => [keys.job(job), keys.why(job), keys.jobRuns(job), keys.runWhysOf(job)]),
    ...change.runs.map((run) => keys.run(run.job, run.number)),
    ...change.resources.map((resource) => keys.versions(resource.name)),
    ...(change.runs.length > 0 ? [keys.agents] : []),
    keys.allVersionWhys,
  ];
}

/** What another kind of message makes stale. */
export function staleAfter(
  message: Exclude<FeedMessage, { type: "changed" }>,
): readonly QueryKey[] | "everything" {
  switch (message.type) {
    // What was read before the feed was open may have changed in between.
    case "hello":
    case "reset":
      return "everything";
    case "step":
      return [keys.run(message.job, message.number)];
    case "configuration":
      return [keys.graph, keys.sources, keys.allConfigurations, keys.deleted, ["job"], ["why"], ["versions"]];
  }
}
