import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPipePool } from "./pipe-pool.ts";
import type { PipePool } from "./pipe-pool.ts";
import type { SessionRequest } from "./runtime.ts";
import { createShellStock } from "./shell-stock.ts";
import type { ShellStock } from "./shell-stock.ts";

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
async function stockWith(pipes: number): Promise<void> {
  pool = await createPipePool(join(directory, "pipes"), pipes);
  const environment = { PATH: process.env["PATH"] ?? "" };
  stock = createShellStock({ command: ["cat"], directory, environment, size: 1, pipes: pool });
}

function sessionRequest(): SessionRequest {
  return {
    runId: "run-1",
    directory,
    runDirectory: directory,
    environment: { PATH: process.env["PATH"] ?? "" },
    outputs: [{ write: () => {} }],
    onReport: () => {},
    instructions: "of the run",
  };
}

test("a shell waits where there are pipes for all that it has", async () => {
  await stockWith(3);
  const launched = stock.take(sessionRequest());
  const output: Buffer[] = [];
  launched?.bind([() => {}, (bytes) => void output.push(bytes)]);
  expect(await launched?.ended).toEqual({ code: 0, signal: undefined });
  for (const channel of [launched?.report, ...(launched?.outputs ?? [])]) channel?.takeRest();
  expect(Buffer.concat(output).toString()).toMatch(/of the run$/);
  expect(pool.has(3)).toBe(true);
});

test.each([0, 1, 2])("no shell waits with %i pipes: its output would be a socket", async (pipes) => {
  await stockWith(pipes);
  expect(stock.take(sessionRequest())).toBeUndefined();
  expect(pool.has(pipes)).toBe(true);
});
