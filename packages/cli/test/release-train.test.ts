import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { CHECKOUT, jsonLines, runCli, startCli } from "./support/cli-process.ts";
import { startGitServer } from "./support/git-server.ts";
import type { GitServer } from "./support/git-server.ts";
import { makeDirectory } from "./support/workspace.ts";

let home: CliHome;

beforeAll(() => {
  home = makeCliHome();
});
afterAll(() => home.close());

const APP = {
  "test.sh": "#!/bin/sh\necho testing\ntest -f app.txt\n",
  "build.sh": '#!/bin/sh\necho "building $1 from $(cat app.txt)"\n',
};

/** The example with the address of a repository of ours. */
function releaseTrain(repository: GitServer): string {
  const text = readFileSync(join(CHECKOUT, "examples/release-train/landbridge.yml"), "utf8");
  return makeDirectory({
    "landbridge.yml": text.replaceAll("https://git.example.com/acme/app.git", repository.url),
  });
}

test("on this machine: test and build run on the newest commit, deploy waits for a person", async () => {
  const repository = await startGitServer();
  repository.push({ ...APP, "app.txt": "first" }, "Begin");
  const { code, stdout } = await runCli(["run", releaseTrain(repository), "--json"], { env: home.env });
  const events = jsonLines(stdout);
  expect(code).toBe(0);
  expect(events.at(-1)).toMatchObject({
    ok: true,
    runs: [
      { job: "test", status: "success" },
      { job: "build", status: "success" },
    ],
  });
  expect(events.map((event) => event["text"])).toContain("building 1.1.0 from first");
  expect(events).toContainEqual(
    expect.objectContaining({ type: "decision", job: "deploy", verdict: "none", reason: "switched-off" }),
  );
});

test("a commit that does not pass its tests is not built: exit 1", async () => {
  const repository = await startGitServer();
  repository.push(APP, "Forget app.txt");
  const { code, stdout } = await runCli(["run", releaseTrain(repository), "--json"], { env: home.env });
  expect(code).toBe(1);
  expect(jsonLines(stdout).at(-1)).toMatchObject({ ok: false, runs: [{ job: "test", status: "failure" }] });
});

test("on a server: a push runs the line, the gate is opened by hand, and deploys what was built", async () => {
  const repository = await startGitServer();
  const first = repository.push({ ...APP, "app.txt": "first" }, "Begin");
  const data = makeDirectory({});
  const env = { ...home.env, LANDBRIDGE_CHECK_SECONDS: "1" };
  const up = startCli(["up", releaseTrain(repository), "--data-dir", data, "--port", "0", "--json"], { env });
  const [, url = ""] = await up.says(/"url":"([^"]+)"/);
  const landbridge = async (...args: readonly string[]): Promise<readonly Record<string, unknown>[]> => {
    const { code, stdout, stderr } = await runCli([...args, "--server", url, "--json"], { env });
    expect({ args, code, stderr, error: jsonLines(stdout)[0]?.["error"] }).toMatchObject({
      args,
      code: 0,
      stderr: "",
    });
    return jsonLines(stdout);
  };
  try {
    await landbridge("trigger", "test", "--follow");
    await landbridge("logs", "build#1", "--follow");
    const second = repository.push({ "app.txt": "second" }, "Go on");
    await untilRun(landbridge, "build", 2);
    await landbridge("trigger", "deploy", "--follow");
    const [log] = await landbridge("logs", "deploy", "--step", "deploy");
    const text = JSON.stringify(log);
    expect(text).toContain("registry.example.com/acme/app:1.2.0");
    expect(text).toContain(`made from commit ${second}`);
    const [image] = await landbridge("resources", "app_image");
    expect(image).toMatchObject({
      name: "app_image",
      latest: { name: "1.2.0", values: { versionName: "1.2.0", commit: second } },
      versions: [
        { name: "1.2.0", producedBy: { job: "build", number: 2 } },
        { name: "1.1.0", values: { commit: first } },
        { name: "none", origin: "configuration" },
      ],
    });
  } finally {
    await up.end();
  }
});

type Landbridge = (...args: readonly string[]) => Promise<readonly Record<string, unknown>[]>;

/** Waits until a run has succeeded that something else will start. */
async function untilRun(landbridge: Landbridge, job: string, number: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const [runs] = await landbridge("runs", "--job", job);
    const isThere = Object.values(runs ?? {}).some((run) => isRun(run, number));
    if (isThere) return;
    if (Date.now() > deadline)
      throw new Error(`${job}#${number} did not succeed in time: ${JSON.stringify(runs)}`);
  }
}

function isRun(run: unknown, number: number): boolean {
  return (
    typeof run === "object" &&
    run !== null &&
    "number" in run &&
    run.number === number &&
    "status" in run &&
    run.status === "success"
  );
}
