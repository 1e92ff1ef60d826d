import type { SyncStatus } from "./sync.ts";

/** What the looks at one source have come to, beside its syncs. */
export interface SourceWatch {
  /** What it looked like when it was looked at last: a commit or a fingerprint. */
  readonly mark?: string;
  /** The last sync, where it came to nothing, and what the source looked like then. */
  readonly failed?: { readonly mark: string; readonly at: Date };
  /** Looks in a row that could not see it. */
  readonly unreadableLooks: number;
}

export const NEVER_LOOKED: SourceWatch = { unreadableLooks: 0 };

/** What one look saw. `isNew`: it is not as it was read last. */
export type SourceSeen =
  { readonly ok: true; readonly isNew: boolean; readonly mark: string } | { readonly ok: false };

interface SyncResult {
  readonly status: SyncStatus;
  readonly at: Date;
}

/**
 * When a sync that failed is tried again although the source says the same: an address that did not answer may,
 * a name may have become free. Until then a repository is not cloned at every look.
 */
const RETRY_FAILED_MS = 5 * 60_000;

/** A host that does not answer once is no news; this often in a row, its source is told as failed. */
const UNREADABLE_LOOKS = 3;

/** Is the source to be synced after this look, for better or worse? */
export function isSyncDue(
  watch: SourceWatch,
  seen: SourceSeen,
  { lastSync, at }: { readonly lastSync: SyncResult | undefined; readonly at: Date },
): boolean {
  const { failed, unreadableLooks } = watch;
  // The sync fails and says why where people look; the next one that can read mends it.
  if (!seen.ok) return unreadableLooks + 1 === UNREADABLE_LOOKS && lastSync?.status !== "failure";
  if (unreadableLooks >= UNREADABLE_LOOKS) return true;
  const isLongAgo = (before: Date): boolean => at.getTime() - before.getTime() >= RETRY_FAILED_MS;
  // One that could not be read has left neither commit nor digest.
  if (seen.isNew) return failed?.mark !== seen.mark || isLongAgo(failed.at);
  return lastSync?.status === "failure" && isLongAgo(lastSync.at);
}

/** After a look, and after the sync if it made one: one that could not even be tried is still to come. */
export function watchAfter(watch: SourceWatch, seen: SourceSeen, sync: SyncResult | undefined): SourceWatch {
  if (!seen.ok) return { ...watch, unreadableLooks: watch.unreadableLooks + 1 };
  const { mark } = seen;
  const after = { mark, unreadableLooks: 0 };
  if (!sync) return { ...watch, ...after };
  return sync.status === "failure" ? { ...after, failed: { mark, at: sync.at } } : after;
}
