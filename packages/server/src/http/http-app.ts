import { RAW_ROUTES, openApiDocument, presentError, routes } from "@landbridge/api";
import type { Handlers, Route, RouteName } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { findCaller, requireRole } from "./caller.ts";
import { addFeedRoute } from "./feed-route.ts";
import { accessHandlers } from "./handlers/access.ts";
import { agentHandlers } from "./handlers/agents.ts";
import { doctorHandlers } from "./handlers/doctor.ts";
import { externalBuildHandlers } from "./handlers/external-builds.ts";
import { gateHandlers } from "./handlers/gates.ts";
import { jobHandlers } from "./handlers/jobs.ts";
import { limitHandlers } from "./handlers/limits.ts";
import type { HandlerParts, KnownCaller } from "./handlers/parts.ts";
import { pinHandlers } from "./handlers/pins.ts";
import { quarantineHandlers } from "./handlers/quarantines.ts";
import { rerunHandlers } from "./handlers/reruns.ts";
import { resourceHandlers } from "./handlers/resources.ts";
import { runHandlers } from "./handlers/runs.ts";
import { sessionHandlers } from "./handlers/session.ts";
import { sourceHandlers } from "./handlers/sources.ts";
import { whyHandlers } from "./handlers/why.ts";
import { addHooks } from "./hooks.ts";
import { addLogRoutes } from "./log-routes.ts";
import type { LogWatch } from "./log-watch.ts";
import { addPage } from "./page.ts";
import { problemOf } from "./problem.ts";
import { readJson } from "./request-body.ts";
import { addSignIn } from "./sign-in.ts";
import { addWebhookRoute } from "./webhook-route.ts";

const MAX_BODY_BYTES = 2 * 1_048_576;
/** All files of a configuration at once (16 MB of text), as JSON. */
const MAX_PLAN_BYTES = 24 * 1_048_576;
const VERSION = "0.1.0";

type TableHandlers = Omit<Handlers<KnownCaller>, "signIn" | "signOut">;

/** The whole HTTP surface as one function from request to response. */
export function createHttpApp(
  parts: HandlerParts,
  options: {
    readonly webDir: string | undefined;
    readonly watch: LogWatch;
    readonly isReady: () => Promise<boolean>;
  },
): Hono {
  const app = new Hono();
  app.onError((error, context) => answerProblem(context, problemOf(error, parts.log)));
  app.notFound((context) =>
    answerProblem(context, presentError("NOT_FOUND", `There is nothing at ${context.req.path}.`)),
  );
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => refuseLarge(MAX_BODY_BYTES) });
  const planLimit = bodyLimit({ maxSize: MAX_PLAN_BYTES, onError: () => refuseLarge(MAX_PLAN_BYTES) });
  app.use("/api/*", (context, next) =>
    /\/(?:plan|simulate)$/.test(context.req.path) ? planLimit(context, next) : limit(context, next),
  );
  app.get("/healthz", (context) => context.text("ok"));
  app.get("/readyz", async (context) =>
    (await options.isReady()) ? context.text("ok") : context.text("not ready", 503),
  );
  app.get(RAW_ROUTES.openapi, (context) => context.json(openApiDocument(VERSION)));
  addSignIn(app, parts);
  addTable(app, parts);
  addLogRoutes(app, parts, options.watch);
  addFeedRoute(app, parts);
  addHooks(app, parts);
  addWebhookRoute(app, parts);
  for (const path of ["/metrics", "/badges/*"]) {
    app.all(path, (context) => {
      throw new AppError("NOT_BUILT", `${context.req.path} is not in this version yet.`);
    });
  }
  app.all("/api/*", (context) => context.notFound());
  addPage(app, options.webDir);
  return app;
}

function addTable(app: Hono, parts: HandlerParts): void {
  const handlers: TableHandlers = {
    ...sessionHandlers(parts),
    ...jobHandlers(parts),
    ...runHandlers(parts),
    ...resourceHandlers(parts),
    ...sourceHandlers(parts),
    ...whyHandlers(parts),
    ...agentHandlers(parts),
    ...doctorHandlers(parts),
    ...externalBuildHandlers(parts),
    ...rerunHandlers(parts),
    ...gateHandlers(parts),
    ...pinHandlers(parts),
    ...quarantineHandlers(parts),
    ...limitHandlers(parts),
    ...accessHandlers(parts),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    const route: Route = routes[name as RouteName];
    // Each handler takes what its own route parses; the table keeps the two together.
    const handle = handler as (request: unknown, caller: KnownCaller) => Promise<unknown>;
    app.on(route.method, route.path, async (context) => {
      const caller = await findCaller(parts, context);
      requireRole(caller, route.role);
      const request = await parseRequest(context, route);
      const known = caller as KnownCaller;
      return context.json((await handle(request, known)) as object, 200, { "cache-control": "no-store" });
    });
  }
}

async function parseRequest(context: Context, route: Route): Promise<object> {
  const hasBody = Object.keys(route.body.shape).length > 0;
  return {
    ...route.params.parse(context.req.param()),
    ...route.query.parse(context.req.query()),
    ...(hasBody ? route.body.parse(await readJson(context)) : {}),
  };
}

function answerProblem(context: Context, problem: ReturnType<typeof presentError>): Response {
  return context.body(JSON.stringify(problem), problem.status as 400, {
    "content-type": "application/problem+json",
    // The rest of a body that is too large is not read: the connection is of no use any more.
    ...(problem.status === 413 ? { connection: "close" } : {}),
  });
}

function refuseLarge(bytes: number): never {
  throw new AppError("REQUEST_TOO_LARGE", `A request may have ${String(bytes)} bytes.`);
}
