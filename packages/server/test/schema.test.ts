import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client } from "pg";
import { expect, test } from "vitest";
import { databaseOfTest } from "./support/test-server.ts";

const SCRIPT = fileURLToPath(new URL("../../../scripts/generate-schema.mjs", import.meta.url));

test("the row types are those of the migrated database; `node scripts/generate-schema.mjs` makes them anew", async () => {
  const databaseUrl = await databaseOfTest();
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, "--check", "--url", databaseUrl]);
  expect(stdout).toBe("packages/server/src/store/schema.ts is what the migrations make.\n");
});

test("a table that the row types do not know is told, with the command that adds it", async () => {
  const databaseUrl = await databaseOfTest();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("create table forgotten (id integer primary key)").finally(() => client.end());
  const checked = promisify(execFile)(process.execPath, [SCRIPT, "--check", "--url", databaseUrl]);
  await expect(checked).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("run `node scripts/generate-schema.mjs`") as string,
  });
});
