import { rename } from "node:fs/promises";
import { Pool } from "pg";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { performEffects } from "../src/engine/perform-effects.ts";
import { startDatabaseProxy } from "./support/database-proxy.ts";
import { startEngine } from "./support/engine-harness.ts";
import { createGitRepository } from "./support/git-repository.ts";
import { startSilentHost } from "./support/silent-host.ts";
import { WORKSPACE, databaseOfTest, startTestServer, temporaryDirectory } from "./support/test-server.ts";
import { endsWithin, until } from "./support/until.ts";

function workflowOn(url: string, template = ""): string {
  return `
resources:
  - { name: code, type: gitRepo, versionTemplate: { sourceName: "${url}"${template} } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: code }, { TASK: [make] }] }
`;
}

test("the head of a gitRepo is its version 1, and starts nothing; a new commit is version 2, and starts the consumers", async () => {
  const repository = await createGitRepository();
  const first = repository.commit("readme", "hello");
  const { client, agent, sync, until } = await startTestServer({ checkSeconds: 1 });
  await sync(workflowOn(repository.url));
  const versions = () => client.listVersions({ workspace: WORKSPACE, resource: "code" });
  expect(await versions()).toMatchObject([
    {
      number: 1,
      name: first,
      origin: "configuration",
      values: { shaData: { commitSha: first, branchName: "trunk", isPullRequest: false } },
    },
  ]);
  const worker = await agent();
  const second = repository.commit("readme", "hello again");
  const build = await worker.take("build");
  expect(build.number).toBe(1);
  expect(build.plan.inputs).toMatchObject([
    {
      name: "code",
      versionNumber: 2,
      versionName: second,
      clone: { url: repository.url, commit: second, branch: "trunk" },
    },
  ]);
  await until(async () => (await versions()).length === 2);
  expect(await versions()).toMatchObject([{ number: 2, name: second, origin: "external" }, { number: 1 }]);
});

test("a repository that can't be read is a warning; looking again is queued with the sync and done when it can", async () => {
  const repository = await createGitRepository();
  const commit = repository.commit("readme", "hello");
  const elsewhere = `${await temporaryDirectory()}/moved`;
  await rename(repository.directory, elsewhere);
  const { client, sync, pool, until, agent } = await startTestServer();
  const source = await sync(workflowOn(repository.url));
  expect(source.lastSync).toMatchObject({
    status: "success",
    problems: [{ code: "REPOSITORY_NOT_READABLE", severity: "warning", file: "landbridge.yml", line: 3 }],
  });
  const versions = () => client.listVersions({ workspace: WORKSPACE, resource: "code" });
  expect((await versions()).map(({ number, name }) => ({ number, name }))).toEqual([
    { number: 1, name: undefined },
  ]);
  const { rows } = await pool.query("select task_identifier, key from graphile_worker.jobs");
  expect(rows).toMatchObject([
    {
      task_identifier: expect.stringMatching(/^look-at-repository:/) as string,
      key: expect.stringMatching(/:code$/) as string,
    },
  ]);

  await rename(elsewhere, repository.directory);
  const worker = await agent();
  await until(async () => {
    await tryAgainAtOnce(pool);
    return (await versions()).length === 2;
  });
  expect(await versions()).toMatchObject([{ number: 2, name: commit, origin: "external" }, { number: 1 }]);
  expect((await worker.take("build")).plan.inputs).toMatchObject([{ versionName: commit }]);
  await until(async () => (await pool.query("select 1 from graphile_worker.jobs")).rows.length === 0);
});

test("what another workspace of the database queued is left for its own server", async () => {
  const databaseUrl = await databaseOfTest();
  const other = await startEngine(databaseUrl, { workspace: "other" });
  const repository = await createGitRepository();
  repository.commit("readme", "hello");
  await other.sync(workflowOn(repository.url));
  const elsewhere = `${await temporaryDirectory()}/moved`;
  await rename(repository.directory, elsewhere);
  const { sync, pool, until, client } = await startTestServer({ databaseUrl });
  await sync(workflowOn(repository.url));
  await rename(elsewhere, repository.directory);
  // The other's came first: by the time ours is done, a server that takes both would have taken it.
  await until(async () => {
    await tryAgainAtOnce(pool);
    return (await client.listVersions({ workspace: WORKSPACE, resource: "code" })).length === 2;
  });
  await until(async () => (await pool.query("select 1 from graphile_worker.jobs")).rows.length === 1);
  const { rows } = await pool.query("select task_identifier, attempts from graphile_worker.jobs");
  expect(rows).toEqual([{ task_identifier: `look-at-repository:${other.workspaceId}`, attempts: 0 }]);
});

/** The pause of a task after its failure is over sooner when somebody says so. */
async function tryAgainAtOnce(pool: Pool): Promise<void> {
  await pool.query(
    "update graphile_worker._private_jobs set run_at = now(), locked_at = null where attempts > 0 and locked_at is null",
  );
  await pool.query('notify "jobs:insert", \'{"count":1}\'');
}

test("an effect that ends while the database is away ends no process, and is tried again", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  const databaseUrl = await databaseOfTest();
  const [proxy, host] = [await startDatabaseProxy(databaseUrl), await startSilentHost()];
  const { engine, database, workspaceId, sync } = await startEngine(proxy.databaseUrl);
  const warnings: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => void warnings.push(line) });
  const effects = await performEffects({ pool: database.pool, engine, workspaceId, log });
  onTestFinished(() => effects.close());
  await sync(workflowOn(host.url));

  const question = await host.asked();
  proxy.cut();
  question.refuse();
  await until(() => warnings.some((line) => line.includes("an effect failed")));
  const refused = proxy.refused();
  // One after the other: by the third, the first has been told that there is no database.
  await until(() => proxy.refused() > refused + 2);
  expect(unhandled).toEqual([]);

  proxy.mend();
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  onTestFinished(() => pool.end());
  const again = host.asked();
  let isAskedAgain = false;
  void again.then(() => {
    isAskedAgain = true;
  });
  await until(async () => {
    await tryAgainAtOnce(pool);
    return isAskedAgain;
  });
  (await again).refuse();
  expect(unhandled).toEqual([]);
});

test("a look at a repository that does not answer does not hold the end of a server", async () => {
  const host = await startSilentHost();
  const { sync, close } = await startTestServer({ checkSeconds: 1 });
  const synced = sync(workflowOn(host.url));
  (await host.asked()).refuse();
  await synced;
  // The effect that looks again, and the loop that looks again and again.
  for (let n = 0; n < 2; n++) await host.asked();
  // Git itself gives up after 15 seconds.
  expect(await endsWithin(10_000, close())).toBe(true);
});

test("a sync that waits for its repository ends with its server", async () => {
  const host = await startSilentHost();
  const { client, close } = await startTestServer();
  const location = `${host.url}/source`;
  const added = client.addSource({ workspace: WORKSPACE, name: "far", kind: "git", location });
  const isOver = added.catch(() => "refused");
  await host.asked();
  await close();
  // Git itself gives up after two minutes.
  expect(await endsWithin(10_000, isOver)).toBe(true);
});

test("an effect that is under way when its server ends is left as failed, for whoever comes next", async () => {
  const host = await startSilentHost();
  const { sync, close, pool } = await startTestServer();
  const synced = sync(workflowOn(host.url));
  (await host.asked()).refuse();
  await synced;
  await host.asked();
  await close();
  const { rows } = await pool.query("select attempts, locked_at, last_error from graphile_worker.jobs");
  expect(rows).toEqual([{ attempts: 1, locked_at: null, last_error: "The server is closing." }]);
});

test("a git source is read at its head; its commit is kept with the sync", async () => {
  const repository = await createGitRepository();
  const commit = repository.commit(
    "landbridge.yml",
    "jobs: [{ name: work, type: runSh, steps: [{ TASK: [a] }] }]",
  );
  const { client } = await startTestServer();
  const source = await client.addSource({
    workspace: WORKSPACE,
    name: "git",
    kind: "git",
    location: repository.url,
  });
  expect(source.lastSync).toMatchObject({
    status: "success",
    commit,
    text: "1 job and 0 resources; 1 added",
  });
  const next = repository.commit("landbridge.yml", "jobs: []");
  const synced = await client.syncSource({ workspace: WORKSPACE, source: "git" });
  expect(synced.lastSync).toMatchObject({
    status: "success",
    commit: next,
    text: "0 jobs and 0 resources; 1 removed",
  });
});

test("an address with a password is refused as a source, and never shown of a resource", async () => {
  const { client, sync, agent, run } = await startTestServer();
  await expect(
    client.addSource({
      workspace: WORKSPACE,
      name: "git",
      kind: "git",
      location: "https://me:secret@example.org/x",
    }),
  ).rejects.toMatchObject({ view: { code: "BAD_REQUEST" } });
  // Of a repository that is not polled nobody asks the host.
  await sync(workflowOn("https://me:s3cret@localhost:1/x.git", ", buildOnCommit: false"));
  const shown = JSON.stringify([
    await client.getResource({ workspace: WORKSPACE, resource: "code" }),
    await client.listVersions({ workspace: WORKSPACE, resource: "code" }),
    await client.getGraph({ workspace: WORKSPACE }),
  ]);
  expect(shown).not.toContain("s3cret");
  const worker = await agent();
  await run("build");
  const build = await worker.take("build");
  expect(JSON.stringify(build.plan)).not.toContain("s3cret");
  const assigned = await worker.hears("assign");
  expect(assigned.secrets).toEqual({
    clones: { code: { username: "me", password: "s3cret" } },
    masks: ["s3cret"],
  });
});
