import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, mkdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import { runCommand } from "./command.ts";

/** A place outside the data directory, for a cluster whose user can't get into that. */
export interface Relocation {
  readonly home: string;
  /** Takes an existing cluster along and writes down where it lives from now on. */
  settle(): Promise<void>;
  abandon(): Promise<void>;
}

/** Where a former start has put the cluster of a data directory; refuses when it is not there any more. */
export function findRelocatedHome(dataDir: string): string | undefined {
  const pointer = pointerOf(dataDir);
  if (!existsSync(pointer)) return undefined;
  const home = readFileSync(pointer, "utf8").trim();
  if (existsSync(home)) return home;
  // Starting with an empty database here would look like the loss of everything.
  throw new AppError(
    "POSTGRES_START_FAILED",
    `The database is gone: ${pointer} says that it is in ${home}.`,
    {
      hint: `Bring ${home} back, or delete ${pointer} to begin with an empty database.`,
    },
  );
}

export async function openRelocation(dataDir: string, root: string): Promise<Relocation> {
  const home = join(root, shortHash(dataDir));
  await mkdir(home, { recursive: true });
  for (const directory of [root, home]) await chmod(directory, 0o711);
  await setAside(join(home, "postgres"));
  return {
    home,
    settle: async () => {
      const old = join(dataDir, "postgres");
      if (existsSync(old)) await copyCluster(old, join(home, "postgres"));
      // The pointer decides: a start that is killed before leaves everything where it was.
      writeFileSync(pointerOf(dataDir), `${home}\n`);
      await rm(old, { recursive: true, force: true });
    },
    abandon: () => rmdir(home).catch(() => undefined),
  };
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Without a pointer to it a cluster here belongs to a data directory that was deleted: not to be used, nor destroyed. */
async function setAside(clusterDir: string): Promise<void> {
  if (!existsSync(clusterDir)) return;
  await rm(`${clusterDir}.unclaimed`, { recursive: true, force: true });
  await rename(clusterDir, `${clusterDir}.unclaimed`);
}

async function copyCluster(from: string, to: string): Promise<void> {
  const draft = `${to}.new-moved`;
  await rm(draft, { recursive: true, force: true });
  const outcome = await runCommand({ file: "cp", args: ["-a", from, draft] });
  if (outcome.kind === "exited" && outcome.code === 0) return rename(draft, to);
  await rm(draft, { recursive: true, force: true });
  const said = outcome.kind === "exited" ? outcome.output : outcome.error.message;
  throw new AppError("POSTGRES_START_FAILED", `The database in ${from} can't be moved to ${to}.`, {
    hint: "Start Landbridge as an ordinary user who owns the data directory.",
    cause: new Error(said),
  });
}

function pointerOf(dataDir: string): string {
  return join(dataDir, "postgres.location");
}
