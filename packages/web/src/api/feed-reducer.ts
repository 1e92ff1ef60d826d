import type { FeedMessage, GraphView, JobView, RunSummaryView, RunView } from "@landbridge/api";

export type ChangedMessage = Extract<FeedMessage, { type: "changed" }>;

/** The graph after a change. Views that did not change stay the same objects, so that nothing else draws again. */
export function applyToGraph(graph: GraphView, change: ChangedMessage): GraphView {
  if (change.revision <= graph.revision) return graph;
  return {
    ...graph,
    revision: change.revision,
    jobs: replaceByName(graph.jobs, change.jobs),
    resources: replaceByName(graph.resources, change.resources),
  };
}

/** A page of runs after a change, newest first: known runs in place, new ones on top. */
export function applyToRuns(
  runs: readonly RunSummaryView[],
  change: ChangedMessage,
  {
    isNewestPage,
    accepts,
  }: { readonly isNewestPage: boolean; readonly accepts: (run: RunSummaryView) => boolean },
): RunSummaryView[] {
  const changed = new Map(change.runs.map((run) => [run.id, run]));
  const known = new Set(runs.map((run) => run.id));
  const kept = runs.map((run) => changed.get(run.id) ?? run).filter(accepts);
  if (!isNewestPage) return kept;
  const fresh = change.runs.filter((run) => !known.has(run.id) && accepts(run) && isNewerThanAll(run, runs));
  return [...fresh.sort((a, b) => b.queuedAt.localeCompare(a.queuedAt)), ...kept];
}

/** One run's page after a change; steps, inputs and outputs are read again from the server. */
export function applyToRun(run: RunView, change: ChangedMessage): RunView {
  const changed = change.runs.find((other) => other.id === run.id);
  return changed ? { ...run, ...changed } : run;
}

export function applyToJob<Job extends JobView>(job: Job, change: ChangedMessage): Job {
  const changed = change.jobs.find((other) => other.name === job.name);
  return changed ? { ...job, ...changed } : job;
}

/** Changes that came in quick succession, as one: the newest view of each thing. */
export function mergeChanges(changes: readonly ChangedMessage[]): ChangedMessage | undefined {
  const last = changes.at(-1);
  if (!last || changes.length === 1) return last;
  return {
    ...last,
    jobs: newestBy(
      changes.flatMap((change) => change.jobs),
      (job) => job.name,
    ),
    resources: newestBy(
      changes.flatMap((change) => change.resources),
      (resource) => resource.name,
    ),
    runs: newestBy(
      changes.flatMap((change) => change.runs),
      (run) => run.id,
    ),
  };
}

function replaceByName<View extends { readonly name: string }>(
  views: View[],
  changed: readonly View[],
): View[] {
  if (changed.length === 0) return views;
  const byName = new Map(changed.map((view) => [view.name, view]));
  return views.map((view) => byName.get(view.name) ?? view);
}

/** An old run that a page does not show must not jump to its top when it changes. */
function isNewerThanAll(run: RunSummaryView, runs: readonly RunSummaryView[]): boolean {
  const newest = runs[0];
  return newest === undefined || run.queuedAt >= newest.queuedAt;
}

function newestBy<View>(views: readonly View[], keyOf: (view: View) => string): View[] {
  return [...new Map(views.map((view) => [keyOf(view), view])).values()];
}
