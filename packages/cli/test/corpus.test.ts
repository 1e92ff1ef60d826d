import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CHECKOUT, jsonLines, runCli } from "./support/cli-process.ts";

/** Configurations of other people, if a collection of them lies beside the checkout: a directory for each. */
const CORPUS = process.env["LANDBRIDGE_TEST_CORPUS"] ?? join(CHECKOUT, "..", "shared", "corpus");

const directories = existsSync(CORPUS)
  ? readdirSync(CORPUS, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(CORPUS, entry.name))
  : [];

test.skipIf(directories.length === 0)(
  "every directory of the collection gets an answer, with or without problems, and none a crash",
  async () => {
    const all = await runCli(["validate", "--json", ...directories]);
    expect(all.stderr).toBe("");
    expect([0, 1]).toContain(all.code);
    expect(jsonLines(all.stdout)[0]).toMatchObject({ ok: all.code === 0 });
  },
);

test.skipIf(directories.length === 0)("each of some alone is answered with its own exit code", async () => {
  for (const directory of directories.filter((_, index) => index % 20 === 0)) {
    const { code, stdout, stderr } = await runCli(["validate", "--json", directory]);
    const [answer] = jsonLines(stdout);
    expect({ directory, stderr, ok: answer?.["ok"] }).toEqual({ directory, stderr: "", ok: code === 0 });
    expect([0, 1]).toContain(code);
  }
});
