import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { launch } from "./launch.ts";
import { createPipePool } from "./pipe-pool.ts";

const directory = mkdtempSync(join(tmpdir(), "landbridge-launch-"));
afterAll(() => rmSync(directory, { recursive: true }));

test.each([
  ["a program that is not there", 0, "ENOENT", { command: ["./nothing"], environment: {} }],
  ["a program that is not there", 3, "ENOENT", { command: ["./nothing"], environment: {} }],
  // This is thrown by Node; the other comes as an event.
  ["more environment than the system takes", 0, "E2BIG", { command: ["true"], environment: large() }],
  ["more environment than the system takes", 3, "E2BIG", { command: ["true"], environment: large() }],
] as const)("%s is an end at once, and all of %i pipes are there again", async (_, pipes, code, request) => {
  const pool = await createPipePool(join(directory, `${code}-${pipes}`), pipes);
  const { pid, ended, report, outputs } = launch({ ...request, directory, outputs: 2 }, pool);
  const fault: unknown = expect.stringContaining(code);
  expect(pid).toBeUndefined();
  expect(await ended).toEqual({ code: undefined, signal: undefined, fault });
  expect([report, ...outputs].map((channel) => channel.takeRest())).toEqual([true, true, true]);
  await Promise.all([report, ...outputs].map((channel) => channel.ended));
  expect(pool.has(pipes)).toBe(true);
});

function large(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", LARGE: "x".repeat(4 * 1_048_576) };
}
