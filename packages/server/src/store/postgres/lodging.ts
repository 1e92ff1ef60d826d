import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod, chown } from "node:fs/promises";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { AppError } from "@landbridge/core";
import { completeLinks, copyBinaries, programOf } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";
import { runCommand } from "./command.ts";
import { candidateIdentities, commandAs, fileOwner, parseAccounts } from "./identity.ts";
import type { Account, Identity } from "./identity.ts";
import { unsupportedPlatform } from "./problem.ts";
import { findRelocatedHome, openRelocation } from "./relocation.ts";

const RELOCATION_ROOT = "/var/lib/landbridge";

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
  const relocated = findRelocatedHome(request.dataDir);
  const lodging = await lodgeIn(relocated ?? request.dataDir, request, self);
  if (lodging !== undefined) return lodging;
  if (relocated !== undefined || self.uid !== 0) throw noLodging(request.dataDir);

  const relocation = await openRelocation(request.dataDir, request.relocationRoot ?? RELOCATION_ROOT);
  const elsewhere = await lodgeIn(relocation.home, request, self);
  if (elsewhere === undefined) {
    await relocation.abandon();
    throw noLodging(request.dataDir);
  }
  await relocation.settle();
  return elsewhere;
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
