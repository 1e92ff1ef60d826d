import type { FeedMessage, GraphView, JobDetailView, RunSummaryView, RunView } from "@landbridge/api";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { applyToGraph, applyToJob, applyToRun, applyToRuns, mergeChanges } from "./feed-reducer.ts";
import type { ChangedMessage } from "./feed-reducer.ts";
import { isOfServer, keys, staleAfter, staleAfterChange } from "./query-keys.ts";
import type { QueryKey } from "./query-keys.ts";

export interface FeedCache {
  readonly receive: (messages: readonly FeedMessage[]) => void;
}

/** Writes what the feed says into the page's memory, and has the rest read again. */
export function createFeedCache(queries: QueryClient, refresh: (key: QueryKey) => void): FeedCache {
  return {
    receive: (messages) => {
      const changes = messages.filter((message) => message.type === "changed");
      const change = mergeChanges(changes);
      if (change) {
        applyChange(queries, change);
        staleAfterChange(change).forEach(refresh);
      }
      for (const message of messages) {
        if (message.type === "changed") continue;
        const stale = staleAfter(message);
        if (stale === "everything") void queries.invalidateQueries({ predicate: isOfServer });
        else stale.forEach(refresh);
      }
    },
  };
}

function applyChange(queries: QueryClient, change: ChangedMessage): void {
  queries.setQueryData<GraphView>(keys.graph, (graph) => graph && applyToGraph(graph, change));
  for (const view of change.jobs) {
    queries.setQueryData<JobDetailView>(keys.job(view.name), (job) => job && applyToJob(job, change));
  }
  for (const run of change.runs) {
    queries.setQueryData<RunView>(keys.run(run.job, run.number), (view) => view && applyToRun(view, change));
    queries.setQueryData<RunSummaryView[]>(keys.jobRuns(run.job), (runs) => {
      const accepts = (other: RunSummaryView): boolean => other.job === run.job;
      return runs && applyToRuns(runs, change, { isNewestPage: true, accepts });
    });
  }
  for (const [key] of queries.getQueriesData({ queryKey: keys.allRuns })) {
    const status = key[1];
    const accepts = (run: RunSummaryView): boolean => status === "all" || run.status === status;
    queries.setQueryData<InfiniteData<RunSummaryView[]>>(
      key,
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page, index) =>
            applyToRuns(page, change, { isNewestPage: index === 0, accepts }),
          ),
        },
    );
  }
}
