import type { JobDetailView } from "@landbridge/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./query-keys.ts";
import type { VersionOf } from "./version-of.ts";
import { useWorkspace } from "./workspace.ts";

export interface QuarantineAsked {
  readonly kind: "quarantine" | "release";
  readonly reason: string;
}

/** Keeps a bad version from being chosen, or releases it. */
export function useQuarantine({
  kind,
  name,
  number,
}: VersionOf): UseMutationResult<unknown, Error, QuarantineAsked> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked): Promise<unknown> => {
      const { reason } = asked;
      const isRelease = asked.kind === "release";
      if (kind === "job") {
        const run = { workspace, job: name, number, reason };
        return isRelease ? client.releaseRun(run) : client.quarantineRun(run);
      }
      const version = { workspace, resource: name, number, reason };
      return isRelease ? client.releaseVersion(version) : client.quarantineVersion(version);
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.allVersionWhys });
      const key = kind === "job" ? keys.run(name, number) : keys.versions(name);
      return queries.invalidateQueries({ queryKey: key });
    },
  });
}

/** A version by its number, or the newest of a name. */
export type PinTarget = { readonly versionNumber: number } | { readonly versionName: string };

/** What an IN is held at; without a target its pin is taken away. */
export interface PinAsked {
  readonly input: string;
  readonly target?: PinTarget;
  readonly comment?: string;
}

export function useChangePin(job: string): UseMutationResult<JobDetailView, Error, PinAsked> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ input, target, ...said }) =>
      target
        ? client.pinInput({ workspace, job, input, ...target, ...said })
        : client.unpinInput({ workspace, job, input }),
    onSuccess: (view) => {
      queries.setQueryData<JobDetailView>(keys.job(job), view);
      return queries.invalidateQueries({ queryKey: keys.why(job) });
    },
  });
}
