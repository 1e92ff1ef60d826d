import type { JobView, ReplayView, RunSummaryView } from "@landbridge/api";
import type { RerunKind } from "@landbridge/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./query-keys.ts";
import type { VersionOf } from "./version-of.ts";
import { useWorkspace } from "./workspace.ts";

export function useRerun(job: string, number: number): UseMutationResult<RunSummaryView, Error, RerunKind> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (how) => client.rerun({ workspace, job, number, how }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.jobRuns(job) }),
  });
}

/** Sends an old version down the graph again; the answer says what each consumer makes of it. */
export function useReplay({ kind, name, number }: VersionOf): UseMutationResult<ReplayView, Error, void> {
  const workspace = useWorkspace();
  return useMutation({
    mutationFn: () =>
      kind === "job"
        ? client.replayRun({ workspace, job: name, number })
        : client.replayVersion({ workspace, resource: name, number }),
  });
}

export function useDropWaiting(job: string): UseMutationResult<JobView, Error, void> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.dropWaiting({ workspace, job }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.why(job) });
      return queries.invalidateQueries({ queryKey: keys.job(job) });
    },
  });
}
