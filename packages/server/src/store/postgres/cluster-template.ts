import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { findBinaries } from "./binaries.ts";
import { runCommand } from "./command.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import type { PostgresConnection } from "./embedded-postgres.ts";

/** A cleanly shut down cluster on disk, to be copied rather than made: a copy takes milliseconds. */
export interface ClusterTemplate {
  readonly directory: string;
}

export interface ClusterTemplateRequest {
  /** Holds templates and nothing else: those that nobody used for a month are removed from it. */
  readonly cacheDir: string;
  /** Says what `prepare` does: another key, another template. */
  readonly key: string;
  /** Fills the database of a new template. */
  readonly prepare: (connection: PostgresConnection) => Promise<void>;
  readonly onProgress?: (text: string) => void;
}

const UNUSED_LIMIT_MS = 30 * 24 * 3_600_000;

/** Finds the template of a key, or makes it. Several processes may do so at once. */
export async function createClusterTemplate(request: ClusterTemplateRequest): Promise<ClusterTemplate> {
  const directory = join(request.cacheDir, `${request.key}-${findBinaries().version}`);
  if (existsSync(directory)) return { directory };
  await mkdir(request.cacheDir, { recursive: true, mode: 0o700 });
  // Made in the temporary directory, which every user may enter, as the cache may lie where only root can.
  const workshop = await mkdtemp(join(tmpdir(), "landbridge-template-"));
  try {
    await makeCluster(workshop, request);
    await publish(join(workshop, "postgres"), directory);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  await removeUnused(request.cacheDir, directory);
  return { directory };
}

/** Gives a new data directory a copy of the template's cluster; start it with `durable: false`. */
export async function copyCluster(template: ClusterTemplate, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const now = new Date();
  await utimes(template.directory, now, now);
  await copyDirectory(template.directory, join(dataDir, "postgres"));
}

async function makeCluster(dataDir: string, { prepare, onProgress }: ClusterTemplateRequest): Promise<void> {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  try {
    await prepare(postgres.connection);
  } finally {
    await postgres.stop();
  }
}

async function publish(cluster: string, directory: string): Promise<void> {
  const draft = `${directory}.new-${randomUUID()}`;
  try {
    await copyDirectory(cluster, draft);
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Somebody else was quicker, with the same template.
    if (!existsSync(directory)) throw error;
  }
}

async function copyDirectory(from: string, to: string): Promise<void> {
  // A process of its own copies 400 small files ten times as fast as Node does.
  const outcome = await runCommand({ file: "cp", args: ["-a", resolve(from), resolve(to)] });
  if (outcome.kind === "exited" && outcome.code === 0) return;
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true, preserveTimestamps: true });
}

async function removeUnused(cacheDir: string, kept: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (name === basename(kept)) continue;
    const path = join(cacheDir, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > UNUSED_LIMIT_MS) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
