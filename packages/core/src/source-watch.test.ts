import { expect, test } from "vitest";
import { NEVER_LOOKED, isSyncDue, watchAfter } from "./source-watch.ts";
import type { SourceSeen, SourceWatch } from "./source-watch.ts";

const START = Date.UTC(2026, 0, 1);
const minute = (minutes: number): Date => new Date(START + minutes * 60_000);
const NEW: SourceSeen = { ok: true, isNew: true, mark: "b" };
const SAME: SourceSeen = { ok: true, isNew: false, mark: "a" };
const AWAY: SourceSeen = { ok: false };
const succeeded = { status: "success", at: minute(0) } as const;
const failed = { status: "failure", at: minute(0) } as const;

function away(looks: number): SourceWatch {
  return { ...NEVER_LOOKED, unreadableLooks: looks };
}

test("what is new is synced, what is as it was is not", () => {
  const source = { lastSync: succeeded, at: minute(1) };
  expect(isSyncDue(NEVER_LOOKED, NEW, source)).toBe(true);
  expect(isSyncDue(NEVER_LOOKED, SAME, source)).toBe(false);
  expect(isSyncDue(NEVER_LOOKED, NEW, { ...source, lastSync: undefined })).toBe(true);
});

test("what failed is tried again when it looks different, or after five minutes", () => {
  const watch = watchAfter(NEVER_LOOKED, NEW, failed);
  expect(watch).toEqual({ mark: "b", failed: { mark: "b", at: minute(0) }, unreadableLooks: 0 });
  expect(isSyncDue(watch, NEW, { lastSync: failed, at: minute(4) })).toBe(false);
  expect(isSyncDue(watch, { ...NEW, mark: "c" }, { lastSync: failed, at: minute(4) })).toBe(true);
  expect(isSyncDue(watch, NEW, { lastSync: failed, at: minute(5) })).toBe(true);
});

test("a failed sync of what is as it was is tried again after five minutes", () => {
  expect(isSyncDue(NEVER_LOOKED, SAME, { lastSync: failed, at: minute(4) })).toBe(false);
  expect(isSyncDue(NEVER_LOOKED, SAME, { lastSync: failed, at: minute(5) })).toBe(true);
});

test("a sync that went well forgets the one that failed; a look without a sync does not", () => {
  const watch = watchAfter(NEVER_LOOKED, NEW, failed);
  expect(watchAfter(watch, NEW, succeeded)).toEqual({ mark: "b", unreadableLooks: 0 });
  expect(watchAfter(watch, SAME, undefined)).toEqual({ ...watch, mark: "a" });
  expect(watchAfter(watch, AWAY, undefined)).toEqual({ ...watch, unreadableLooks: 1 });
});

test("the third look in a row that sees nothing syncs, once, unless the source is told as failed already", () => {
  const source = { lastSync: succeeded, at: minute(1) };
  expect([0, 1, 2, 3].map((looks) => isSyncDue(away(looks), AWAY, source))).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(isSyncDue(away(2), AWAY, { ...source, lastSync: failed })).toBe(false);
});

test("a source that is back after three looks is synced although it is as it was, and looks count anew", () => {
  const source = { lastSync: failed, at: minute(1) };
  expect(isSyncDue(away(2), SAME, source)).toBe(false);
  expect(isSyncDue(away(3), SAME, source)).toBe(true);
  expect(watchAfter(away(3), SAME, succeeded)).toEqual({ mark: "a", unreadableLooks: 0 });
});
