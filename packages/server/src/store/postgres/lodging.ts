import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { chmod, chown, mkdir, rename, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { AppError } from "@landbridge/core";
import { completeLinks, copyBinaries, programOf } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";
import { runCommand } from "./command.ts";
import { candidateIdentities, commandAs, fileOwner, parseAccounts } from "./identity.ts";
import type { Account, Identity } from "./identity.ts";
import { unsupportedPlatform } from "./problem.ts";

/** Where PostgreSQL lives and as whom: found out once per start, by trying. */
export interface Lodging {
  readonly identity: Identity;
  /** Who owns its files. */
  readonly owner: Account;
  /** The data directory; or a directory elsewhere when no user but root can get into that one. */
  readonly home: string;
  readonly clusterDir: string;
  readonly binaries: Binaries;
}

export interface LodgingRequest {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly onProgress: (text: string) => void;
  /** Where clusters go that can't live in their data directory. */
  readonly relocationRoot?: string;
  /** Whether user namespaces are tried; a test may say no. */
  readonly namespaces?: boolean;
}

export async function settleLodging(request: LodgingRequest): Promise<Lodging> {
  const self = selfAccount();
  const pointer = join(request.dataDir, "postgres.location");
  const moved = readPointer(pointer);
  const lodging = await lodgeIn(moved ?? request.dataDir, request, self);
  if (lodging !== undefined) return lodging;
  if (moved !== undefined || self.uid !== 0) throw noLodging(request.dataDir);

  const root = request.relocationRoot ?? "/var/lib/landbridge";
  const home = join(root, shortHash(request.dataDir));
  await mkdir(home, { recursive: true });
  for (const directory of [root, home]) await chmod(directory, 0o711);
  const elsewhere = await lodgeIn(home, request, self);
  if (elsewhere === undefined) throw noLodging(request.dataDir);
  await moveCluster(join(request.dataDir, "postgres"), elsewhere.clusterDir);
  // The pointer decides: written last, a start that is killed before leaves everything where it was.
  writeFileSync(pointer, `${home}\n`);
  await rm(join(request.dataDir, "postgres"), { recursive: true, force: true });
  return elsewhere;
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function lodgeIn(home: string, request: LodgingRequest, self: Account): Promise<Lodging | undefined> {
  const clusterDir = join(home, "postgres");
  const hasCluster = existsSync(clusterDir);
  const { uid, gid } = statSync(hasCluster ? clusterDir : home);
  const accounts = parseAccounts(existsSync("/etc/passwd") ? readFileSync("/etc/passwd", "utf8") : "");
  const facts = { uid: self.uid, hasName: hasName(), owner: { uid, gid }, hasCluster, accounts };
  for (const identity of candidateIdentities(facts)) {
    if (identity.kind === "namespace" && request.namespaces === false) continue;
    if (!(await canEnter(identity, home))) continue;
    const binaries = await reachableBinaries(identity, home, request);
    if (binaries !== undefined)
      return { identity, owner: fileOwner(identity, self), home, clusterDir, binaries };
  }
  return undefined;
}

async function reachableBinaries(
  identity: Identity,
  home: string,
  { binaries, onProgress }: LodgingRequest,
): Promise<Binaries | undefined> {
  if ((await completeLinks(binaries)) && (await canRun(identity, binaries))) return binaries;
  const copy = await copyBinaries(binaries, home, onProgress);
  return (await canRun(identity, copy)) ? copy : undefined;
}

async function canRun(identity: Identity, binaries: Binaries): Promise<boolean> {
  // We are ourselves and may run what we installed; should that fail, initdb says why better than a probe.
  if (identity.kind === "self") return true;
  return succeeds(identity, [programOf(binaries, "postgres"), "--version"]);
}

async function canEnter(identity: Identity, home: string): Promise<boolean> {
  if (identity.kind === "self") return true;
  const enter = (directory: string) => succeeds(identity, ["/bin/sh", "-c", 'cd "$1"', "sh", directory]);
  if (await enter(home)) return true;
  const { uid, mode } = statSync(home);
  if (identity.kind !== "user" || uid !== 0 || !(await enter(dirname(home)))) return false;
  // Only our own last step is shut: let this one group pass through it, without letting it look around.
  await chown(home, 0, identity.account.gid);
  await chmod(home, (mode & 0o7707) | 0o010);
  return enter(home);
}

async function succeeds(identity: Identity, argv: readonly [string, ...string[]]): Promise<boolean> {
  const outcome = await runCommand(commandAs(identity, argv));
  return outcome.kind === "exited" && outcome.code === 0;
}

async function moveCluster(from: string, to: string): Promise<void> {
  if (!existsSync(from) || existsSync(to)) return;
  const draft = `${to}.new-moved`;
  await rm(draft, { recursive: true, force: true });
  const outcome = await runCommand({ file: "cp", args: ["-a", from, draft] });
  if (outcome.kind !== "exited" || outcome.code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new AppError("POSTGRES_START_FAILED", `The database in ${from} can't be moved to ${to}.`, {
      cause: outcome,
    });
  }
  await rename(draft, to);
}

function readPointer(pointer: string): string | undefined {
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

function noLodging(dataDir: string): AppError {
  return new AppError("POSTGRES_START_FAILED", `No unprivileged user can run PostgreSQL in ${dataDir}.`, {
    hint: "Start Landbridge as an ordinary user, or set DATABASE_URL to use a PostgreSQL of your own.",
  });
}

function selfAccount(): Account {
  if (process.getuid === undefined || process.getgid === undefined)
    throw unsupportedPlatform(process.platform);
  return { uid: process.getuid(), gid: process.getgid() };
}

function hasName(): boolean {
  try {
    return userInfo().username !== "";
  } catch {
    return false;
  }
}
