import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { chown, mkdtemp, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import { programOf } from "./binaries.ts";
import { behindWatcher, runCommand } from "./command.ts";
import { commandAs } from "./identity.ts";
import type { Lodging } from "./lodging.ts";
import { problemIn } from "./problem.ts";
import { POSTGRES_NAME } from "./settings.ts";

export interface ClusterRequest {
  readonly lodging: Lodging;
  readonly dataDir: string;
  readonly durable: boolean;
}

export function hasCluster(clusterDir: string): boolean {
  return existsSync(join(clusterDir, "PG_VERSION"));
}

/** Makes a cluster whose only database is `landbridge`; it appears under its name whole or not at all. */
export async function createCluster(request: ClusterRequest): Promise<void> {
  const { home, clusterDir, owner } = request.lodging;
  await removeDrafts(home);
  const draft = await mkdtemp(join(home, DRAFT_PREFIX));
  try {
    if (owner.uid !== process.getuid?.()) await chown(draft, owner.uid, owner.gid);
    await initialise(draft, request);
    await rename(draft, clusterDir);
    if (request.durable) await syncDirectory(home);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Refuses a cluster of another PostgreSQL version, and hands its files to the user it will run as. */
export async function adoptCluster({ lodging }: Pick<ClusterRequest, "lodging">): Promise<void> {
  const { clusterDir, binaries, owner } = lodging;
  const version = readFileSync(join(clusterDir, "PG_VERSION"), "utf8").trim();
  if (version !== String(binaries.major)) {
    const message = `The database in ${clusterDir} was written by PostgreSQL ${version}, this Landbridge brings ${binaries.major}.`;
    throw new AppError("POSTGRES_START_FAILED", message, {
      hint: "Start the Landbridge version that wrote it and make a backup there, then restore the backup here.",
    });
  }
  const { uid } = statSync(clusterDir);
  if (uid === owner.uid) return;
  if (process.getuid?.() !== 0) {
    const message = `The database in ${clusterDir} belongs to another user (${uid}).`;
    throw new AppError("POSTGRES_START_FAILED", message, {
      hint: "Start Landbridge as that user, or as root.",
    });
  }
  await runCommand({ file: "chown", args: ["-hR", `${owner.uid}:${owner.gid}`, clusterDir] });
}

const DRAFT_PREFIX = "postgres.new-";

async function initialise(directory: string, { lodging, dataDir, durable }: ClusterRequest): Promise<void> {
  const steps = [
    {
      argv: [programOf(lodging.binaries, "initdb"), ...initdbArguments(directory, durable)],
      input: "",
    },
    {
      argv: [
        programOf(lodging.binaries, "postgres"),
        ...singleUserArguments(directory, durable),
        "template1",
      ],
      input: `alter database postgres rename to ${POSTGRES_NAME};\n`,
    },
    {
      argv: [
        programOf(lodging.binaries, "postgres"),
        ...singleUserArguments(directory, durable),
        POSTGRES_NAME,
      ],
      input: DROP_TEMPLATES,
    },
  ] as const;
  for (const { argv, input } of durable ? steps.slice(0, 2) : steps) {
    const outcome = await runCommand(commandAs(lodging.identity, behindWatcher(argv)), input);
    if (outcome.kind === "not-started") throw problemIn(outcome.error.message, { dataDir });
    if (outcome.code !== 0) throw problemIn(outcome.output, { dataDir });
  }
}

function initdbArguments(directory: string, durable: boolean): readonly string[] {
  return [
    `--pgdata=${directory}`,
    `--username=${POSTGRES_NAME}`,
    "--auth=trust",
    "--encoding=UTF8",
    // The same order and the same letters on every machine, whatever its C library knows.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--wal-segsize=1",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync", "--no-data-checksums"]),
  ];
}

function singleUserArguments(directory: string, durable: boolean): readonly string[] {
  const fsync = durable ? [] : ["-c", "fsync=off"];
  return ["--single", "-D", directory, "-c", "exit_on_error=on", "-c", "io_method=sync", ...fsync];
}

// A throw-away cluster is copied often: this halves its size. Each line is one statement.
const DROP_TEMPLATES = `update pg_database set datistemplate = false;
drop database template0;
drop database template1;
`;

async function removeDrafts(home: string): Promise<void> {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith(DRAFT_PREFIX))) {
    await rm(join(home, name), { recursive: true, force: true });
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  await handle.sync().finally(() => handle.close());
}
