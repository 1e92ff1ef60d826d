import type {
  AgentView,
  GraphView,
  InputOf,
  JobDetailView,
  JobView,
  MeView,
  RunSummaryView,
  RunView,
  RunWhyView,
  VersionView,
  VersionWhyView,
  WhyView,
} from "@landbridge/api";
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  InfiniteData,
  UseInfiniteQueryResult,
  UseMutationResult,
  UseQueryResult,
} from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./query-keys.ts";
import type { VersionOf } from "./version-of.ts";
import { useWorkspace } from "./workspace.ts";

const RUNS_PER_PAGE = 100;

export function useMe(): UseQueryResult<MeView> {
  return useQuery({ queryKey: keys.me, queryFn: () => client.getMe({}) });
}

/**
 * Signs in with the token of a link, once: the token is spent by it. A link that is opened again is as good as none,
 * which matters only where nobody is signed in.
 */
export function useSignIn(token: string): UseQueryResult<MeView> {
  const queries = useQueryClient();
  return useQuery({
    queryKey: ["sign-in", token],
    queryFn: async () => {
      const me = await client.signIn({ token }).catch(async (refusal: unknown) => {
        const signedIn = await client.getMe({}).catch(() => undefined);
        if (signedIn === undefined) throw refusal;
        return signedIn;
      });
      queries.setQueryData(keys.me, me);
      return me;
    },
    retry: false,
    staleTime: Infinity,
    gcTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.signOut({}),
    onSuccess: () => queries.resetQueries(),
  });
}

export function useGraph(): UseQueryResult<GraphView> {
  const workspace = useWorkspace();
  return useQuery({ queryKey: keys.graph, queryFn: () => client.getGraph({ workspace }) });
}

export function useJob(job: string): UseQueryResult<JobDetailView> {
  const workspace = useWorkspace();
  return useQuery({ queryKey: keys.job(job), queryFn: () => client.getJob({ workspace, job }) });
}

export function useWhy(job: string): UseQueryResult<WhyView> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.why(job),
    queryFn: () => client.explainJob({ workspace, job, limit: DECISION_LIMITS[0] }),
  });
}

/** How many decisions are read at first, and at each further press. */
export const DECISION_LIMITS = [12, 60, 200] as const;

/** The last decisions about a job, newest first; what is shown stays while more of them are read. */
export function useDecisions(job: string, limit: number): UseQueryResult<WhyView["decisions"]> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: limit === DECISION_LIMITS[0] ? keys.why(job) : [...keys.why(job), limit],
    queryFn: () => client.explainJob({ workspace, job, limit }),
    select: ({ decisions }) => decisions,
    placeholderData: keepPreviousData,
  });
}

/** A run that waits may wait for something far away, which no message about it tells. */
const HELD_REFRESH_MS = 5_000;

export function useRunWhy(job: string, number: number): UseQueryResult<RunWhyView> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.runWhy(job, number),
    queryFn: () => client.explainRun({ workspace, job, number }),
    refetchInterval: ({ state }) => (state.data?.hold ? HELD_REFRESH_MS : false),
  });
}

export function useVersionWhy(version: VersionOf): UseQueryResult<VersionWhyView> {
  const workspace = useWorkspace();
  const { kind, name, number } = version;
  return useQuery({
    queryKey: keys.versionWhy(version),
    queryFn: () =>
      kind === "job"
        ? client.explainJobVersion({ workspace, job: name, number })
        : client.explainVersion({ workspace, resource: name, number }),
  });
}

export function useJobRuns(job: string): UseQueryResult<RunSummaryView[]> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.jobRuns(job),
    queryFn: () => client.listJobRuns({ workspace, job, limit: 50 }),
  });
}

export function useRun(job: string, number: number): UseQueryResult<RunView> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.run(job, number),
    queryFn: () => client.getRun({ workspace, job, number }),
  });
}

export function useRuns(status: string | undefined): UseInfiniteQueryResult<InfiniteData<RunSummaryView[]>> {
  const workspace = useWorkspace();
  return useInfiniteQuery({
    queryKey: keys.runs(status),
    queryFn: ({ pageParam }) =>
      client.listRuns({
        workspace,
        limit: RUNS_PER_PAGE,
        ...(status === undefined ? {} : { status }),
        ...(pageParam === undefined ? {} : { after: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < RUNS_PER_PAGE ? undefined : page.at(-1)?.id),
  });
}

export function useVersions(resource: string): UseQueryResult<VersionView[]> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.versions(resource),
    queryFn: () => client.listVersions({ workspace, resource, limit: 100 }),
  });
}

export function useAgents(): UseQueryResult<AgentView[]> {
  const workspace = useWorkspace();
  return useQuery({
    queryKey: keys.agents,
    queryFn: () => client.listAgents({ workspace }),
    // Agents come and go without an event of the workflow.
    refetchInterval: 5_000,
  });
}

/** Values of declared inputs by name. */
export type GivenInputs = NonNullable<InputOf<"startRun">["inputs"]>;

export function useStartRun(job: string): UseMutationResult<RunSummaryView, Error, GivenInputs | void> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (inputs) => client.startRun({ workspace, job, ...(inputs ? { inputs } : {}) }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.jobRuns(job) }),
  });
}

export function useCancelRun(job: string, number: number): UseMutationResult<RunSummaryView, Error, void> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.cancelRun({ workspace, job, number }),
    onSuccess: (run) => {
      queries.setQueryData<RunView>(keys.run(job, number), (old) => old && { ...old, ...run });
      queries.setQueryData<RunSummaryView[]>(keys.jobRuns(job), (runs) =>
        runs?.map((other) => (other.id === run.id ? run : other)),
      );
    },
  });
}

/** Pauses a job that is not paused, resumes one that is. */
export function useTogglePause(job: string): UseMutationResult<JobView, Error, "pause" | "resume"> {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action) =>
      action === "pause" ? client.pauseJob({ workspace, job }) : client.resumeJob({ workspace, job }),
    onSuccess: (view) => {
      queries.setQueryData<JobDetailView>(keys.job(job), (old) => old && { ...old, ...view });
      queries.setQueryData<GraphView>(keys.graph, (graph) => graph && withJob(graph, view));
    },
  });
}

export interface JobAction {
  readonly kind: "run-job" | "pause-job" | "resume-job";
  readonly job: string;
}

/** Actions on any job, for search; the feed tells what comes of them. */
export function useJobActions(): UseMutationResult<unknown, Error, JobAction> {
  const workspace = useWorkspace();
  return useMutation({
    mutationFn: async ({ kind, job }: JobAction): Promise<unknown> => {
      if (kind === "run-job") return await client.startRun({ workspace, job });
      if (kind === "pause-job") return await client.pauseJob({ workspace, job });
      return await client.resumeJob({ workspace, job });
    },
  });
}

export function useSignInLink(): UseMutationResult<{ url: string }, Error, void> {
  return useMutation({ mutationFn: () => client.createSignInLink({}) });
}

function withJob(graph: GraphView, view: JobView): GraphView {
  return { ...graph, jobs: graph.jobs.map((job) => (job.name === view.name ? view : job)) };
}
