import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { jsonLines, runCli } from "./support/cli-process.ts";
import { makeDirectory } from "./support/workspace.ts";

let home: CliHome;

beforeAll(() => {
  home = makeCliHome();
});
afterAll(() => home.close());

const SHIPPABLE = `language: node_js
node_js: ["20", "22"]
build: {ci: [npm test]}
jobs:
  - {name: lint, type: runSh, steps: [{TASK: {script: ["true"]}}]}
  - {name: ship, type: runSh, steps: [{IN: web_runCI}, {TASK: {script: ["true"]}}]}
`;

/** A repository called `web` with a CI part. */
function repository(): string {
  return join(makeDirectory({ "web/shippable.yml": SHIPPABLE }), "web");
}

test("validate counts the job and the resource of a CI part, and says once that it does not run yet", async () => {
  const { code, stdout } = await runCli(["validate", repository(), "--json"]);
  expect(code).toBe(0);
  expect(jsonLines(stdout)[0]).toMatchObject({
    ok: true,
    jobs: 3,
    resources: 1,
    problems: [{ code: "NOT_YET_IN_EFFECT", line: 1, column: 1 }],
  });
});

test("graph draws it, from the project's commits to what comes after it", async () => {
  const { code, stdout } = await runCli(["graph", repository(), "--format", "mermaid"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/web_ciRepo/);
  expect(stdout).toMatch(/web_runCI/);
});

test("a file alone has the name of its directory for its project", async () => {
  const { stdout } = await runCli(["validate", join(repository(), "shippable.yml"), "--json"]);
  expect(jsonLines(stdout)[0]).toMatchObject({ ok: true, jobs: 3 });
});

test("run runs the other jobs, and says that the one of the CI part does not run yet", async () => {
  for (const path of [repository(), join(repository(), "shippable.yml")]) {
    const { code, stdout, stderr } = await runCli(["run", path], { env: home.env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("NOT_YET_IN_EFFECT") });
    expect(`${stdout}${stderr}`).toMatch(
      /`web_runCI`, but jobs of type runCI do not run in this version yet/,
    );
    expect(stdout).toMatch(/lint/);
  }
});
