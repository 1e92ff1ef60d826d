import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findBinaries } from "../src/store/postgres/binaries.ts";
import { copyCluster, createClusterTemplate } from "../src/store/postgres/cluster-template.ts";
import type { ClusterTemplate, ClusterTemplateRequest } from "../src/store/postgres/cluster-template.ts";
import { startEmbeddedPostgres } from "../src/store/postgres/embedded-postgres.ts";
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from "../src/store/postgres/embedded-postgres.ts";
import { isRunning, isTaken, listProcessesIn } from "../src/store/postgres/running-process.ts";
import { startServerProcess } from "./support/server-process.ts";

const isRoot = process.getuid?.() === 0;
const cacheDir = mkdtempSync(join(tmpdir(), "landbridge-test-cache-"));
let empty: ClusterTemplate;

beforeAll(async () => {
  empty = await createClusterTemplate({ cacheDir, key: "empty", prepare: () => Promise.resolve() });
});
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

describe("a data directory", () => {
  test("keeps its rows over a stop and a start, and nothing runs in between", async () => {
    const dataDir = temporaryDirectory();
    const first = await start({ dataDir });
    await query(first, "create table item (id integer)");
    await query(first, "insert into item values (7)");
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    expect(existsSync(first.connection.host)).toBe(false);

    const second = await start({ dataDir });
    expect(await query(second, "select id from item")).toEqual([{ id: 7 }]);
  });

  test("is durable, and throw-away only when asked", async () => {
    const durable = await start({ dataDir: await preparedDirectory(), durable: true });
    const throwAway = await start({ dataDir: await preparedDirectory(), durable: false });
    const settings =
      "select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as commit";
    expect(await query(durable, settings)).toEqual([{ fsync: "on", pages: "on", commit: "on" }]);
    expect(await query(throwAway, settings)).toEqual([{ fsync: "off", pages: "off", commit: "off" }]);
  });

  test("is closed to everybody else: a socket in a directory of its owner, no port", async () => {
    const postgres = await start({ dataDir: await preparedDirectory() });
    expect(statSync(postgres.connection.host).mode & 0o777).toBe(0o700);
    expect(await query(postgres, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  });

  test("belongs to one server at a time", async () => {
    const dataDir = await preparedDirectory();
    const first = await start({ dataDir });
    const refusal = await refusalOf({ dataDir });
    expect(refusal.code).toBe("DATA_DIR_IN_USE");
    expect(refusal.hint).toContain(`process ${process.pid}`);
    expect(await query(first, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("may have a path that is too long for a socket", async () => {
    const dataDir = join(temporaryDirectory(), "a".repeat(60), "b".repeat(60), "with a blank, and a comma");
    const postgres = await start({ dataDir });
    expect(Buffer.byteLength(postgres.connection.host)).toBeLessThan(90);
    expect(await query(postgres, "select 1 as one")).toEqual([{ one: 1 }]);
    await postgres.stop();
    expect(existsSync(postgres.connection.host)).toBe(false);
  });

  test("of another PostgreSQL version is refused", async () => {
    const dataDir = await preparedDirectory();
    writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "12\n");
    expect((await refusalOf({ dataDir })).message).toContain("was written by PostgreSQL 12");
  });

  test("that is a file is refused in one sentence", async () => {
    const dataDir = join(temporaryDirectory(), "file");
    writeFileSync(dataDir, "");
    expect((await refusalOf({ dataDir })).code).toBe("CONFIGURATION_INVALID");
  });

  test.skipIf(!isRoot)("on a full disk is refused, and starts once there is room", async () => {
    const dataDir = temporaryDirectory();
    mountTmpfs(dataDir, "20m");
    expect((await refusalOf({ dataDir })).code).toBe("DISK_FULL");
    execFileSync("mount", ["-o", "remount,size=200m", dataDir]);
    expect(await query(await start({ dataDir }), "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("when a process dies", () => {
  test("kill -9 of the server ends PostgreSQL, and the next start has every committed row", async () => {
    const dataDir = temporaryDirectory();
    const server = await startServerProcess(dataDir);
    await server.says(/^committed 50$/);
    server.kill("SIGKILL");
    await server.ended;
    await vi.waitFor(() => expect(isRunning(server.postgresPid)).toBe(false), { timeout: 20_000 });

    const next = await start({ dataDir });
    const [found] = await query(next, "select count(*)::integer as rows, max(id) as last from item");
    expect(found?.["last"]).toBeGreaterThanOrEqual(server.committed());
    expect(found?.["rows"]).toBe(found?.["last"]);
  });

  test("a start ends the PostgreSQL that a killed server and its watcher left behind", async () => {
    const dataDir = await preparedDirectory();
    const server = await startServerProcess(dataDir);
    await server.says(/^committed 20$/);
    process.kill(watcherOf(server.postgresPid), "SIGKILL");
    server.kill("SIGKILL");
    await server.ended;
    expect(isRunning(server.postgresPid)).toBe(true);

    const next = await start({ dataDir });
    expect(isRunning(server.postgresPid)).toBe(false);
    const [found] = await query(next, "select max(id) as last from item");
    expect(found?.["last"]).toBeGreaterThanOrEqual(server.committed());
  });

  test("Ctrl-C in the terminal reaches the server, not its PostgreSQL", async () => {
    const server = await startServerProcess(await preparedDirectory());
    onTestFinished(() => endOf(server));
    server.kill("SIGINT");
    await server.says(/^interrupted$/);
    const before = server.committed();
    await server.says(/^committed/);
    await server.says(/^committed/);
    expect(server.committed()).toBeGreaterThan(before);
    expect(isRunning(server.postgresPid)).toBe(true);
  });

  test("kill -9 of PostgreSQL itself is told, and the next start recovers", async () => {
    const dataDir = await preparedDirectory();
    const onExit = vi.fn<(problem: AppError) => void>();
    const postgres = await start({ dataDir, onExit });
    await query(postgres, "create table item (id integer)");
    process.kill(postgres.pid, "SIGKILL");
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledOnce(), { timeout: 20_000 });
    expect(onExit.mock.calls[0]?.[0].code).toBe("STORE_UNAVAILABLE");
    expect(await query(await start({ dataDir }), "select * from item")).toEqual([]);
  });

  test.each([
    ["another process", () => Promise.resolve(process.pid)],
    ["what is left of a dead process that nobody has reaped", unreapedProcess],
  ])("the id of a dead PostgreSQL may be in use by %s", async (_, findPid) => {
    const dataDir = await preparedDirectory();
    writeFileSync(join(dataDir, "postgres", "postmaster.pid"), `${await findPid()}\n${dataDir}/postgres\n`);
    expect(await query(await start({ dataDir }), "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("the installed programs", () => {
  test("get the links that an install without scripts left out", async () => {
    const binaries = await copyOfBinaries();
    const postgres = await start({ dataDir: await preparedDirectory(), binaries });
    expect(await query(postgres, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(existsSync(join(binaries.directory, "lib", "libicuuc.so.60"))).toBe(true);
  });

  test("are copied when their directory can't be written", async () => {
    const binaries = await copyOfBinaries();
    makeReadOnly(binaries.directory);
    const dataDir = await preparedDirectory();
    const postgres = await start({ dataDir, binaries });
    expect(await query(postgres, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, `postgres-runtime-${binaries.version}`, "bin", "postgres"))).toBe(true);
  });
});

describe.skipIf(!isRoot)("as root", () => {
  test("files stay root's, and a directory that only root can read will do", async () => {
    const dataDir = join(closedDirectory(), "data");
    const postgres = await start({ dataDir });
    expect(statSync(join(dataDir, "postgres", "PG_VERSION")).uid).toBe(0);
    expect(existsSync(join(dataDir, "postgres.location"))).toBe(false);
    expect(await query(postgres, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("without user namespaces PostgreSQL runs as another user, on the same files", async () => {
    const dataDir = await preparedDirectory();
    const inNamespace = await start({ dataDir });
    await query(inNamespace, "create table item (id integer)");
    await inNamespace.stop();
    const asUser = await start({ dataDir, namespaces: false });
    expect(statSync(`/proc/${asUser.pid}`).uid).not.toBe(0);
    expect(statSync(dataDir).mode & 0o007).toBe(0);
    expect(await query(asUser, "select * from item")).toEqual([]);
    await asUser.stop();
    expect(await query(await start({ dataDir }), "select * from item")).toEqual([]);
  });

  test("where no other user can get in, the cluster lives elsewhere and is found again", async () => {
    const dataDir = join(closedDirectory(), "data");
    const before = await start({ dataDir });
    await query(before, "create table item (id integer)");
    await before.stop();
    const relocationRoot = temporaryDirectory();
    const moved = { dataDir, namespaces: false, relocationRoot };
    const first = await start(moved);
    await query(first, "insert into item values (1)");
    await first.stop();
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
    expect(await query(await start(moved), "select id from item")).toEqual([{ id: 1 }]);
  });

  test("a data directory that was deleted does not come back with the database it had elsewhere", async () => {
    const dataDir = join(closedDirectory(), "data");
    const moved = { dataDir, namespaces: false, relocationRoot: temporaryDirectory() };
    const first = await start(moved);
    await query(first, "create table item (id integer)");
    await first.stop();
    rmSync(dataDir, { recursive: true });
    const found = await query(await start(moved), "select to_regclass('item') as item");
    expect(found).toEqual([{ item: null }]);
  });

  test("a cluster that lived elsewhere and is gone is not replaced by an empty one", async () => {
    const dataDir = join(closedDirectory(), "data");
    const moved = { dataDir, namespaces: false, relocationRoot: temporaryDirectory() };
    await (await start(moved)).stop();
    const home = readFileSync(join(dataDir, "postgres.location"), "utf8").trim();
    rmSync(home, { recursive: true });
    expect((await refusalOf(moved)).message).toContain(home);
  });
});

describe("a cluster template", () => {
  test("is made once by two that need it at the same time, and its copies are apart", async () => {
    const prepare = vi.fn<ClusterTemplateRequest["prepare"]>(async (connection) => {
      await queryOn(connection, "create table item (id integer)");
    });
    const request = { cacheDir: temporaryDirectory(), key: "schema-1", prepare };
    const [template, same] = await Promise.all([
      createClusterTemplate(request),
      createClusterTemplate(request),
    ]);
    expect(same).toEqual(template);
    const made = prepare.mock.calls.length;
    await createClusterTemplate(request);
    expect(prepare).toHaveBeenCalledTimes(made);

    const copies = await Promise.all(
      [1, 2].map(async (id) => {
        const dataDir = temporaryDirectory();
        await copyCluster(template, dataDir);
        const postgres = await start({ dataDir, durable: false });
        await query(postgres, `insert into item values (${id})`);
        return query(postgres, "select id from item");
      }),
    );
    expect(copies).toEqual([[{ id: 1 }], [{ id: 2 }]]);
  });

  test("whose preparation failed leaves nothing behind", async () => {
    const cacheDir = temporaryDirectory();
    const prepare = () => Promise.reject(new Error("no such table"));
    await expect(createClusterTemplate({ cacheDir, key: "schema-1", prepare })).rejects.toThrow(
      "no such table",
    );
    const template = await createClusterTemplate({
      cacheDir,
      key: "schema-1",
      prepare: () => Promise.resolve(),
    });
    expect(listProcessesIn(template.directory)).toEqual([]);
  });
});

/** A data directory with an empty cluster; making one anew takes a second. */
async function preparedDirectory(): Promise<string> {
  const dataDir = temporaryDirectory();
  await copyCluster(empty, dataDir);
  return dataDir;
}

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres(options);
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function refusalOf(options: EmbeddedPostgresOptions): Promise<AppError> {
  const outcome = await start(options).catch((error: unknown) => error);
  if (outcome instanceof AppError) return outcome;
  throw new Error("expected a refusal", { cause: outcome });
}

async function query(postgres: EmbeddedPostgres, statement: string): Promise<Record<string, unknown>[]> {
  return queryOn(postgres.connection, statement);
}

async function queryOn(connection: EmbeddedPostgres["connection"], statement: string) {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement).finally(() => client.end());
  return rows;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "landbridge-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function closedDirectory(): string {
  const directory = join(temporaryDirectory(), "closed");
  mkdirSync(directory, { mode: 0o700 });
  return directory;
}

function mountTmpfs(directory: string, size: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "landbridge-test", directory]);
  onTestFinished(() => void execFileSync("umount", ["-l", directory]));
}

/** Root may write whatever the mode says, so for root it must be a read-only mount. */
function makeReadOnly(directory: string): void {
  if (!isRoot) {
    chmodSync(join(directory, "lib"), 0o555);
    onTestFinished(() => chmodSync(join(directory, "lib"), 0o755));
    return;
  }
  execFileSync("mount", ["--bind", directory, directory]);
  onTestFinished(() => void execFileSync("umount", ["-l", directory]));
  execFileSync("mount", ["-o", "remount,bind,ro", directory]);
}

/** The programs as npm unpacks them: without links. */
async function copyOfBinaries() {
  const installed = findBinaries();
  const directory = join(temporaryDirectory(), "native");
  const filter = (path: string) => !lstatSync(path).isSymbolicLink() && !path.endsWith(".a");
  await cp(installed.directory, directory, { recursive: true, filter });
  return { ...installed, directory };
}

async function unreapedProcess(): Promise<number> {
  // A child that ends once its parent has become a program that waits for no child.
  const script = "{ until grep -q sleep /proc/$$/comm; do :; done; } & echo $!; exec sleep 60";
  const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void parent.kill());
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.on("data", (text) => resolve(Number(text))),
  );
  await vi.waitFor(() => expect([isTaken(pid), isRunning(pid)]).toEqual([true, false]));
  return pid;
}

function watcherOf(postgresPid: number): number {
  const processes = execFileSync("ps", ["-eo", "pid=,sid=,comm="], { encoding: "utf8" }).split("\n");
  const rows = processes.map((line) => line.trim().split(/\s+/));
  const watcher = rows.find(([, session, name]) => session === String(postgresPid) && name === "sh");
  if (watcher === undefined) throw new Error("there is no watcher");
  return Number(watcher[0]);
}

async function endOf(server: Awaited<ReturnType<typeof startServerProcess>>): Promise<void> {
  server.kill("SIGKILL");
  await server.ended;
  await vi.waitFor(() => expect(isRunning(server.postgresPid)).toBe(false), { timeout: 20_000 });
}
