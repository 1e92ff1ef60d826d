import { AppError } from "@landbridge/core";
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readdirSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { openDatabase } from "./database.ts";
import type { Database, DatabaseAddress } from "./database.ts";
import { migrateDatabase } from "./migrate.ts";
import { copyCluster, createClusterTemplate } from "./postgres/cluster-template.ts";
import { acquireDataDirLock } from "./postgres/data-dir-lock.ts";
import { startEmbeddedPostgres } from "./postgres/embedded-postgres.ts";

export interface StoreRequest {
  /** An external PostgreSQL; absent: the embedded one of the data directory. */
  readonly databaseUrl?: string;
  /** How long an external PostgreSQL may take for an answer; absent: for ever. */
  readonly answerMs?: number;
  readonly dataDir: string;
  /** A copy of a prepared cluster in a directory that goes with it. */
  readonly throwAway?: { readonly cacheDir: string };
  readonly log: Logger;
  readonly onProgress: (text: string) => void;
  readonly onLost: (error: Error) => void;
}

/** A migrated database, ready for use. `close` ends everything that was started for it. */
export interface Store {
  readonly database: Database;
  close(): Promise<void>;
}

export async function openStore(request: StoreRequest): Promise<Store> {
  if (request.databaseUrl !== undefined) return openExternal(request, request.databaseUrl);
  if (request.throwAway) return openThrowAway(request, request.throwAway.cacheDir);
  let isClosing = false;
  const postgres = await startEmbeddedPostgres({
    dataDir: request.dataDir,
    onProgress: request.onProgress,
    // A service manager may end PostgreSQL together with us.
    onExit: (problem) => {
      if (!isClosing) request.onLost(problem);
    },
  });
  const database = connect(postgres.connection, request);
  try {
    await migrateOrClose(database);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return {
    database,
    async close() {
      isClosing = true;
      await database.close();
      await postgres.stop();
    },
  };
}

/** The database may be shared by several servers; logs and files of the data directory may not. */
async function openExternal(request: StoreRequest, databaseUrl: string): Promise<Store> {
  const lock = acquireDataDirLock(request.dataDir);
  const address = { connectionString: databaseUrl };
  try {
    // Over connections of its own: a migration may take long, and wait for that of another server.
    const migrating = connect(address, request);
    await migrateOrClose(migrating);
    await migrating.close();
  } catch (error) {
    lock.release();
    throw error;
  }
  const database = connect(address, request, request.answerMs);
  return {
    database,
    async close() {
      await database.close();
      lock.release();
    },
  };
}

async function openThrowAway(request: StoreRequest, cacheDir: string): Promise<Store> {
  const template = await createClusterTemplate({
    cacheDir,
    key: schemaKey(),
    onProgress: request.onProgress,
    async prepare(connection) {
      const database = connect(connection, request);
      await migrateOrClose(database);
      await database.close();
    },
  });
  // In the temporary directory, which every user may enter: PostgreSQL does not run as root.
  await removeLeftBehind();
  const directory = await mkdtemp(join(tmpdir(), THROW_AWAY));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await copyCluster(template, directory);
    const postgres = await startEmbeddedPostgres({
      dataDir: directory,
      durable: false,
      onExit: request.onLost,
    });
    const database = connect(postgres.connection, request);
    return {
      database,
      async close() {
        await database.close();
        await postgres.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const THROW_AWAY = "landbridge-run-";

/** Clusters of runs that were killed: nobody holds their lock any more. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(THROW_AWAY)) continue;
    const directory = join(tmpdir(), name);
    // One without a lock is just being made. What is a link, or somebody else's, is not ours to remove.
    if (!isOwnDirectory(directory) || !isOwnDirectory(join(directory, "server.lock"))) continue;
    try {
      acquireDataDirLock(directory).release();
      await rm(directory, { recursive: true, force: true });
    } catch (error) {
      // In use, or somebody else's: it stays.
      if (!(error instanceof AppError) && !isPermissionFault(error)) throw error;
    }
  }
}

function isOwnDirectory(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.geteuid?.();
}

function isPermissionFault(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM");
}

function connect(address: DatabaseAddress, { log }: StoreRequest, answerMs?: number): Database {
  // The driver hangs its whole client on the error: only what happened goes into the log.
  return openDatabase(address, {
    onError: (error) => log.warn({ reason: error.message }, "a database connection broke"),
    ...(answerMs === undefined ? {} : { answerMs }),
  });
}

async function migrateOrClose(database: Database): Promise<void> {
  try {
    await migrateDatabase(database.pool);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A prepared cluster fits while the migrations are what they were. */
function schemaKey(): string {
  const directory = new URL("../../migrations/", import.meta.url);
  const hash = createHash("sha256");
  for (const name of readdirSync(directory).sort())
    hash.update(name).update(readFileSync(new URL(name, directory)));
  return `schema-${hash.digest("hex").slice(0, 16)}`;
}
