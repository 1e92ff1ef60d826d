import type {
  ConfigurationView,
  DeletedObjectView,
  InputOf,
  SourcePlanView,
  SourceView,
} from "@landbridge/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  InfiniteData,
  QueryClient,
  UseInfiniteQueryResult,
  UseMutationResult,
  UseQueryResult,
} from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./query-keys.ts";
import { useWorkspace } from "./workspace.ts";

const CONFIGURATIONS_PER_PAGE = 20;

export function useSources(): UseQueryResult<SourceView[]> {
  const workspace = useWorkspace();
  return useQuery({ queryKey: keys.sources, queryFn: () => client.listSources({ workspace }) });
}

export interface PlanAsked {
  readonly source: string;
  /** The plan of its removal, not of its next sync. */
  readonly isRemoval: boolean;
  /** Nothing is read until somebody wants to look. */
  readonly isWanted: boolean;
}

/** A plan stands still while somebody decides: it is read once, and again only when asked for. */
export function usePlan({ source, isRemoval, isWanted }: PlanAsked): UseQueryResult<SourcePlanView> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.plan(source, isRemoval ? "removal" : "sync"),
    queryFn: () => client.planConfiguration({ workspace, source, isRemoval }),
    enabled: isWanted,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function useConfigurations(source: string): UseInfiniteQueryResult<InfiniteData<ConfigurationView[]>> {
  const workspace = useWorkspace();
  return useInfiniteQuery({
    queryKey: keys.configurations(source),
    queryFn: ({ pageParam }) =>
      client.listConfigurations({
        workspace,
        source,
        limit: CONFIGURATIONS_PER_PAGE,
        ...(pageParam === undefined ? {} : { before: pageParam }),
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => {
      const oldest = page.at(-1)?.number;
      return page.length < CONFIGURATIONS_PER_PAGE || oldest === 1 ? undefined : oldest;
    },
  });
}

/** One configuration of a source, with its neighbours in the history: newer ones first. */
export function useConfiguration(source: string, number: number): UseQueryResult<ConfigurationView[]> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.configuration(source, number),
    queryFn: () => client.listConfigurations({ workspace, source, before: number + 2, limit: 3 }),
  });
}

export function useDeleted(): UseQueryResult<DeletedObjectView[]> {
  const workspace = useWorkspace();
  return useQuery({ queryKey: keys.deleted, queryFn: () => client.listDeleted({ workspace }) });
}

export type NewSource = Pick<InputOf<"addSource">, "name" | "kind" | "location" | "branch">;

export function useAddSource(): UseMutationResult<SourceView, Error, NewSource> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given) => client.addSource({ workspace, ...given }),
    onSuccess: () => refresh(queries),
  });
}

export interface SyncAsked {
  /** Digest of the plan that was looked at: the sync does just that, or is refused. */
  readonly expected?: string;
}

export function useSyncSource(source: string): UseMutationResult<SourceView, Error, SyncAsked> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked) => client.syncSource({ workspace, source, ...asked }),
    onSettled: () => refresh(queries),
  });
}

export type SourceAction = "pause" | "resume" | "remove" | "restore" | "delete";

export function useSourceAction(source: string): UseMutationResult<unknown, Error, SourceAction> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const acts: Readonly<Record<SourceAction, () => Promise<unknown>>> = {
    pause: () => client.pauseSource({ workspace, source }),
    resume: () => client.resumeSource({ workspace, source }),
    remove: () => client.removeSource({ workspace, source }),
    restore: () => client.restoreSource({ workspace, source }),
    delete: () => client.deleteSource({ workspace, source }),
  };
  return useMutation({
    mutationFn: (action) => acts[action](),
    onSuccess: () => refresh(queries),
  });
}

/** Deletes what was removed, for good. */
export function useDeleteForGood({
  kind,
  name,
}: Pick<DeletedObjectView, "kind" | "name">): UseMutationResult<unknown, Error, void> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<unknown> =>
      kind === "job"
        ? await client.deleteJob({ workspace, job: name })
        : await client.deleteResource({ workspace, resource: name }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.deleted }),
  });
}

/** Until the answer is there the page stays as it was: what stands beside a button and the button change together. */
function refresh(queries: QueryClient): Promise<unknown> {
  void queries.invalidateQueries({ queryKey: keys.allConfigurations });
  void queries.invalidateQueries({ queryKey: keys.deleted });
  return queries.invalidateQueries({ queryKey: keys.sources });
}
