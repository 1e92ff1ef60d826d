import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runInGroup } from "./group-process.ts";

const env = { PATH: process.env["PATH"] ?? "" };
const limits = { env, timeoutMs: 20_000, maxBytes: 1_000 };
/** Leaves the waiting to a helper, as git does, and tells its number. */
const WITH_HELPER = "sleep 3040 & echo $!; wait";

/** One that is dead may still wait for whoever inherited it to take note. */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("a program that ends by itself: its code, and what it said", async () => {
  expect(await runInGroup("sh", ["-c", "echo out; echo err >&2; exit 3"], limits)).toEqual({
    code: 3,
    stdout: "out\n",
    stderr: "err\n",
  });
});

test("one that takes too long ends with its helpers", async () => {
  const end = await runInGroup("sh", ["-c", WITH_HELPER], { ...limits, timeoutMs: 300 });
  expect(end.why).toBe("timeout");
  expect(Number(end.stdout)).toBeGreaterThan(1);
  // Its outputs are closed a moment before it is gone.
  await expect.poll(() => isAlive(Number(end.stdout)), { timeout: 10_000 }).toBe(false);
});

test("so does one that nobody waits for any more, and one that says too much", async () => {
  const closing = new AbortController();
  const ended = runInGroup("sh", ["-c", WITH_HELPER], { ...limits, signal: closing.signal });
  closing.abort();
  expect((await ended).why).toBe("aborted");
  const loud = await runInGroup("sh", ["-c", "sleep 3040 & yes"], limits);
  expect(loud.why).toBe("output");
  expect(loud.stdout.length).toBeLessThanOrEqual(1_000);
});

test("one that was not to begin any more ends at once", async () => {
  const end = await runInGroup("sleep", ["3040"], { ...limits, signal: AbortSignal.abort() });
  expect(end.why).toBe("aborted");
});

test("one that is not there says so", async () => {
  const end = await runInGroup("no-such-program", [], limits);
  expect(end.fault).toMatchObject({ code: "ENOENT" });
});

test("one that the system refuses says so, and nothing is thrown", async () => {
  const tooLong = "x".repeat(200_000);
  const end = await runInGroup("sh", ["-c", "true", tooLong.repeat(20)], limits);
  expect(end).toMatchObject({ stdout: "", fault: { code: "E2BIG" } });
});
