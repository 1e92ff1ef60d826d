import { AppError } from "@landbridge/core";
import type { Logger } from "pino";
import type { StoredSource } from "../store/sources.ts";
import { findHead } from "./git.ts";
import { digestOfFiles } from "./load-source.ts";
import { fingerprintOf, readSource } from "./read-source.ts";
import type { SourceSync } from "./sync-source.ts";

export type LookOutcome =
  /** Something is new there, and it was synced, for better or worse. */
  | "synced"
  /** It is as it was read last. */
  | "unchanged"
  | "unreadable"
  /** Somebody looks already, and somebody waits to: whoever waits sees what this one would have seen. */
  | "joined";

export interface SourceLook {
  /** Syncs a source if it changed since it was read last. */
  (source: StoredSource, by: string, signal: AbortSignal): Promise<LookOutcome>;
}

/**
 * When a sync that failed is tried again although the source says the same: an address that did not answer may,
 * a name may have become free. Until then a repository is not cloned at every look.
 */
const RETRY_FAILED_MS = 5 * 60_000;

/** A host that does not answer once is no news; this often in a row, its source is told as failed. */
const UNREADABLE_TIMES = 3;

export interface SourceLookParts {
  readonly syncSource: SourceSync;
  /** The source as it is now. */
  readonly getSource: (id: string) => Promise<StoredSource | undefined>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** Looks at sources without reading them whole: by the head of the branch, or by sizes and times of the files. */
export function createSourceLook(parts: SourceLookParts): SourceLook {
  const fingerprints = new Map<string, string>();
  const turns = new Map<string, Turn>();
  const failed = new Map<string, FailedSync>();
  const unreadable = new Map<string, number>();
  const look = async (source: StoredSource, by: string, signal: AbortSignal): Promise<LookOutcome> => {
    const now = await parts.getSource(source.id);
    if (!now || now.deletedAt || now.isPaused) return "unchanged";
    const found =
      now.kind === "git" ? await lookAtBranch(now, signal) : await lookAtFiles(now, { fingerprints, signal });
    if (signal.aborted) return "unchanged";
    if (!found.ok) {
      parts.log.warn({ source: now.name, reason: found.text }, "a source could not be looked at");
      const times = (unreadable.get(now.id) ?? 0) + 1;
      unreadable.set(now.id, times);
      // The sync fails and says why where people look; the next one that can read mends it.
      if (times === UNREADABLE_TIMES && now.lastSync?.status !== "failure")
        await parts.syncSource(now, { by, isAutomatic: true });
      return "unreadable";
    }
    const isBack = (unreadable.get(now.id) ?? 0) >= UNREADABLE_TIMES;
    unreadable.delete(now.id);
    if (!isBack && !isWorthSync(now, { found, failed: failed.get(now.id), at: parts.now() })) {
      fingerprints.set(now.id, found.mark);
      return "unchanged";
    }
    const { status } = await parts.syncSource(now, { by, isAutomatic: true });
    // Only now: a sync that could not even be tried, because the database is away, is still to come.
    fingerprints.set(now.id, found.mark);
    if (status === "failure") failed.set(now.id, { mark: found.mark, at: parts.now() });
    else failed.delete(now.id);
    return "synced";
  };
  return async (source, by, signal) => {
    const turn: Turn = turns.get(source.id) ?? { running: undefined, isNextWaiting: false };
    turns.set(source.id, turn);
    if (turn.isNextWaiting) return "joined";
    if (turn.running) {
      turn.isNextWaiting = true;
      await turn.running.catch(() => undefined);
      turn.isNextWaiting = false;
    }
    const running = look(source, by, signal);
    turn.running = running;
    try {
      return await running;
    } finally {
      if (turn.running === running) turn.running = undefined;
    }
  };
}

/** One look at a source at a time, and one more that waits. */
interface Turn {
  running: Promise<LookOutcome> | undefined;
  isNextWaiting: boolean;
}

/** A sync that came to nothing, and what the source looked like then. */
interface FailedSync {
  readonly mark: string;
  readonly at: Date;
}

/** `mark`: what it looks like, a commit or a fingerprint. */
interface FoundThere {
  readonly isNew: boolean;
  readonly mark: string;
}

type Found = ({ readonly ok: true } & FoundThere) | { readonly ok: false; readonly text: string };

function isWorthSync(
  { lastSync }: StoredSource,
  look: { readonly found: FoundThere; readonly failed: FailedSync | undefined; readonly at: Date },
): boolean {
  const { found, failed, at } = look;
  const isLongAgo = (before: Date): boolean => at.getTime() - before.getTime() >= RETRY_FAILED_MS;
  // One that could not be read has left neither commit nor digest.
  if (found.isNew) return failed?.mark !== found.mark || isLongAgo(failed.at);
  return lastSync?.status === "failure" && isLongAgo(lastSync.at);
}

async function lookAtBranch(
  { location, branch, lastSync }: StoredSource,
  signal: AbortSignal,
): Promise<Found> {
  const head = await findHead(location, { signal, ...(branch === undefined ? {} : { branch }) });
  if (!head.ok) return head;
  const { commit } = head.found;
  return { ok: true, isNew: commit !== lastSync?.commit, mark: commit };
}

/** Files whose sizes and times are the same are not read; files that are read count by their content. */
async function lookAtFiles(
  source: StoredSource,
  {
    fingerprints,
    signal,
  }: { readonly fingerprints: ReadonlyMap<string, string>; readonly signal: AbortSignal },
): Promise<Found> {
  try {
    const mark = await fingerprintOf(source.location);
    if (fingerprints.get(source.id) === mark) return { ok: true, isNew: false, mark };
    const { files } = await readSource(source, signal);
    return { ok: true, isNew: digestOfFiles(files) !== source.digest, mark };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, text: error.message };
    throw error;
  }
}
