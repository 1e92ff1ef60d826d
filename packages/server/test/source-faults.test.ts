import { ApiError } from "@landbridge/api";
import { readdir, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGitRepository } from "./support/git-repository.ts";
import { startSilentHost } from "./support/silent-host.ts";
import { WORKSPACE, startTestServer, temporaryDirectory, writeFiles } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const workspace = WORKSPACE;
const APP = `
resources:
  - { name: settings, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: settings }, { TASK: [make] }] }
`;

async function newestOfSettings({ client }: TestServer): Promise<number | undefined> {
  return (await client.getResource({ workspace, resource: "settings" })).latest?.number;
}

test("a change that is noticed while the database is stuck is synced when it goes on", async () => {
  const server = await startTestServer({ syncSeconds: 0.1, databaseSeconds: 1 });
  const { location } = await server.sync(APP, "app");
  const readings = (): Promise<number> =>
    server.pool
      .query<{ begun: string }>("select sync_generation as begun from sources")
      .then(({ rows }) => Number(rows[0]?.begun));
  const holder = await server.pool.connect();
  await holder.query("begin");
  await holder.query("select 1 from workspaces for update");
  const begun = await readings();
  await writeFile(join(location, "landbridge.yml"), APP.replace('"1"', '"2"'));
  // The look after the refused sync begins to read again only if the change is not forgotten.
  await server.until(async () => (await readings()) > begun + 1);
  await holder.query("rollback");
  holder.release();
  expect(await server.until(async () => (await newestOfSettings(server)) === 2)).toBe(true);
}, 20_000);

test("a file too large to be read is a fault of its source, and keeps no other source from being polled", async () => {
  const server = await startTestServer({ syncSeconds: 0.1 });
  const { client } = server;
  for (const name of ["a", "b", "c", "d"]) {
    const { location } = await server.sync("jobs: []", name);
    await truncate(join(location, "landbridge.yml"), 3 * 1024 ** 3);
  }
  const { location } = await server.sync(APP, "app");
  expect((await client.syncSource({ workspace, source: "a" })).lastSync).toMatchObject({
    status: "failure",
    text: expect.stringContaining("Its configuration files have more than 64 MB.") as string,
  });
  await writeFile(join(location, "landbridge.yml"), APP.replace('"1"', '"2"'));
  await server.until(async () => (await newestOfSettings(server)) === 2);
});

test("a repository that can't be read leaves one row in the history, and is not cloned at every look", async () => {
  const server = await startTestServer({ syncSeconds: 0.1 });
  const { client } = server;
  const repository = await createGitRepository();
  repository.commit("landbridge.yml", "#".repeat(65 * 1_048_576));
  const added = await client.addSource({ workspace, name: "git", kind: "git", location: repository.url });
  expect(added.lastSync?.text).toBe(
    `${repository.url} can't be read. Its configuration files have more than 64 MB.`,
  );
  const begun = async (): Promise<number> => {
    const { rows } = await server.pool.query<{ begun: string }>(
      "select sync_generation as begun from sources",
    );
    return Number(rows[0]?.begun);
  };
  await server.until(async () => (await begun()) === 2);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await begun()).toBe(2);
  expect(await client.listConfigurations({ workspace, source: "git" })).toHaveLength(1);
  // Mended, it is synced at once.
  repository.commit("landbridge.yml", APP);
  await server.until(async () => (await newestOfSettings(server).catch(() => undefined)) === 1);
});

test("a plan stands for just what it looked at, also inside of what is added", async () => {
  const server = await startTestServer();
  const { client } = server;
  const { location } = await server.sync(APP, "app");
  const added = `${APP}  - { name: ship, type: runSh, steps: [{ TASK: [fine] }] }\n`;
  const files = [{ path: "landbridge.yml", text: added }];
  const { digest = "" } = await client.planConfiguration({ workspace, source: "app", files });
  const syncAs = async (text: string) => {
    await writeFile(join(location, "landbridge.yml"), text);
    return client.syncSource({ workspace, source: "app", expected: digest });
  };
  for (const other of [
    added.replace("fine", "other"),
    added.replace("steps: [{ TASK", "steps: [{ IN: build }, { TASK"),
  ])
    await expect(syncAs(other)).rejects.toMatchObject({ view: { code: "PLAN_OUTDATED" } });
  expect((await syncAs(added.replace("jobs:", "# moved a line\njobs:"))).lastSync?.status).toBe("success");
});

test("a run that was queued before its job became inconsistent is skipped with the reason, also one by hand", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  await server.run("build");
  await server.sync(APP.slice(APP.indexOf("jobs:")), "app");
  await server.agent();
  const run = await server.ended("build", 1, "skipped");
  expect(run.reason).toEqual({
    code: "inconsistent",
    text: "Run 1 was skipped when its turn came because build can't run as it is declared. The IN settings names nothing that is declared.",
  });
});

test("of two that add a source of one name at the same time, the second is told that it is there", async () => {
  const { client } = await startTestServer();
  const add = (location: string) =>
    client.addSource({ workspace, name: "app", kind: "directory", location }).then(
      () => "added",
      (error: unknown) => (error instanceof ApiError ? error.view.code : String(error)),
    );
  const told = await Promise.all(["/a", "/b", "/c"].map(add));
  expect(told.sort()).toEqual(["SOURCE_EXISTS", "SOURCE_EXISTS", "added"]);
});

test("logs of a job that is deleted for good are deleted with it", async () => {
  const server = await startTestServer({ workflow: APP });
  const worker = await server.agent();
  await server.run("build");
  const work = await worker.take("build");
  await work.log(1, "hello\n");
  await work.finish();
  const runsWithLogs = () => readdir(join(server.dataDir, "logs"));
  expect(await runsWithLogs()).toHaveLength(1);
  await server.sync("jobs: []");
  await server.client.deleteJob({ workspace, job: "build" });
  expect(await runsWithLogs()).toEqual([]);
});

test("a source whose place is gone says so where people look, and is well again when it is back", async () => {
  const server = await startTestServer({ syncSeconds: 1 });
  const { client } = server;
  const { location } = await server.sync(APP, "app");
  const elsewhere = `${location}-elsewhere`;
  await rename(location, elsewhere);
  const statusOf = async (wanted: string) => {
    const [source] = await client.listSources({ workspace });
    return source?.lastSync?.status === wanted ? source : undefined;
  };
  const failed = await server.until(() => statusOf("failure"));
  expect(failed.lastSync?.text).toContain("There is no such directory.");
  await rename(elsewhere, location);
  await server.until(() => statusOf("success"));
});

test("files that somebody sends make the server look at no address that the workspace doesn't name", async () => {
  const host = await startSilentHost();
  const server = await startTestServer();
  const text = `resources: [{ name: far, type: gitRepo, versionTemplate: { sourceName: "${host.url}/x.git" } }]`;
  const planned = await server.client.planConfiguration({
    workspace,
    files: [{ path: "landbridge.yml", text }],
  });
  expect(planned).toMatchObject({ outcome: "change", problems: [] });
  expect(planned.plan?.newVersions).toMatchObject([{ resource: "far", number: 1 }]);
});

test("a sync that changes nothing writes no declaration and tells nothing of it", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  const before = await server.pool.query(
    "select xmin::text from jobs union all select xmin::text from resources",
  );
  const told = server.feed.length;
  await server.sync(APP, "app");
  const after = await server.pool.query(
    "select xmin::text from jobs union all select xmin::text from resources",
  );
  expect(after.rows).toEqual(before.rows);
  const messages = server.feed.slice(told).filter((message) => message.type === "changed");
  expect(messages.flatMap((message) => [...message.jobs, ...message.resources])).toEqual([]);
});

test("a history whose plans are long comes in pages that are not: what is left out is there alone", async () => {
  const server = await startTestServer();
  const { client } = server;
  const many = (value: number): string =>
    `resources:\n${Array.from(
      { length: 1_500 },
      (_, index) =>
        `  - { name: r${String(index)}, type: params, versionTemplate: { params: { A: "${"x".repeat(200)}${String(value)}" } } }`,
    ).join("\n")}\n`;
  for (const value of [1, 2, 3, 4, 5]) await server.sync(many(value), "many");
  const history = await client.listConfigurations({ workspace, source: "many" });
  expect(history.map(({ plan, isPlanLeftOut }) => [plan !== undefined, isPlanLeftOut])).toEqual([
    [true, undefined],
    [true, undefined],
    [true, undefined],
    [false, true],
    [false, true],
  ]);
  const [second] = await client.listConfigurations({ workspace, source: "many", before: 3, limit: 1 });
  expect(second?.plan?.changes).toHaveLength(1_500);
});

test("a directory that has become empty takes nothing away; nor do files that declare nothing, unless somebody asks", async () => {
  const server = await startTestServer({ syncSeconds: 1 });
  const { client } = server;
  const { location } = await server.sync(APP, "app");
  const file = join(location, "landbridge.yml");
  const failedWith = (text: string) =>
    server.until(async () => {
      const [source] = await client.listSources({ workspace });
      return source?.lastSync?.status === "failure" && source.lastSync.text.includes(text)
        ? source
        : undefined;
    });
  await rename(file, `${file}.aside`);
  await failedWith("holds no configuration file");
  await writeFile(file, "");
  await failedWith("the files declare nothing any more");
  expect((await client.listJobs({ workspace })).map(({ name }) => name)).toEqual(["build"]);
  await client.syncSource({ workspace, source: "app" });
  expect(await client.listJobs({ workspace })).toEqual([]);
});

test("a git repository without a working tree that is given as a directory says how to give it", async () => {
  const server = await startTestServer();
  const location = await temporaryDirectory();
  await writeFiles(location, { HEAD: "ref: refs/heads/main\n", "objects/info/packs": "" });
  const added = await server.client.addSource({ workspace, name: "bare", kind: "directory", location });
  expect(added.lastSync).toMatchObject({
    status: "failure",
    text: expect.stringContaining(`give file://${location}, or a branch`) as string,
  });
});

test("what another source removed and this one declares goes on here, and the plan says whose it was", async () => {
  const server = await startTestServer();
  await server.sync(APP, "team-one");
  const worker = await server.agent();
  await server.run("build");
  await (await worker.take("build")).finish();
  await server.client.removeSource({ workspace, source: "team-one" });
  const planned = await server.client.planConfiguration({
    workspace,
    files: [{ path: "landbridge.yml", text: APP }],
  });
  expect(planned.plan?.changes).toContainEqual(
    expect.objectContaining({
      name: "build",
      action: "restore",
      history: "The source team-one had declared and removed it: its 1 run and its state go on here.",
    }),
  );
});

test("what was decided about a job is not told any more once it is declared in another way", async () => {
  const server = await startTestServer();
  const text = (gate: string): string => `
jobs:
  - { name: a, type: runSh, steps: [{ TASK: [a] }] }
  - { name: b, type: runSh, steps: [{ IN: a${gate} }, { TASK: [b] }] }
`;
  await server.sync(text(", switch: off"), "app");
  const worker = await server.agent();
  await server.run("a");
  await (await worker.take("a")).finish();
  const reasonOf = async () => (await server.client.getJob({ workspace, job: "b" })).reason.text;
  await server.until(async () => ((await reasonOf()).includes("switched off") ? true : undefined));
  await server.sync(text(""), "app");
  expect(await reasonOf()).not.toContain("switched off");
});
