import type { RunView } from "@landbridge/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import { client } from "./client.ts";
import type { GivenInputs } from "./queries.ts";
import { keys } from "./query-keys.ts";
import { useWorkspace } from "./workspace.ts";

export interface Ballot {
  readonly kind: "approve" | "reject";
  /** Empty for none; a rejection has one. */
  readonly comment: string;
  /** Answers to what the gate asks. */
  readonly inputs: GivenInputs;
}

/** Votes about a gated run; the answer is the run as it stands after the vote. */
export function useVote(job: string, number: number): UseMutationResult<RunView, Error, Ballot> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, comment, inputs }) => {
      const run = { workspace, job, number };
      if (kind === "reject") return client.rejectRun({ ...run, comment });
      return client.approveRun({ ...run, inputs, ...(comment === "" ? {} : { comment }) });
    },
    onSuccess: (run) => {
      queries.setQueryData<RunView>(keys.run(job, number), run);
      void queries.invalidateQueries({ queryKey: keys.runWhy(job, number) });
    },
  });
}
