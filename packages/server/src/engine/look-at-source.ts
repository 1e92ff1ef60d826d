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

/** Looks at sources without reading them whole: by the head of the branch, or by sizes and times of the files. */
export function createSourceLook(parts: {
  readonly syncSource: SourceSync;
  /** The source as it is now. */
  readonly getSource: (id: string) => Promise<StoredSource | undefined>;
  readonly log: Logger;
}): SourceLook {
  const fingerprints = new Map<string, string>();
  const turns = new Map<string, Turn>();
  const look = async (source: StoredSource, by: string, signal: AbortSignal): Promise<LookOutcome> => {
    const now = await parts.getSource(source.id);
    if (!now || now.deletedAt || now.isPaused) return "unchanged";
    const found =
      now.kind === "git" ? await lookAtBranch(now, signal) : await lookAtFiles(now, { fingerprints, signal });
    if (signal.aborted) return "unchanged";
    if (!found.ok) {
      parts.log.warn({ source: now.name, reason: found.text }, "a source could not be looked at");
      return "unreadable";
    }
    if (!found.isNew) return "unchanged";
    await parts.syncSource(now, { by });
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

type Found = { readonly ok: true; readonly isNew: boolean } | { readonly ok: false; readonly text: string };

async function lookAtBranch(
  { location, branch, lastSync }: StoredSource,
  signal: AbortSignal,
): Promise<Found> {
  const head = await findHead(location, { signal, ...(branch === undefined ? {} : { branch }) });
  if (!head.ok) return head;
  return { ok: true, isNew: head.found.commit !== lastSync?.commit };
}

/** Files whose sizes and times are the same are not read; files that are read count by their content. */
async function lookAtFiles(
  source: StoredSource,
  { fingerprints, signal }: { readonly fingerprints: Map<string, string>; readonly signal: AbortSignal },
): Promise<Found> {
  try {
    const fingerprint = await fingerprintOf(source.location);
    if (fingerprints.get(source.id) === fingerprint) return { ok: true, isNew: false };
    const { files } = await readSource(source, signal);
    fingerprints.set(source.id, fingerprint);
    return { ok: true, isNew: digestOfFiles(files) !== source.digest };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, text: error.message };
    throw error;
  }
}
