import type { z } from "zod";
import { W } from "./route.ts";
import type { Route } from "./route.ts";
import { accessRoutes } from "./routes/access.ts";
import { gateRoutes } from "./routes/gates.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { limitRoutes } from "./routes/limits.ts";
import { pinRoutes } from "./routes/pins.ts";
import { planRoutes } from "./routes/plans.ts";
import { quarantineRoutes } from "./routes/quarantines.ts";
import { rerunRoutes } from "./routes/reruns.ts";
import { resourceRoutes } from "./routes/resources.ts";
import { runRoutes } from "./routes/runs.ts";
import { sessionRoutes } from "./routes/session.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { whyRoutes } from "./routes/why.ts";
import { workflowRoutes } from "./routes/workflow.ts";

/** The contract: one table from which the server's handlers, the typed client and OpenAPI come. */
export const routes = {
  ...sessionRoutes,
  ...workflowRoutes,
  ...jobRoutes,
  ...whyRoutes,
  ...pinRoutes,
  ...runRoutes,
  ...rerunRoutes,
  ...gateRoutes,
  ...resourceRoutes,
  ...quarantineRoutes,
  ...sourceRoutes,
  ...planRoutes,
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
