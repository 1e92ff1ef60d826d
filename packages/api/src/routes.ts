import { z } from "zod";
import { accessRoutes } from "./routes/access.ts";
import { gateRoutes } from "./routes/gates.ts";
import { limitRoutes } from "./routes/limits.ts";
import { pinRoutes } from "./routes/pins.ts";
import { rerunRoutes } from "./routes/reruns.ts";
import { quarantineRoutes } from "./routes/quarantines.ts";
import { W, done, job, page, resource, route, run, source, workspace } from "./route.ts";
import type { Route } from "./route.ts";
import {
  agentView,
  configurationView,
  decisionView,
  deletedObjectView,
  diagnosisView,
  graphView,
  jobDetailView,
  jobView,
  meView,
  resourceView,
  runSummaryView,
  runView,
  sourcePlanView,
  sourceView,
  versionView,
} from "./views.ts";
import { simulationView } from "./simulation-views.ts";
import { runWhyView, versionWhyView, whyView } from "./why-views.ts";

const version = resource.extend({ number: run.shape.number });

/** The contract: one table from which the server's handlers, the typed client and OpenAPI come. */
export const routes = {
  signIn: route({
    method: "POST",
    path: "/api/v1/session",
    summary: "Sign in with the token of a one-time link; sets the session cookie",
    role: "anyone",
    body: z.object({ token: z.string() }),
    response: meView,
  }),
  signOut: route({
    method: "DELETE",
    path: "/api/v1/session",
    summary: "End the session",
    role: "anyone",
    response: done,
  }),
  getMe: route({
    method: "GET",
    path: "/api/v1/me",
    summary: "Who is signed in",
    role: "viewer",
    response: meView,
  }),
  createSignInLink: route({
    method: "POST",
    path: "/api/v1/sign-in-links",
    summary: "Make a one-time sign-in link for oneself",
    role: "viewer",
    response: z.object({ url: z.string() }),
  }),
  getGraph: route({
    method: "GET",
    path: `${W}/graph`,
    summary: "The whole workflow with its statuses",
    role: "viewer",
    params: workspace,
    response: graphView,
  }),
  listJobs: route({
    method: "GET",
    path: `${W}/jobs`,
    summary: "All jobs with status and reason line",
    role: "viewer",
    params: workspace,
    response: z.array(jobView),
  }),
  getJob: route({
    method: "GET",
    path: `${W}/jobs/:job`,
    summary: "One job with its inputs, outputs and definition",
    role: "viewer",
    params: job,
    response: jobDetailView,
  }),
  pauseJob: route({
    method: "POST",
    path: `${W}/jobs/:job/pause`,
    summary: "No event starts the job until it is resumed",
    role: "operator",
    params: job,
    response: jobView,
  }),
  resumeJob: route({
    method: "POST",
    path: `${W}/jobs/:job/resume`,
    summary: "Events start the job again",
    role: "operator",
    params: job,
    response: jobView,
  }),
  explainJob: route({
    method: "GET",
    path: `${W}/jobs/:job/why`,
    summary: "Where a job stands, what each input says to that, and the decisions that led there",
    role: "viewer",
    params: job,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(20),
      /** Only decisions about this run. */
      run: z.coerce.number().int().positive().exactOptional(),
      /** Only decisions about this version, as RESOURCE@NUMBER. */
      version: z.string().exactOptional(),
    }),
    response: whyView,
  }),
  explainRun: route({
    method: "GET",
    path: `${W}/jobs/:job/runs/:number/why`,
    summary: "Why a run was made, what it waits for, and the chain of causes back to the first event",
    role: "viewer",
    params: run,
    response: runWhyView,
  }),
  explainVersion: route({
    method: "GET",
    path: `${W}/resources/:resource/versions/:number/why`,
    summary: "Which jobs took a version, which did not and why, and where it came from",
    role: "viewer",
    params: version,
    response: versionWhyView,
  }),
  explainJobVersion: route({
    method: "GET",
    path: `${W}/jobs/:job/versions/:number/why`,
    summary: "The same for the version that a successful run of a job made",
    role: "viewer",
    params: run,
    response: versionWhyView,
  }),
  startRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs`,
    summary: "Run a job by hand",
    role: "operator",
    params: job,
    body: z.object({
      env: z.record(z.string(), z.string()).default({}),
      /** Values of the inputs that the job declares; one that is left out has its default. */
      inputs: z.record(z.string(), z.json()).default({}),
    }),
    response: runSummaryView,
  }),
  listJobRuns: route({
    method: "GET",
    path: `${W}/jobs/:job/runs`,
    summary: "Runs of a job, newest first",
    role: "viewer",
    params: job,
    query: page,
    response: z.array(runSummaryView),
  }),
  getRun: route({
    method: "GET",
    path: `${W}/jobs/:job/runs/:number`,
    summary: "One run with steps, inputs, outputs and state",
    role: "viewer",
    params: run,
    response: runView,
  }),
  cancelRun: route({
    method: "POST",
    path: `${W}/jobs/:job/runs/:number/cancel`,
    summary: "Cancel a queued or processing run",
    role: "operator",
    params: run,
    response: runSummaryView,
  }),
  listRuns: route({
    method: "GET",
    path: `${W}/runs`,
    summary: "Runs of the workspace, newest first",
    role: "viewer",
    params: workspace,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(50),
      status: z.string().exactOptional(),
      /** Identifier of the last run of the page before. */
      after: z.string().exactOptional(),
    }),
    response: z.array(runSummaryView),
  }),
  listResources: route({
    method: "GET",
    path: `${W}/resources`,
    summary: "All resources with their newest version",
    role: "viewer",
    params: workspace,
    response: z.array(resourceView),
  }),
  getResource: route({
    method: "GET",
    path: `${W}/resources/:resource`,
    summary: "One resource with its newest version",
    role: "viewer",
    params: resource,
    response: resourceView,
  }),
  listVersions: route({
    method: "GET",
    path: `${W}/resources/:resource/versions`,
    summary: "Versions of a resource, newest first",
    role: "viewer",
    params: resource,
    query: page,
    response: z.array(versionView),
  }),
  postVersion: route({
    method: "POST",
    path: `${W}/resources/:resource/versions`,
    summary: "Make a new version from outside; starts its consumers",
    role: "operator",
    params: resource,
    body: z.object({
      versionName: z.string().exactOptional(),
      values: z.record(z.string(), z.json()).default({}),
    }),
    response: versionView,
  }),
  tellBuild: route({
    method: "POST",
    path: "/api/v1/externalCI",
    summary: "Tell how a build of another server stands; a success starts the consumers of its job",
    role: "operator",
    body: z.object({
      /** A job of type externalCI. */
      jobName: z.string().min(1),
      /** 4001 processing, 4002 success, 4003 failure. */
      statusCode: z.number().int(),
      /** Identifier or name of a resource of type externalCIServer. */
      externalCIServerId: z.string().min(1),
      externalBuildUrl: z.string().max(2000),
      /** The same build is the same run. */
      externalBuildId: z.union([z.string().min(1).max(200), z.number().transform(String)]),
      versionData: z.record(z.string(), z.json()).default({}),
    }),
    response: runSummaryView,
  }),
  listDecisions: route({
    method: "GET",
    path: `${W}/decisions`,
    summary: "Decisions of the workspace, newest first",
    role: "viewer",
    params: workspace,
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
    response: z.array(decisionView),
  }),
  listSources: route({
    method: "GET",
    path: `${W}/sources`,
    summary: "Sources with the outcome of their last sync",
    role: "viewer",
    params: workspace,
    response: z.array(sourceView),
  }),
  addSource: route({
    method: "POST",
    path: `${W}/sources`,
    summary: "Add a directory of the server or a git repository, and sync it",
    role: "admin",
    params: workspace,
    body: z.object({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
      kind: z.enum(["directory", "git"]),
      location: z.string().min(1),
      branch: z.string().exactOptional(),
    }),
    response: sourceView,
  }),
  syncSource: route({
    method: "POST",
    path: `${W}/sources/:source/sync`,
    summary: "Read a source again and apply what it says",
    role: "operator",
    params: source,
    body: z.object({
      /** Digest of a plan: the sync does just what that plan says, or is refused with PLAN_OUTDATED. */
      expected: z.string().exactOptional(),
    }),
    response: sourceView,
  }),
  planConfiguration: route({
    method: "POST",
    path: `${W}/plan`,
    summary: "What a sync would do: of a source as it stands, of files in its place, or of its removal",
    role: "operator",
    params: workspace,
    body: z.object({
      /** Absent: as if a source with these files were added. */
      source: z.string().exactOptional(),
      /** Absent: the source is read now. */
      files: z.array(z.object({ path: z.string().min(1), text: z.string() })).exactOptional(),
      /** Name of the repository of the files, where no source says it. */
      project: z.string().exactOptional(),
      isRemoval: z.boolean().default(false),
    }),
    response: sourcePlanView,
  }),
  simulate: route({
    method: "POST",
    path: `${W}/simulate`,
    summary: "What events would lead to, as the workspace is now or as files would make it; nothing is kept",
    role: "operator",
    params: workspace,
    body: z.object({
      /** In order, as `landbridge simulate` takes them. */
      events: z.array(z.string().min(1).max(500)).min(1).max(200),
      /** What may start starts by itself. */
      isAuto: z.boolean().default(false),
      /** The source in whose place the files are, or that is read now; absent: as if one were added. */
      source: z.string().exactOptional(),
      files: z.array(z.object({ path: z.string().min(1), text: z.string() })).exactOptional(),
      /** Name of the repository of the files, where no source says it. */
      project: z.string().exactOptional(),
    }),
    response: simulationView,
  }),
  pauseSource: route({
    method: "POST",
    path: `${W}/sources/:source/pause`,
    summary: "Neither polls nor webhooks sync the source, and what it declares may move to another one",
    role: "operator",
    params: source,
    response: sourceView,
  }),
  resumeSource: route({
    method: "POST",
    path: `${W}/sources/:source/resume`,
    summary: "Polls and webhooks sync the source again",
    role: "operator",
    params: source,
    response: sourceView,
  }),
  removeSource: route({
    method: "DELETE",
    path: `${W}/sources/:source`,
    summary: "Remove a source and what it declares; histories stay and it can be restored",
    role: "admin",
    params: source,
    response: done,
  }),
  restoreSource: route({
    method: "POST",
    path: `${W}/sources/:source/restore`,
    summary: "Take the removal of a source back, and sync it",
    role: "admin",
    params: source,
    response: sourceView,
  }),
  deleteSource: route({
    method: "POST",
    path: `${W}/sources/:source/delete`,
    summary: "Delete a removed source for good, with everything that it declared and all its history",
    role: "admin",
    params: source,
    response: done,
  }),
  listConfigurations: route({
    method: "GET",
    path: `${W}/sources/:source/configurations`,
    summary: "What the syncs of a source did, newest first",
    role: "viewer",
    params: source,
    query: page,
    response: z.array(configurationView),
  }),
  getSourceHook: route({
    method: "GET",
    path: `${W}/sources/:source/hook`,
    summary: "Address and secret with which a repository tells of a push",
    role: "admin",
    params: source,
    response: z.object({
      /** Given to the host of the repository; the same as long as the server keeps its key. */
      secret: z.string(),
      addresses: z.array(z.object({ provider: z.string(), url: z.string() })),
    }),
  }),
  listDeleted: route({
    method: "GET",
    path: `${W}/deleted`,
    summary: "Resources and jobs that were removed and keep their history",
    role: "viewer",
    params: workspace,
    response: z.array(deletedObjectView),
  }),
  deleteResource: route({
    method: "DELETE",
    path: `${W}/resources/:resource`,
    summary: "Delete a removed resource for good, with all its versions",
    role: "admin",
    params: resource,
    response: done,
  }),
  deleteJob: route({
    method: "DELETE",
    path: `${W}/jobs/:job`,
    summary: "Delete a removed job for good, with all its runs",
    role: "admin",
    params: job,
    response: done,
  }),
  examineWorkspace: route({
    method: "POST",
    path: `${W}/doctor`,
    summary: "Find what should not be in the workspace, and mend it if asked to",
    role: "admin",
    params: workspace,
    body: z.object({ mend: z.boolean().default(false) }),
    response: diagnosisView,
  }),
  listAgents: route({
    method: "GET",
    path: `${W}/agents`,
    summary: "Agents with their load",
    role: "viewer",
    params: workspace,
    response: z.array(agentView),
  }),
  ...rerunRoutes,
  ...gateRoutes,
  ...pinRoutes,
  ...quarantineRoutes,
  ...limitRoutes,
  ...accessRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** What a caller gives: one flat object; keys with defaults may be left out. */
export type InputOf<Name extends RouteName> = z.input<Routes[Name]["params"]> &
  z.input<Routes[Name]["query"]> &
  z.input<Routes[Name]["body"]>;

/** What a handler gets: parsed, defaults filled in. */
export type RequestOf<Name extends RouteName> = z.output<Routes[Name]["params"]> &
  z.output<Routes[Name]["query"]> &
  z.output<Routes[Name]["body"]>;

export type ResponseOf<Name extends RouteName> = z.output<Routes[Name]["response"]>;

/** One function per route: a missing handler is a compile error. */
export type Handlers<Caller> = {
  readonly [Name in RouteName]: (request: RequestOf<Name>, caller: Caller) => Promise<ResponseOf<Name>>;
};

/** Routes beside the table, which do not speak JSON both ways. */
export const RAW_ROUTES = {
  /** GET, text/plain, `?offset=` and `?limit=` in bytes; header X-Log-Complete tells whether more can come. */
  stepLog: `${W}/jobs/:job/runs/:number/steps/:index/log`,
  /** GET, server-sent events: `chunk` {offset, text base64}, `end`. Starts at `?offset=`. */
  stepLogFollow: `${W}/jobs/:job/runs/:number/steps/:index/log/follow`,
  /** GET, server-sent events of `feedMessage`; `?workspace=`. */
  feed: "/api/v1/feed",
  /** GET, OpenAPI 3.1. */
  openapi: "/api/v1/openapi.json",
  /** WebSocket, see agent-protocol.ts. */
  agents: "/api/v1/agents/connect",
} as const;
