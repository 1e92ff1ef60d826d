import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { jsonLines, runCli, startCli } from "./support/cli-process.ts";
import type { CliProcess, Finished } from "./support/cli-process.ts";

let home: CliHome;
let data: string;
let up: CliProcess;

beforeAll(async () => {
  home = makeCliHome();
  data = join(home.directory, "data");
  up = startCli(["up", "--data-dir", data, "--port", "0", "--json"], { env: home.env });
  await up.says(/^\{"url".*\}$/m);
});
afterAll(async () => {
  await up.end();
  await home.close();
});

function doctor(...args: readonly string[]): Promise<Finished> {
  return runCli(["doctor", ...args], { env: { ...home.env, LANDBRIDGE_DATA_DIR: data } });
}

/** Something that should not be, in reach of a test: logs of a run that nobody knows. */
function breakLogs(): string {
  const runId = randomUUID();
  const directory = join(data, "logs", runId);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "0.log"), "whose?");
  return directory;
}

async function expectFoundAndMended(...args: readonly string[]): Promise<void> {
  expect(await doctor(...args)).toMatchObject({ code: 0, stdout: "Healthy: nothing was found.\n" });
  const orphan = breakLogs();
  const found = await doctor(...args);
  expect(found.code).toBe(1);
  expect(found.stdout).toMatch(
    /^✗ breach log-of-no-run There are logs of .*\n  → .*\n1 breach found; .*--mend/,
  );
  expect(existsSync(orphan)).toBe(true);
  const asData = await doctor("--json", ...args);
  expect(asData.code).toBe(1);
  expect(jsonLines(asData.stdout)).toMatchObject([
    { breaches: [{ code: "log-of-no-run", isMended: false }], isHealthy: false },
  ]);
  const mended = await doctor("--mend", ...args);
  expect(mended.code).toBe(0);
  expect(mended.stdout).toMatch(
    /^✓ mended log-of-no-run .*\n.*\nHealthy again: 1 breach found and mended\.\n$/,
  );
  expect(existsSync(orphan)).toBe(false);
}

test("with a server it asks that, and the same data directory by itself when that has ended", async () => {
  await expectFoundAndMended();
  const inUse = await doctor("--data-dir", data);
  expect(inUse.code).not.toBe(0);
  expect(inUse.stderr).toContain("DATA_DIR_IN_USE");
  expect((await up.end()).code).toBe(0);
  await expectFoundAndMended();
  await expectFoundAndMended("--data-dir", data);
  const named = await doctor("--server", "http://127.0.0.1:9");
  expect(named).toMatchObject({ code: 3, stdout: "" });
  const nothing = await doctor("--data-dir", join(home.directory, "nothing"));
  expect({ code: nothing.code, stderr: nothing.stderr.split("\n")[0] }).toEqual({
    code: 2,
    stderr: `PATH_NOT_FOUND: ${join(home.directory, "nothing")} is no data directory of a server.`,
  });
});
