import { LEASE_MS, createClient } from "@landbridge/api";
import type { ApiClient, FeedMessage } from "@landbridge/api";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { mkdir } from "node:fs/promises";
import type { Server as HttpServer } from "node:http";
import { hostname } from "node:os";
import type { Logger } from "pino";
import type { ServerConfig } from "./config.ts";
import { DEADLINE_LIMITS } from "./engine/deadlines.ts";
import type { DeadlineLimits } from "./engine/deadlines.ts";
import { createDoctor } from "./engine/doctor/doctor.ts";
import type { DoctorParts } from "./engine/doctor/examination.ts";
import { FOLLOW_MS, startLoops } from "./engine/loops/start-loops.ts";
import type { LoopParts } from "./engine/loops/start-loops.ts";
import { newId } from "./engine/new-id.ts";
import { performEffects } from "./engine/perform-effects.ts";
import { createAgentSocket } from "./http/agent-socket.ts";
import type { AgentSocket } from "./http/agent-socket.ts";
import { createGuardedFetch } from "./fetch/guarded-fetch.ts";
import { getJobRecord } from "./http/handlers/parts.ts";
import type { HandlerParts } from "./http/handlers/parts.ts";
import { getRunRecord } from "./http/handlers/runs.ts";
import { signInUrl } from "./http/handlers/session.ts";
import { startScheduler } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { createSourceWork } from "./source-work.ts";
import { openSecretKey } from "./store/secret-key.ts";
import { createHttpApp } from "./http/http-app.ts";
import { letThrough } from "./http/handlers/gates.ts";
import type { LetThrough } from "./http/handlers/gates.ts";
import { closeHttp, listen } from "./http/listen.ts";
import { readStepLog } from "./http/step-log.ts";
import { createApiToken, deleteExpiredSignIns, ensureOwner, newToken } from "./store/accounts.ts";
import type { Account } from "./store/accounts.ts";
import { isAnswering } from "./store/database.ts";
import type { Database } from "./store/database.ts";
import { listSources } from "./store/sources.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/open-store.ts";
import { ensureWorkspace } from "./store/workspaces.ts";

/** How often sessions and sign-in links that have expired are deleted. */
const SWEEP_MS = 3_600_000;
/** No effect takes so long: one that is still locked belongs to a server that has ended. */
const EFFECT_LOCK_MS = 600_000;

/** How a server's database comes to be, when it is not the durable one of the data directory. */
export interface ServerOptions {
  readonly log: Logger;
  /** A throw-away database: copied from a prepared cluster in `cacheDir`, no fsync, gone at the end (`landbridge run`). */
  readonly throwAway?: { readonly cacheDir: string };
  /** How long an agent may be silent before its runs are lost; only tests wait for less. */
  readonly leaseMs?: number;
  /** How long statuses may last; only tests wait for less. */
  readonly limits?: Partial<DeadlineLimits>;
  /** It only answers: no loop runs and no effect is carried out, so that nothing happens by itself. */
  readonly isQuiet?: boolean;
  /** How often what has expired is deleted; only tests wait for less. */
  readonly sweepMs?: number;
  /** How often it looks for changes of other servers on its database; only tests wait for longer. */
  readonly followMs?: number;
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
  /** Lets a run through its gate, whoever that asks for: only for those who are alone with their server. */
  letThrough(run: LetThrough): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a server: database, scheduler, HTTP, agents' socket, loops. Refuses with PORT_IN_USE, DATA_DIR_IN_USE,
 * NEWER_SCHEMA, POSTGRES_START_FAILED or DISK_FULL; what it had started by then is ended.
 */
export async function createServer(config: ServerConfig, options: ServerOptions): Promise<Server> {
  const closing: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    // One that fails must not leave PostgreSQL running.
    for (let close = closing.pop(); close; close = closing.pop()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    const served = await start({ config, options, atClose: (close) => void closing.push(close) });
    return serverOf(served, config, closeAll);
  } catch (error) {
    // Why it did not start says more than what else failed then.
    await closeAll().catch((err: unknown) => options.log.error({ err }, "a part could not be closed"));
    throw error;
  }
}

/** What a start is asked for, and where it leaves what is to be ended again: last in, first out. */
interface Start {
  readonly config: ServerConfig;
  readonly options: ServerOptions;
  readonly atClose: (close: () => Promise<void>) => void;
}

interface Served {
  readonly parts: HandlerParts;
  readonly app: Hono;
  readonly agentToken: string;
}

async function start(given: Start): Promise<Served> {
  const { config, options, atClose } = given;
  const { log } = options;
  const startedAt = performance.now();
  const { database, workspace, owner } = await openDataDir(given);
  let ownUrl = "";
  const url = (): string => config.url ?? ownUrl;
  const running = runningOf(given, { database, workspace, url, startedAt });
  const { engine, agents, steps, logs, feed } = running.scheduler;
  const own = { token: newToken("lb_own"), account: owner };
  const closing = new AbortController();
  const inside = { database, engine, agents, steps, logs, feed };
  const around = { workspace, url, log, now: running.now, closing: closing.signal };
  const fetch = createGuardedFetch({ allow: config.fetchAllow });
  const sources = createSourceWork({ ...inside, ...around, fetch });
  const { syncSource, planSource, simulate, lookLater, tellSource } = sources;
  const secretKey = await openSecretKey(config);
  const doctor = createDoctor({ ...inside, ...doctorRules(given, running), workspaceId: workspace.id });
  const work = { syncSource, planSource, simulate, lookLater, tellSource, doctor };
  const parts = { ...inside, ...around, own, secretKey, ...work };
  const door = createDoor(options, parts, running);
  const isActive = options.isQuiet !== true;
  if (isActive) {
    const effects = await performEffects({ pool: database.pool, engine, workspaceId: workspace.id, log });
    atClose(() => effects.close());
  }
  ownUrl = await listen(door.http, config);
  atClose(() => closeHttp(door.http));
  atClose(() => door.socket.close());
  const loops = isActive ? startLoops(loopParts(given, parts, { ...running, look: sources.look })) : [];
  atClose(() => sources.settled());
  atClose(async () => closing.abort());
  // The engine too: a loop may be waiting for a database that is away.
  atClose(async () => void (await Promise.all([engine.close(), ...loops.map((loop) => loop.close())])));
  return { parts, app: door.app, agentToken: door.agentToken };
}

/** The scheduler, and by what rules and clocks it goes. */
interface Running {
  readonly scheduler: Scheduler;
  readonly limits: DeadlineLimits;
  readonly leaseMs: number;
  readonly now: () => Date;
  readonly uptimeMs: () => number;
  /** Other servers may work on the same database; an embedded one belongs to one server. */
  readonly isShared: boolean;
}

function runningOf(
  { config, options, atClose }: Start,
  {
    database,
    workspace,
    url,
    startedAt,
  }: Pick<HandlerParts, "database" | "workspace" | "url"> & { readonly startedAt: number },
): Running {
  const rules = {
    limits: { ...DEADLINE_LIMITS, ...options.limits },
    now: () => new Date(),
    isShared: config.databaseUrl !== undefined,
  };
  const { dataDir } = config;
  const kept = { database, workspaceId: workspace.id, dataDir, url, log: options.log, atClose };
  return {
    ...rules,
    scheduler: startScheduler({ ...kept, ...rules }),
    leaseMs: options.leaseMs ?? LEASE_MS,
    uptimeMs: () => performance.now() - startedAt,
  };
}

function doctorRules(
  { options: { isQuiet } }: Start,
  { limits, leaseMs, now, uptimeMs, isShared }: Running,
): Pick<DoctorParts, "limits" | "leaseMs" | "now" | "isSteady" | "lockedMs"> {
  return {
    limits,
    leaseMs,
    now,
    isSteady: () => isQuiet !== true && uptimeMs() > 2 * leaseMs,
    // A quiet server on a database of its own knows that nobody works.
    lockedMs: isQuiet === true && !isShared ? 0 : EFFECT_LOCK_MS,
  };
}

function loopParts(
  { config, options }: Start,
  { database, engine, agents, log, workspace }: HandlerParts,
  { scheduler: _told, ...rules }: Running & Pick<LoopParts, "look">,
): LoopParts {
  const { pool, query, address } = database;
  return {
    ...rules,
    address,
    workspaceId: workspace.id,
    followMs: options.followMs ?? FOLLOW_MS,
    engine,
    agents,
    query,
    pool,
    log,
    sweepMs: options.sweepMs ?? SWEEP_MS,
    checkSeconds: config.checkSeconds,
    syncSeconds: config.syncSeconds,
    // What runs for a moment on somebody's machine waits for no clock.
    isTimed: options.throwAway === undefined,
    listSources: () => listSources(query, workspace.id),
  };
}

interface Door {
  readonly app: Hono;
  readonly http: HttpServer;
  readonly socket: AgentSocket;
  readonly agentToken: string;
}

/** What people and agents come in by. */
function createDoor(
  { webDir, log }: ServerOptions,
  parts: HandlerParts,
  { scheduler: { sessions, watch }, leaseMs }: Running,
): Door {
  const { database } = parts;
  const agentToken = newToken("lb_register");
  const socket = createAgentSocket({
    query: database.query,
    sessions,
    registrationToken: agentToken,
    leaseMs,
    log,
  });
  const app = createHttpApp(parts, { webDir, watch, isReady: () => isAnswering(database.pool) });
  const http = createAdaptorServer({ fetch: app.fetch }) as HttpServer;
  http.on("upgrade", (request, connection, head) => void socket.handleUpgrade(request, connection, head));
  return { app, http, socket, agentToken };
}

interface DataDir {
  readonly database: Database;
  readonly workspace: HandlerParts["workspace"];
  readonly owner: Account;
}

/** The database with the rows that every server needs. */
async function openDataDir(given: Start): Promise<DataDir> {
  await mkdir(given.config.dataDir, { recursive: true, mode: 0o700 });
  const store = await openConfiguredStore(given);
  given.atClose(() => store.close());
  const { database } = store;
  const workspace = await ensureWorkspace(database.query, { id: newId(), name: given.config.workspace });
  const owner = await ensureOwner(database.query, newId());
  await deleteExpiredSignIns(database.query);
  return { database, workspace, owner };
}

function openConfiguredStore({ config, options }: Start): Promise<Store> {
  const { log } = options;
  return openStore({
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
}

function serverOf({ parts, app, agentToken }: Served, config: ServerConfig, close: Server["close"]): Server {
  const { database, engine, feed, own } = parts;
  return {
    get url() {
      return parts.url();
    },
    workspace: parts.workspace.name,
    agentToken,
    client: createClient(async ({ method, path, body }) => {
      const headers = { authorization: `Bearer ${own.token}`, "content-type": "application/json" };
      const response = await app.request(path, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: response.status, text: await response.text() };
    }),
    createSignInUrl: () => signInUrl(parts, own.account.id),
    createCommandLineToken: () =>
      createApiToken(database.query, {
        id: newId(),
        userId: own.account.id,
        name: commandLineName(config),
      }),
    subscribe: (listener) => feed.subscribe(listener),
    async readStepLog({ job, number, index }, offset) {
      const cache = await engine.current();
      const record = await getRunRecord(parts, getJobRecord(cache, job).id, { job, number });
      return readStepLog(parts, { record, index }, { offset, limit: 1_048_576 });
    },
    letThrough: (run) => letThrough(parts, run),
    close,
  };
}

/** A token of each data directory: another server on the same database must not replace ours. */
function commandLineName({ dataDir }: ServerConfig): string {
  return `command line of ${hostname()}:${dataDir}`;
}
