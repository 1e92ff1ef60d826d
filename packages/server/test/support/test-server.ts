import type { ApiClient, FeedMessage, SourceView } from "@landbridge/api";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Pool } from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { createServer } from "../../src/app.ts";
import type { Server, ServerOptions } from "../../src/app.ts";
import { loadFetchAllow } from "../../src/config.ts";
import { createTestDatabase } from "./database.ts";
import { connectFakeAgent } from "./fake-agent.ts";
import type { FakeAgent, FakeAgentOptions } from "./fake-agent.ts";
import { until } from "./until.ts";
import type { Fact } from "./until.ts";

export const WORKSPACE = "main";

export interface TestServerOptions extends Partial<Omit<ServerOptions, "log">> {
  /** A database that other servers share, or that is reached over a proxy; absent: one of its own. */
  readonly databaseUrl?: string;
  /** Shared with an earlier server whose logs and files matter. */
  readonly dataDir?: string;
  readonly checkSeconds?: number;
  /** How often sources are looked at; absent: never. */
  readonly syncSeconds?: number;
  /** How long the database may take for an answer. */
  readonly databaseSeconds?: number;
  /** The address that people see, when it is another than the real one. */
  readonly publicUrl?: string;
  /** Absent: the test itself watches the feed, as a page that is open. */
  readonly isWatched?: false;
  /** Files of a first source, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Short for one file `landbridge.yml`. */
  readonly workflow?: string;
}

/** A whole server on a database of its own, and what tests ask of it. Ends with the test. */
export interface TestServer {
  readonly server: Server;
  readonly client: ApiClient;
  readonly url: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Looks into the database past the server. */
  readonly pool: Pool;
  /** Everything that the feed has told so far. */
  readonly feed: readonly FeedMessage[];
  /** Writes a directory source anew and syncs it; the first time it is added. */
  sync(files: Readonly<Record<string, string>> | string, source?: string): Promise<SourceView>;
  agent(options?: Partial<FakeAgentOptions>): Promise<FakeAgent>;
  run(job: string): ReturnType<ApiClient["startRun"]>;
  /** The newest run of a job. */
  lastRun(job: string): Promise<Awaited<ReturnType<ApiClient["getRun"]>>>;
  /** Waits until a run has this status, and answers it. */
  ended(job: string, number: number, status: string): Promise<Awaited<ReturnType<ApiClient["getRun"]>>>;
  /** Waits until a fact holds; looked at again at every message of the feed. */
  until<Found>(fact: Fact<Found>): Promise<Found>;
  request(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Whatever is opened ends with the test, or with all tests of the file when they share it. */
let atEnd: (close: () => unknown) => void = atEndOfTest;

function atEndOfTest(close: () => unknown): void {
  onTestFinished(async () => {
    await close();
  });
}

/** One server for all tests of a file that only look, or look at nothing of each other's. */
export function sharedTestServer(
  options: TestServerOptions | (() => Promise<TestServerOptions>) = {},
): () => TestServer {
  const closing: (() => unknown)[] = [];
  let shared: TestServer | undefined;
  beforeAll(async () => {
    atEnd = (close) => void closing.push(close);
    shared = await startTestServer(typeof options === "function" ? await options() : options);
    atEnd = atEndOfTest;
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });
  return () => {
    if (!shared) throw new Error("the server starts before the first test");
    return shared;
  };
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    databaseUrl: givenUrl,
    dataDir: givenDir,
    checkSeconds = 0,
    syncSeconds = 0,
    databaseSeconds = 30,
    publicUrl,
    isWatched = true,
    files,
    workflow,
    ...rest
  } = options;
  const databaseUrl = givenUrl ?? (await databaseOfTest());
  const dataDir = givenDir ?? (await temporaryDirectory());
  // A server that has a public address does not tell its own.
  const port = publicUrl === undefined ? 0 : await freePort();
  const server = await createServer(
    {
      host: "127.0.0.1",
      port,
      dataDir,
      databaseUrl,
      workspace: WORKSPACE,
      logLevel: "silent",
      checkSeconds,
      syncSeconds,
      databaseSeconds,
      fetchAllow: loadFetchAllow({}),
      ...(publicUrl === undefined ? {} : { url: publicUrl }),
    },
    { log: pino({ level: "silent" }), ...rest },
  );
  const close = doneOnce(() => server.close());
  atEnd(close);
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on("error", () => undefined);
  atEnd(() => pool.end());
  const url = publicUrl === undefined ? server.url : `http://127.0.0.1:${String(port)}`;
  const test = attach(server, { url, databaseUrl, dataDir, pool, close, isWatched });
  if (files ?? workflow) await test.sync(files ?? workflow ?? "");
  return test;
}

type Found = Pick<TestServer, "url" | "databaseUrl" | "dataDir" | "pool" | "close">;

function attach(
  server: Server,
  { isWatched, ...found }: Found & { readonly isWatched: boolean },
): TestServer {
  const { client } = server;
  const { url } = found;
  const feed: FeedMessage[] = [];
  const listeners = new Set<() => void>();
  const watch = (message: FeedMessage): void => {
    feed.push(message);
    for (const listener of listeners) listener();
  };
  if (isWatched) atEnd(server.subscribe(watch));
  const changes = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const wait = <Value>(fact: Fact<Value>, what?: string): Promise<Value> =>
    until(fact, { changes, ...(what === undefined ? {} : { what }) });
  const sources = new Map<string, string>();
  return {
    server,
    client,
    feed,
    ...found,
    async sync(given, source = "source") {
      const known = sources.get(source);
      const directory = known ?? (await temporaryDirectory());
      sources.set(source, directory);
      await rm(directory, { recursive: true, force: true });
      await writeFiles(directory, typeof given === "string" ? { "landbridge.yml": given } : given);
      if (known !== undefined) return client.syncSource({ workspace: WORKSPACE, source });
      return client.addSource({ workspace: WORKSPACE, name: source, kind: "directory", location: directory });
    },
    agent: (options = {}) => connectFakeAgent(url, { token: server.agentToken, ...options }),
    run: (job) => client.startRun({ workspace: WORKSPACE, job }),
    async lastRun(job) {
      const [newest] = await client.listJobRuns({ workspace: WORKSPACE, job, limit: 1 });
      if (!newest) throw new Error(`${job} has no run`);
      return client.getRun({ workspace: WORKSPACE, job, number: newest.number });
    },
    ended: (job, number, status) =>
      wait(
        async () => {
          const run = await client.getRun({ workspace: WORKSPACE, job, number }).catch(() => undefined);
          return run?.status === status && run;
        },
        `${job} #${String(number)} is ${status}`,
      ),
    until: (fact) => wait(fact),
    request: (path, init) => fetch(new URL(path, url), init),
  };
}

/** Address of an empty, migrated database that is dropped when the test ends. */
export async function databaseOfTest(): Promise<string> {
  const { connection, close } = await createTestDatabase();
  atEnd(close);
  const { host, port, user, database } = connection;
  return `postgres://${user}@localhost:${String(port)}/${database}?host=${encodeURIComponent(host)}`;
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "landbridge-test-"));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

async function freePort(): Promise<number> {
  const holder = createTcpServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

function doneOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
