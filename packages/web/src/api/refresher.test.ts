import { expect, onTestFinished, test, vi } from "vitest";
import { createRefresher } from "./refresher.ts";

test("a key that becomes stale while it is read is read once more, not for each time", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const reads: (() => void)[] = [];
  const stale = createRefresher({ refresh: () => new Promise((resolve) => reads.push(resolve)) });
  stale(["job", "build"]);
  stale(["job", "build"]);
  stale(["job", "build"]);
  expect(reads).toHaveLength(1);
  reads[0]?.();
  await vi.runAllTimersAsync();
  expect(reads).toHaveLength(2);
  reads[1]?.();
  await vi.runAllTimersAsync();
  expect(reads).toHaveLength(2);
});

test("different keys don't wait for each other", () => {
  const read: string[] = [];
  const stale = createRefresher({
    refresh: (key) => {
      read.push(key.join("/"));
      return new Promise(() => undefined);
    },
  });
  stale(["job", "build"]);
  stale(["job", "deploy"]);
  expect(read).toEqual(["job/build", "job/deploy"]);
});
