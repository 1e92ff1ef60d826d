import { expect, test } from "vitest";
import { createVersionMemory } from "./version-memory.ts";
import type { VersionRecord } from "./version-record.ts";

function appVersion(number: number, values: VersionRecord["values"] = {}): VersionRecord {
  const id = `app-${String(number)}`;
  return { id, resource: "app", number, values, files: [], origin: "external", createdAt: new Date(0) };
}

test("what is put into a copy of a copy is seen there alone, over all that lies below", () => {
  const cache = createVersionMemory();
  cache.putResourceVersion(appVersion(1));
  const batch = createVersionMemory(cache);
  batch.putResourceVersion(appVersion(2));
  const fork = createVersionMemory(batch);
  fork.putResourceVersion(appVersion(3));
  const seenIn = (memory: typeof cache) =>
    [1, 2, 3].filter((number) => memory.resourceVersion("app", number) !== undefined);
  expect([seenIn(cache), seenIn(batch), seenIn(fork)]).toEqual([[1], [1, 2], [1, 2, 3]]);
  cache.apply(batch);
  expect(seenIn(cache)).toEqual([1, 2]);
});

test("a version that is known to be missing is missing until it comes, and only that one", () => {
  const memory = createVersionMemory();
  memory.putMissing("resource", "app", 1);
  expect(memory.isMissing("resource", "app", 1)).toBe(true);
  expect(memory.isMissing("job", "app", 1)).toBe(false);
  expect(memory.isMissing("resource", "app", 2)).toBe(false);
  memory.putResourceVersion(appVersion(1));
  expect(memory.isMissing("resource", "app", 1)).toBe(false);
});
