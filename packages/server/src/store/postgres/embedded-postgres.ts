import { realpathSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import { findBinaries } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";
import { adoptCluster, createCluster, hasCluster } from "./cluster.ts";
import { acquireDataDirLock } from "./data-dir-lock.ts";
import type { DataDirLock } from "./data-dir-lock.ts";
import { stopLeftover } from "./leftover.ts";
import { settleLodging } from "./lodging.ts";
import type { LodgingRequest } from "./lodging.ts";
import { startPostmaster } from "./postmaster.ts";
import type { Postmaster } from "./postmaster.ts";
import { problemIn, problemOf } from "./problem.ts";
import { createServerLog } from "./server-log.ts";
import type { ServerLog } from "./server-log.ts";
import { POSTGRES_NAME, POSTGRES_PORT } from "./settings.ts";
import { closeSocketDirectory, openSocketDirectory, planSocketDirectory } from "./socket-directory.ts";

/** What a client of `pg` needs; every field is given, so that PG… variables of the environment change nothing. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly ssl: false;
}

export interface EmbeddedPostgres {
  readonly connection: PostgresConnection;
  readonly connectionString: string;
  readonly pid: number;
  /** Ends PostgreSQL, waits until it has ended and gives the data directory free. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** false for throw-away clusters: quicker, and lost when the machine goes down. */
  readonly durable?: boolean;
  readonly onProgress?: (text: string) => void;
  /** It ended without `stop()`; also when a service manager tells all processes of a service to end at once. */
  readonly onExit?: (problem: AppError) => void;
  /** Programs other than the installed ones. */
  readonly binaries?: Binaries;
  readonly relocationRoot?: string;
  readonly namespaces?: boolean;
}

/**
 * Starts the PostgreSQL of a data directory, making its cluster if there is none, as an unprivileged user when we
 * are root. It ends when this process ends, even by kill -9.
 * Refuses with DATA_DIR_IN_USE, DISK_FULL, CONFIGURATION_INVALID or POSTGRES_START_FAILED.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  let lock: DataDirLock | undefined;
  try {
    lock = acquireDataDirLock(options.dataDir);
    return await startLocked({ ...options, dataDir: realpathSync(options.dataDir) }, lock);
  } catch (error) {
    lock?.release();
    throw problemOf(error, options.dataDir);
  }
}

async function startLocked(options: EmbeddedPostgresOptions, lock: DataDirLock): Promise<EmbeddedPostgres> {
  const { dataDir, durable = true, onProgress = () => undefined } = options;
  const lodging = await settleLodging(lodgingRequest(options, onProgress));
  await stopLeftover(lodging.clusterDir);
  if (hasCluster(lodging.clusterDir)) await adoptCluster({ lodging });
  else {
    onProgress("Preparing the database");
    await createCluster({ lodging, dataDir, durable });
  }
  const socketDir = planSocketDirectory(lodging.home);
  openSocketDirectory(socketDir, lodging.owner);
  const log = createServerLog(join(dataDir, "postgres.log"));
  try {
    const postmaster = await startPostmaster({ lodging, dataDir, socketDir, durable, log });
    return present({ postmaster, socketDir, log, lock, options });
  } catch (error) {
    log.close();
    closeSocketDirectory(socketDir);
    throw error;
  }
}

interface Opened {
  readonly postmaster: Postmaster;
  readonly socketDir: string;
  readonly log: ServerLog;
  readonly lock: DataDirLock;
  readonly options: EmbeddedPostgresOptions;
}

function present({ postmaster, socketDir, log, lock, options }: Opened): EmbeddedPostgres {
  let stopping = false;
  const closed = postmaster.ended.then(() => {
    log.close();
    closeSocketDirectory(socketDir);
    lock.release();
    if (!stopping) options.onExit?.(exitProblem(log, options.dataDir));
  });
  return {
    connection: {
      host: socketDir,
      port: POSTGRES_PORT,
      user: POSTGRES_NAME,
      database: POSTGRES_NAME,
      ssl: false,
    },
    connectionString: `postgresql://${POSTGRES_NAME}@/${POSTGRES_NAME}?host=${encodeURIComponent(socketDir)}&port=${POSTGRES_PORT}`,
    pid: postmaster.pid,
    stop: async () => {
      stopping = true;
      await postmaster.stop();
      await closed;
    },
  };
}

function exitProblem(log: ServerLog, dataDir: string): AppError {
  const problem = problemIn(log.tail(), { dataDir, logFile: log.path });
  if (problem.code === "DISK_FULL") return problem;
  return new AppError("STORE_UNAVAILABLE", "The embedded PostgreSQL ended by itself.", {
    hint: `Its log is ${log.path}.`,
    cause: problem,
  });
}

function lodgingRequest(
  options: EmbeddedPostgresOptions,
  onProgress: (text: string) => void,
): LodgingRequest {
  return {
    dataDir: options.dataDir,
    binaries: options.binaries ?? findBinaries(),
    onProgress,
    ...(options.relocationRoot === undefined ? {} : { relocationRoot: options.relocationRoot }),
    ...(options.namespaces === undefined ? {} : { namespaces: options.namespaces }),
  };
}
