import { LEASE_MS, createClient } from "@landbridge/api";
import type { ApiClient, FeedMessage } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import { createAdaptorServer } from "@hono/node-server";
import { mkdir } from "node:fs/promises";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ServerConfig } from "./config.ts";
import { createAgentPool } from "./engine/agent-pool.ts";
import { createAgentSessions } from "./engine/agent-sessions.ts";
import { createEngine } from "./engine/engine.ts";
import { createLiveSteps } from "./engine/live-steps.ts";
import { createVersionCheck } from "./engine/loops/check-versions.ts";
import { every } from "./engine/loops/every.ts";
import type { Loop } from "./engine/loops/every.ts";
import { createReaper } from "./engine/loops/reap.ts";
import { newId } from "./engine/new-id.ts";
import { performEffects } from "./engine/perform-effects.ts";
import { createAgentSocket } from "./http/agent-socket.ts";
import { createFeedHub } from "./http/feed-hub.ts";
import type { HandlerParts } from "./http/handlers/parts.ts";
import { getRunRecord } from "./http/handlers/runs.ts";
import { getJobRecord } from "./http/handlers/parts.ts";
import { signInUrl } from "./http/handlers/session.ts";
import { createHttpApp } from "./http/http-app.ts";
import { createLogWatch } from "./http/log-watch.ts";
import { readStepLog } from "./http/step-log.ts";
import { createApiToken, deleteExpiredSignIns, ensureOwner, newToken } from "./store/accounts.ts";
import { createLogFiles } from "./store/log-files.ts";
import { openStore } from "./store/open-store.ts";
import { createStateFiles } from "./store/state-files.ts";
import { ensureWorkspace } from "./store/workspaces.ts";

const REAP_MS = 5_000;
/** How soon a change of another server on the same database is noticed. */
const FOLLOW_MS = 1_000;
/** How often sessions and sign-in links that have expired are deleted. */
const SWEEP_MS = 3_600_000;

/** How a server's database comes to be, when it is not the durable one of the data directory. */
export interface ServerOptions {
  readonly log: Logger;
  /** A throw-away database: copied from a prepared cluster in `cacheDir`, no fsync, gone at the end (`landbridge run`). */
  readonly throwAway?: { readonly cacheDir: string };
  /** How long an agent may be silent before its runs are lost; only tests wait for less. */
  readonly leaseMs?: number;
  /** How often what has expired is deleted; only tests wait for less. */
  readonly sweepMs?: number;
  /** Directory of the built web page; absent: the page says that it was not built. */
  readonly webDir?: string;
  readonly onProgress?: (text: string) => void;
  /** The database went away for good: the server can't go on. */
  readonly onFatal?: (error: Error) => void;
}

/** A running server: everything wired together. `cli` uses it in process, people over HTTP. */
export interface Server {
  /** http://host:port */
  readonly url: string;
  readonly workspace: string;
  /** The API as the owner, without the network. */
  readonly client: ApiClient;
  /** Token with which an agent of this machine registers; new at every start. */
  readonly agentToken: string;
  /** A one-time address that signs its user in as the owner. */
  createSignInUrl(): Promise<string>;
  /** A long-lived API token of the owner, for the command line on this machine. */
  createCommandLineToken(): Promise<string>;
  /** Feed messages of the workspace, in order, until the returned function is called. */
  subscribe(listener: (message: FeedMessage) => void): () => void;
  /** Log of a step from `offset`; `isComplete` when nothing can follow. */
  readStepLog(
    step: { readonly job: string; readonly number: number; readonly index: number },
    offset: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly isComplete: boolean }>;
  close(): Promise<void>;
}

/**
 * Starts a server: database, scheduler, HTTP, agents' socket, loops. Refuses with PORT_IN_USE, DATA_DIR_IN_USE,
 * NEWER_SCHEMA, POSTGRES_START_FAILED or DISK_FULL; what it had started by then is ended.
 */
export async function createServer(config: ServerConfig, options: ServerOptions): Promise<Server> {
  const closing: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closing.pop(); close; close = closing.pop()) await close();
  };
  try {
    return await start(config, options, { closing, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

interface Closing {
  /** Ended last in, first out. */
  readonly closing: (() => Promise<void>)[];
  readonly closeAll: () => Promise<void>;
}

async function start(
  config: ServerConfig,
  options: ServerOptions,
  { closing, closeAll }: Closing,
): Promise<Server> {
  const { log } = options;
  const startedAt = performance.now();
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const store = await openStore({
    dataDir: config.dataDir,
    log,
    onProgress: options.onProgress ?? (() => undefined),
    onLost: (error) => {
      log.fatal({ err: error }, "the database ended");
      options.onFatal?.(error);
    },
    answerMs: config.databaseSeconds * 1000,
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    ...(options.throwAway ? { throwAway: options.throwAway } : {}),
  });
  closing.push(() => store.close());
  const { database } = store;
  const workspace = await ensureWorkspace(database.query, { id: newId(), name: config.workspace });
  const owner = await ensureOwner(database.query, newId());
  await deleteExpiredSignIns(database.query);

  const logs = createLogFiles(join(config.dataDir, "logs"));
  closing.push(() => logs.close());
  const files = createStateFiles(join(config.dataDir, "files"));
  const agents = createAgentPool();
  const steps = createLiveSteps();
  const watch = createLogWatch();
  const feed = createFeedHub(agents);
  let url = config.url ?? "";
  const engine = createEngine({
    database,
    workspaceId: workspace.id,
    agents,
    log,
    now: () => new Date(),
    urlOfRun: (job, number) => `${url}/jobs/${encodeURIComponent(job)}/runs/${String(number)}`,
  });
  closing.push(() => engine.close());
  const sessions = createAgentSessions({
    engine,
    agents,
    logs,
    files,
    steps,
    log,
    onStep: (record, index) => {
      feed.step(record, index);
      watch.grew(record.live.id);
    },
    onLog: (runId) => watch.grew(runId),
  });
  engine.onCommit((committed) => {
    sessions.carryOut(committed);
    feed.committed(committed);
    for (const run of committed.runs) watch.grew(run.live.id);
  });

  engine.onChangedElsewhere((cache) => {
    sessions.catchUp(cache);
    feed.reset(cache.revision);
  });

  const leaseMs = options.leaseMs ?? LEASE_MS;
  const parts: HandlerParts = {
    database,
    engine,
    agents,
    steps,
    logs,
    feed,
    workspace,
    url: () => url,
    log,
    now: () => new Date(),
    own: { token: newToken("lb_own"), account: owner },
  };
  const agentToken = newToken("lb_register");
  const socket = createAgentSocket({
    query: database.query,
    sessions,
    registrationToken: agentToken,
    leaseMs,
    log,
  });
  const app = createHttpApp(parts, {
    webDir: options.webDir,
    watch,
    isReady: () =>
      database.pool
        .query("select 1")
        .then(() => true)
        .catch(() => false),
  });
  const http = createAdaptorServer({ fetch: app.fetch }) as HttpServer;
  http.on("upgrade", (request, connection, head) => void socket.handleUpgrade(request, connection, head));
  const effects = await performEffects({ pool: database.pool, engine, workspaceId: workspace.id, log });
  closing.push(() => effects.close());
  const address = await listen(http, config);
  url = config.url ?? `http://${hostForUrl(address)}:${String(address.port)}`;
  closing.push(() => closeHttp(http));
  closing.push(() => socket.close());
  for (const loop of startLoops(config, parts, { startedAt, leaseMs, sweepMs: options.sweepMs ?? SWEEP_MS }))
    closing.push(() => loop.close());

  return {
    get url() {
      return url;
    },
    workspace: workspace.name,
    agentToken,
    client: createClient(async ({ method, path, body }) => {
      const headers = { authorization: `Bearer ${parts.own.token}`, "content-type": "application/json" };
      const response = await app.request(path, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: response.status, text: await response.text() };
    }),
    createSignInUrl: () => signInUrl(parts, owner.id),
    createCommandLineToken: () =>
      createApiToken(database.query, { id: newId(), userId: owner.id, name: commandLineName(config) }),
    subscribe: (listener) => feed.subscribe(listener),
    async readStepLog({ job, number, index }, offset) {
      const cache = await engine.current();
      const record = await getRunRecord(parts, getJobRecord(cache, job).id, { job, number });
      return readStepLog(parts, { record, index }, { offset, limit: 1_048_576 });
    },
    close: closeAll,
  };
}

function startLoops(
  config: ServerConfig,
  parts: HandlerParts,
  {
    startedAt,
    leaseMs,
    sweepMs,
  }: { readonly startedAt: number; readonly leaseMs: number; readonly sweepMs: number },
): readonly Loop[] {
  const { engine, agents, log, database } = parts;
  const reap = createReaper({
    engine,
    agents,
    query: database.query,
    leaseMs,
    uptimeMs: () => performance.now() - startedAt,
  });
  const loops = [
    every(Math.min(REAP_MS, leaseMs / 3), "reap", reap, log),
    every(sweepMs, "sweep", () => deleteExpiredSignIns(database.query), log),
  ];
  // An embedded database belongs to one server; another one may be shared.
  if (config.databaseUrl !== undefined) {
    loops.push(every(FOLLOW_MS, "follow", () => engine.follow(), log));
  }
  if (config.checkSeconds > 0) {
    loops.push(every(config.checkSeconds * 1000, "check-versions", createVersionCheck({ engine, log }), log));
  }
  return loops;
}

function listen(http: HttpServer, { host, port }: ServerConfig): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    http.once("error", (cause: NodeJS.ErrnoException) => reject(listenProblem(cause, host, port)));
    http.listen(port, host, () => {
      const address = http.address();
      if (address === null || typeof address === "string") reject(new Error("the server listens on no port"));
      else resolve(address);
    });
  });
}

/** A token of each data directory: another server on the same database must not replace ours. */
function commandLineName({ dataDir }: ServerConfig): string {
  return `command line of ${hostname()}:${dataDir}`;
}

function listenProblem(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === "EADDRINUSE") {
    return new AppError("PORT_IN_USE", `Port ${String(port)} on ${host} is in use by another program.`, {
      hint: "Stop that program, or choose another port with --port or LANDBRIDGE_PORT.",
      cause,
    });
  }
  if (cause.code === "EADDRNOTAVAIL" || cause.code === "EACCES" || cause.code === "ENOTFOUND") {
    return new AppError(
      "CONFIGURATION_INVALID",
      `The server can't listen on ${host}:${String(port)}: ${cause.message}.`,
      {
        hint: "Check LANDBRIDGE_HOST and LANDBRIDGE_PORT.",
        cause,
      },
    );
  }
  return cause;
}

function hostForUrl({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return family === "IPv6" ? `[${address}]` : address;
}

function closeHttp(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    // Feeds and log followers stay open until somebody ends them.
    http.closeAllConnections();
  });
}
