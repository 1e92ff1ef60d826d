import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Launched } from "./launch.ts";
import { startLauncher } from "./launcher.ts";
import type { Launcher } from "./launcher.ts";
import { createPipePool } from "./pipe-pool.ts";
import type { PipePool } from "./pipe-pool.ts";
import type { SessionRequest } from "./runtime.ts";
import { createShellStock } from "./shell-stock.ts";
import type { ShellStock } from "./shell-stock.ts";

const environment = { PATH: process.env["PATH"] ?? "" };

let directory: string;
let pool: PipePool;
let stock: ShellStock;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "landbridge-stock-"));
});
afterEach(() => {
  stock.close();
  pool.close();
  rmSync(directory, { recursive: true });
});

/** A stock whose shells write their instructions to their output. */
async function stockWith(pipes: number, launcher?: Launcher): Promise<void> {
  pool = await createPipePool(join(directory, "pipes"), pipes);
  const from = launcher ? { launcher } : {};
  stock = createShellStock({ command: ["cat"], directory, environment, size: 1, pipes: pool, ...from });
}

function sessionRequest(): SessionRequest {
  return {
    runId: "run-1",
    directory,
    runDirectory: directory,
    environment,
    outputs: [{ write: () => {} }],
    onReport: () => {},
    instructions: "of the run",
  };
}

function parentOf(pid: number | undefined): number {
  return Number(/PPid:\t(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1]);
}

async function outputOf(launched: Launched | undefined): Promise<string> {
  const output: Buffer[] = [];
  launched?.bind([() => {}, (bytes) => void output.push(bytes)]);
  expect(await launched?.ended).toEqual({ code: 0, signal: undefined });
  for (const channel of [launched?.report, ...(launched?.outputs ?? [])]) channel?.takeRest();
  return Buffer.concat(output).toString();
}

test("a shell waits where there are pipes for all that it has", async () => {
  await stockWith(3);
  expect(await outputOf(stock.take(sessionRequest()))).toMatch(/of the run$/);
  expect(pool.has(3)).toBe(true);
});

test("shells wait that a launcher started; without it the agent starts them", async () => {
  const script = fileURLToPath(new URL("../../helpers/launcher.mjs", import.meta.url));
  const launcher = startLauncher({ script, command: ["cat"], directory, environment });
  // Three pipes: one shell at a time.
  await stockWith(3, launcher);
  for (const isAlive of [true, true, false]) {
    if (!isAlive) launcher.close();
    await expect.poll(() => launcher.isAlive()).toBe(isAlive);
    stock.refill();
    await expect.poll(() => pool.has(3)).toBe(false);
    const launched = await vi.waitUntil(() => stock.take(sessionRequest()));
    expect(parentOf(launched.pid) === process.pid).toBe(!isAlive);
    expect(await outputOf(launched)).toMatch(/of the run$/);
    await expect.poll(() => pool.has(3)).toBe(true);
  }
});

test("a stock that is closed leaves no shell behind that was about to start", async () => {
  const script = fileURLToPath(new URL("../../helpers/launcher.mjs", import.meta.url));
  const launcher = startLauncher({ script, command: ["sleep", "60"], directory, environment });
  await stockWith(3, launcher);
  await expect.poll(() => pool.has(3)).toBe(false);
  stock.close();
  await expect.poll(() => pool.has(3)).toBe(true);
  launcher.close();
});

test.each([0, 1, 2])("no shell waits with %i pipes: its output would be a socket", async (pipes) => {
  await stockWith(pipes);
  expect(stock.take(sessionRequest())).toBeUndefined();
  expect(pool.has(pipes)).toBe(true);
});
