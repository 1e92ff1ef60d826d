import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import type { Account } from "./identity.ts";
import { shortHash } from "./relocation.ts";

/** Linux allows 107 bytes for the whole path of a socket, macOS 103. */
const SOCKET_PATH_LIMIT = 103;
const SOCKET_NAME = ".s.PGSQL.5432";

/** Beside the cluster; a home with a long path gets a short directory under one of the temporary ones. */
export function planSocketDirectory(home: string, temporary: readonly string[] = [tmpdir(), "/tmp"]): string {
  const short = temporary.map((directory) => join(directory, `landbridge-${shortHash(home)}`));
  const choices = [join(home, "postgres-socket"), ...short];
  const fitting = choices.find(
    (directory) => Buffer.byteLength(join(directory, SOCKET_NAME)) <= SOCKET_PATH_LIMIT,
  );
  return fitting ?? join("/tmp", `landbridge-${shortHash(home)}`);
}

/** Only its owner may enter it: who can reach the socket is the superuser of the database. */
export function openSocketDirectory(directory: string, owner: Account): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  const isOurs = found.uid === owner.uid || found.uid === process.getuid?.();
  if (!found.isDirectory() || !isOurs) {
    throw new AppError(
      "POSTGRES_START_FAILED",
      `${directory} belongs to somebody else (user ${found.uid}).`,
      {
        hint: "It is needed for the socket of the database: remove it, or use a data directory with a shorter path.",
      },
    );
  }
  chmodSync(directory, 0o700);
  if (found.uid !== owner.uid) chownSync(directory, owner.uid, owner.gid);
  // Left behind by a crash, they name process ids that may be somebody else's by now.
  for (const name of readdirSync(directory)) if (name.startsWith(".s.PGSQL.")) rmSync(join(directory, name));
}

export function closeSocketDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
