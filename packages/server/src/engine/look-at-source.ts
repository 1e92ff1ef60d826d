import { AppError, NEVER_LOOKED, isSyncDue, watchAfter } from "@landbridge/core";
import type { SourceSeen, SourceWatch } from "@landbridge/core";
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

export interface SourceLookParts {
  readonly syncSource: SourceSync;
  /** The source as it is now. */
  readonly getSource: (id: string) => Promise<StoredSource | undefined>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** What is kept of one source: what looks have come to, the look under way, and whether another one waits for it. */
interface Looks {
  watch: SourceWatch;
  running: Promise<LookOutcome> | undefined;
  isNextWaiting: boolean;
}

/** Looks at sources without reading them whole: by the head of the branch, or by sizes and times of the files. */
export function createSourceLook(parts: SourceLookParts): SourceLook {
  const looksAt = new Map<string, Looks>();
  return async ({ id }, by, signal) => {
    const looks: Looks = looksAt.get(id) ?? { watch: NEVER_LOOKED, running: undefined, isNextWaiting: false };
    looksAt.set(id, looks);
    if (looks.isNextWaiting) return "joined";
    if (looks.running) {
      looks.isNextWaiting = true;
      await looks.running.catch(() => undefined);
      looks.isNextWaiting = false;
    }
    const running = lookAtSource(parts, looks, { id, by, signal });
    looks.running = running;
    try {
      return await running;
    } finally {
      if (looks.running === running) looks.running = undefined;
    }
  };
}

async function lookAtSource(
  parts: SourceLookParts,
  looks: Looks,
  { id, by, signal }: { readonly id: string; readonly by: string; readonly signal: AbortSignal },
): Promise<LookOutcome> {
  const source = await parts.getSource(id);
  if (!source || source.deletedAt || source.isPaused) return "unchanged";
  const seen =
    source.kind === "git"
      ? await lookAtBranch(source, signal)
      : await lookAtFiles(source, { mark: looks.watch.mark, signal });
  if (signal.aborted) return "unchanged";
  if (!seen.ok) parts.log.warn({ source: source.name, reason: seen.text }, "a source could not be looked at");
  const isDue = isSyncDue(looks.watch, seen, { lastSync: source.lastSync, at: parts.now() });
  const sync = isDue ? await parts.syncSource(source, { by, isAutomatic: true }) : undefined;
  looks.watch = watchAfter(looks.watch, seen, sync);
  if (!seen.ok) return "unreadable";
  return sync ? "synced" : "unchanged";
}

type Seen = Extract<SourceSeen, { ok: true }> | { readonly ok: false; readonly text: string };

async function lookAtBranch(
  { location, branch, lastSync }: StoredSource,
  signal: AbortSignal,
): Promise<Seen> {
  const head = await findHead(location, { signal, ...(branch === undefined ? {} : { branch }) });
  if (!head.ok) return head;
  const { commit } = head.found;
  return { ok: true, isNew: commit !== lastSync?.commit, mark: commit };
}

/** Files whose sizes and times are the same are not read; files that are read count by their content. */
async function lookAtFiles(
  source: StoredSource,
  before: { readonly mark: string | undefined; readonly signal: AbortSignal },
): Promise<Seen> {
  try {
    const mark = await fingerprintOf(source.location);
    if (before.mark === mark) return { ok: true, isNew: false, mark };
    const { files } = await readSource(source, before.signal);
    return { ok: true, isNew: digestOfFiles(files) !== source.digest, mark };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, text: error.message };
    throw error;
  }
}
