import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGitRepository } from "./support/git-repository.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const workspace = WORKSPACE;
const APP = `
resources:
  - { name: settings, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: settings }, { TASK: [make] }] }
`;
const DEPLOY = `
jobs:
  - { name: deploy, type: runSh, steps: [{ IN: build }, { TASK: [deploy] }] }
`;

async function jobsOf({ client }: TestServer): Promise<string[]> {
  return (await client.listJobs({ workspace })).map(({ name }) => name);
}

test("one workflow spans several sources: a job may name what another source declares", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  expect((await server.sync(DEPLOY, "ops")).lastSync).toMatchObject({ status: "success", problems: [] });
  const worker = await server.agent();
  await server.run("build");
  await (await worker.take("build")).finish();
  expect((await worker.take("deploy")).job).toBe("deploy");
});

test("a circle through two sources is refused with its path", async () => {
  const server = await startTestServer();
  await server.sync(DEPLOY.replace("deploy]", "deploy]"), "ops");
  const refused = await server.sync(
    APP.replace("{ IN: settings }", "{ IN: settings }, { IN: deploy }"),
    "app",
  );
  expect(refused.lastSync?.status).toBe("failure");
  expect(refused.lastSync?.problems).toContainEqual(
    expect.objectContaining({
      code: "CIRCULAR_DEPENDENCY",
      message: expect.stringContaining("build → deploy → build") as string,
    }),
  );
  expect(await jobsOf(server)).toEqual(["deploy"]);
});

test("what can't work as declared is inconsistent and skipped, with the reason; everything else is applied", async () => {
  const server = await startTestServer();
  const text = `${APP}
  - { name: typo, type: runSh, steps: [{ IN: setings }, { TASK: [a] }] }
  - { name: loop, type: runSh, steps: [{ IN: settings }, { TASK: [a] }, { OUT: settings }] }
`;
  const synced = await server.sync(text, "app");
  expect(synced.lastSync).toMatchObject({
    status: "inconsistent",
    text: "3 jobs and 1 resource; 4 added. typo, loop are inconsistent.",
  });
  const jobs = await server.client.listJobs({ workspace });
  expect(jobs.map(({ name, status }) => [name, status])).toEqual([
    ["build", "never-run"],
    ["typo", "inconsistent"],
    ["loop", "inconsistent"],
  ]);
  await expect(server.run("typo")).rejects.toMatchObject({
    view: { code: "RUN_REFUSED", detail: "The IN setings names nothing that is declared." },
  });
  const mended = await server.sync(text.replace("setings", "settings"), "app");
  expect(mended.lastSync?.text).toBe("3 jobs and 1 resource; 1 changed. loop is inconsistent.");
  await server.run("typo");
});

test("a resource that is removed makes its consumers in other sources inconsistent until it is back, with its versions", async () => {
  const server = await startTestServer();
  await server.sync(
    "resources:\n  - { name: settings, type: params, versionTemplate: { params: { A: '1' } } }",
    "base",
  );
  await server.sync(
    "jobs:\n  - { name: build, type: runSh, steps: [{ IN: settings }, { TASK: [make] }] }",
    "app",
  );
  await server.client.postVersion({ workspace, resource: "settings", values: { A: "2" } });
  const removed = await server.sync("jobs: []", "base");
  expect(removed.lastSync).toMatchObject({
    status: "inconsistent",
    text: "0 jobs and 0 resources; 1 removed. build is inconsistent.",
  });
  expect((await server.client.listJobs({ workspace }))[0]).toMatchObject({
    name: "build",
    status: "inconsistent",
  });
  const back = await server.sync(
    "resources:\n  - { name: settings, type: params, versionTemplate: { params: { A: '1' } } }",
    "base",
  );
  expect(back.lastSync).toMatchObject({ status: "success", text: "0 jobs and 1 resource; 1 restored" });
  const versions = await server.client.listVersions({ workspace, resource: "settings" });
  expect(versions.map(({ number }) => number)).toEqual([2, 1]);
  expect((await server.client.listJobs({ workspace }))[0]?.status).toBe("queued");
});

test("a move: pause the owner, declare the same elsewhere, then remove it where it was; history goes with it", async () => {
  const server = await startTestServer();
  const { client } = server;
  await server.sync(APP, "old");
  const worker = await server.agent();
  await server.run("build");
  await (await worker.take("build")).finish();
  expect((await server.sync(APP, "new")).lastSync).toMatchObject({
    status: "failure",
    text: expect.stringContaining(
      "settings belongs to the source old. To move it, pause old first",
    ) as string,
  });
  expect(await client.pauseSource({ workspace, source: "old" })).toMatchObject({ isPaused: true });
  expect((await server.sync(APP, "new")).lastSync?.text).toBe("1 job and 1 resource; 2 moved");
  expect(await client.listJobRuns({ workspace, job: "build" })).toMatchObject([
    { number: 1, status: "success" },
  ]);
  await client.resumeSource({ workspace, source: "old" });
  expect((await client.syncSource({ workspace, source: "old" })).lastSync).toMatchObject({
    status: "failure",
    text: expect.stringContaining("build belongs to the source new") as string,
  });
  expect((await server.sync("jobs: []", "old")).lastSync).toMatchObject({ status: "success" });
  expect(await jobsOf(server)).toEqual(["build"]);
});

test("a source that is removed takes what it declared with it; restored, everything is as it was", async () => {
  const server = await startTestServer();
  const { client } = server;
  await server.sync(APP, "app");
  const worker = await server.agent();
  await server.run("build");
  await (await worker.take("build")).finish();
  await client.removeSource({ workspace, source: "app" });
  expect(await jobsOf(server)).toEqual([]);
  expect(await client.listSources({ workspace })).toMatchObject([
    { name: "app", deletedAt: expect.any(String) as string },
  ]);
  await expect(client.syncSource({ workspace, source: "app" })).rejects.toMatchObject({
    view: { code: "SOURCE_REMOVED" },
  });
  const restored = await client.restoreSource({ workspace, source: "app" });
  expect(restored.lastSync?.text).toBe("1 job and 1 resource; 2 restored");
  expect(restored.deletedAt).toBeUndefined();
  expect(await client.listJobRuns({ workspace, job: "build" })).toHaveLength(1);
});

test("a source that never declared anything is forgotten when it is removed", async () => {
  const server = await startTestServer();
  await server.sync("jobs: [{", "broken");
  await server.client.removeSource({ workspace, source: "broken" });
  expect(await server.client.listSources({ workspace })).toEqual([]);
});

test("what was removed is deleted for good only when no job names it, and then its name is free", async () => {
  const server = await startTestServer();
  const { client, pool } = server;
  await server.sync(APP, "app");
  const worker = await server.agent();
  await server.run("build");
  await (await worker.take("build")).finish();
  await expect(client.deleteResource({ workspace, resource: "settings" })).rejects.toMatchObject({
    view: { code: "STILL_DECLARED" },
  });
  await server.sync(APP.slice(APP.indexOf("jobs:")), "app");
  expect(await client.listDeleted({ workspace })).toEqual([
    {
      name: "settings",
      kind: "resource",
      type: "params",
      source: "app",
      historyLength: 1,
      keptBecause: "settings is named by build.",
    },
  ]);
  await expect(client.deleteResource({ workspace, resource: "settings" })).rejects.toMatchObject({
    view: { code: "STILL_NAMED" },
  });
  await server.sync("jobs: []", "app");
  await client.deleteResource({ workspace, resource: "settings" });
  await client.deleteJob({ workspace, job: "build" });
  expect(await client.listDeleted({ workspace })).toEqual([]);
  const { rows } = await pool.query(
    "select (select count(*) from resources)::int as resources, (select count(*) from runs)::int as runs",
  );
  expect(rows).toEqual([{ resources: 0, runs: 0 }]);
  // The name may be anything now: also a job where it was a resource.
  const reused = await server.sync(
    "jobs:\n  - { name: settings, type: runSh, steps: [{ TASK: [a] }] }",
    "app",
  );
  expect(reused.lastSync).toMatchObject({ status: "success" });
  await server.run("settings");
});

test("a removed source is deleted for good with everything that it declared", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  await expect(server.client.deleteSource({ workspace, source: "app" })).rejects.toMatchObject({
    view: { code: "STILL_DECLARED" },
  });
  await server.client.removeSource({ workspace, source: "app" });
  await server.client.deleteSource({ workspace, source: "app" });
  expect(await server.client.listSources({ workspace })).toEqual([]);
  expect(await server.client.listDeleted({ workspace })).toEqual([]);
});

test("the history says who synced which commit and what it did; what changes nothing leaves no row", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  await server.sync(APP, "app");
  await server.sync("jobs: [{", "app");
  await server.sync("jobs: [{", "app");
  await server.sync(APP.replace('"1"', '"2"'), "app");
  const history = await server.client.listConfigurations({ workspace, source: "app" });
  expect(history.map(({ number, status, by, text }) => ({ number, status, by, text }))).toEqual([
    { number: 3, status: "success", by: "owner", text: "1 job and 1 resource; 1 changed" },
    { number: 2, status: "failure", by: "owner", text: expect.stringContaining("error") as string },
    { number: 1, status: "success", by: "owner", text: "1 job and 1 resource; 2 added" },
  ]);
  expect(history[0]?.plan).toMatchObject({
    changes: [
      {
        name: "settings",
        action: "change",
        fields: [{ path: "versionTemplate.params.A", before: "1", after: "2" }],
      },
    ],
    newVersions: [{ resource: "settings", number: 2 }],
  });
  expect(history[1]?.plan).toBeUndefined();
});

test("a plan of files changes nothing; a sync that would do something else than the plan is refused", async () => {
  const server = await startTestServer();
  const { client } = server;
  await server.sync(APP, "app");
  const edited = APP.replace('"1"', '"2"');
  const planned = await client.planConfiguration({
    workspace,
    source: "app",
    files: [{ path: "landbridge.yml", text: edited }],
  });
  expect(planned).toMatchObject({ outcome: "change", text: "1 job and 1 resource; 1 changed" });
  const resource = await client.getResource({ workspace, resource: "settings" });
  expect(resource.latest?.number).toBe(1);
  // The source itself still says what it said.
  await expect(
    client.syncSource({ workspace, source: "app", expected: planned.digest ?? "" }),
  ).rejects.toMatchObject({ view: { code: "PLAN_OUTDATED" } });
  expect((await client.getResource({ workspace, resource: "settings" })).latest?.number).toBe(1);
  const same = await client.planConfiguration({ workspace, source: "app" });
  expect(same.outcome).toBe("nothing");
});

test("a plan that would be refused says why, with the places", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  const plan = (text: string) =>
    server.client.planConfiguration({ workspace, files: [{ path: "landbridge.yml", text }] });
  expect(await plan("jobs: [{")).toMatchObject({
    outcome: "refused",
    problems: [{ file: "landbridge.yml" }],
  });
  expect(await plan(APP)).toMatchObject({
    outcome: "refused",
    refusals: [expect.stringContaining("settings belongs to the source app"), expect.any(String)],
  });
});

test("a removal can be planned: what goes, which runs never start, and what no longer works", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  await server.sync(DEPLOY, "ops");
  await server.run("build");
  const planned = await server.client.planConfiguration({ workspace, source: "app", isRemoval: true });
  expect(planned.plan).toMatchObject({
    summary: "0 jobs and 0 resources; 2 removed",
    canceledRuns: [{ job: "build", number: 1 }],
    inconsistent: [{ name: "deploy", reason: "The IN build names nothing that is declared.", isNew: true }],
  });
  expect((await server.lastRun("build")).status).toBe("queued");
});

test("a changed file of a directory is synced by itself", async () => {
  const server = await startTestServer({ syncSeconds: 1 });
  const { client } = server;
  const { location } = await server.sync(APP, "app");
  await writeFile(join(location, "landbridge.yml"), APP.replace('"1"', '"2"'));
  await server.until(async () => {
    const { latest } = await client.getResource({ workspace, resource: "settings" });
    return latest?.number === 2 ? latest : undefined;
  });
  const [newest] = await client.listConfigurations({ workspace, source: "app" });
  expect(newest).toMatchObject({ by: "poll", text: "1 job and 1 resource; 1 changed" });
});

test("a push is told by a signed webhook, and only by one; its commit is then synced", async () => {
  const server = await startTestServer();
  const { client } = server;
  const repository = await createGitRepository();
  repository.commit("landbridge.yml", APP);
  await client.addSource({ workspace, name: "git", kind: "git", location: repository.url, branch: "trunk" });
  const { secret, addresses } = await client.getSourceHook({ workspace, source: "git" });
  expect(addresses).toContainEqual({ provider: "github", url: `${server.url}/hooks/github/git` });
  const push = (ref: string, key: string) => {
    const body = JSON.stringify({ ref });
    const signature = createHmac("sha256", key).update(body).digest("hex");
    return server.request("/hooks/github/git", {
      method: "POST",
      body,
      headers: { "x-hub-signature-256": `sha256=${signature}`, "content-type": "application/json" },
    });
  };
  const commit = repository.commit("landbridge.yml", APP.replace('"1"', '"2"'));
  const forged = await push("refs/heads/trunk", "guessed");
  expect([forged.status, ((await forged.json()) as { code: string }).code]).toEqual([401, "HOOK_NOT_SIGNED"]);
  expect(await (await push("refs/heads/other", secret)).json()).toMatchObject({ status: "ignored" });
  await client.pauseSource({ workspace, source: "git" });
  expect(await (await push("refs/heads/trunk", secret)).json()).toEqual({
    status: "ignored",
    text: "git is paused.",
  });
  await client.resumeSource({ workspace, source: "git" });
  expect((await push("refs/heads/trunk", secret)).status).toBe(202);
  await server.until(async () => {
    const [source] = await client.listSources({ workspace });
    return source?.lastSync?.commit === commit ? source : undefined;
  });
  const [newest] = await client.listConfigurations({ workspace, source: "git" });
  expect(newest).toMatchObject({ by: "webhook of github", commit });
});

test("a syncRepo named like its source has a version for each commit, which starts its consumers", async () => {
  const server = await startTestServer();
  const { client } = server;
  const repository = await createGitRepository();
  const text = `
resources: [{ name: ops, type: syncRepo, flags: [platform] }]
jobs: [{ name: announce, type: runSh, steps: [{ IN: ops }, { TASK: [announce] }] }]
`;
  const first = repository.commit("landbridge.yml", text);
  await client.addSource({ workspace, name: "ops", kind: "git", location: repository.url });
  expect((await client.getResource({ workspace, resource: "ops" })).latest).toMatchObject({
    number: 1,
    name: first,
  });
  expect(await client.listJobRuns({ workspace, job: "announce" })).toEqual([]);
  const second = repository.commit("readme", "no change of the configuration");
  const planned = await client.planConfiguration({ workspace, source: "ops" });
  expect(planned.plan).toMatchObject({
    newVersions: [{ resource: "ops", number: 2, name: second }],
    starts: [{ job: "announce", verdict: "queued" }],
  });
  await client.syncSource({ workspace, source: "ops" });
  expect(await client.listJobRuns({ workspace, job: "announce" })).toHaveLength(1);
  await client.syncSource({ workspace, source: "ops" });
  expect(await client.listJobRuns({ workspace, job: "announce" })).toHaveLength(1);
});

test("an unknown source is refused like a wrong secret", async () => {
  const server = await startTestServer();
  const answer = await server.request("/hooks/plain/nobody", {
    method: "POST",
    headers: { authorization: "Bearer x" },
  });
  expect(answer.status).toBe(401);
});

test("what has the name of something that was deleted for good is news to everybody", async () => {
  const server = await startTestServer();
  const { client, pool } = server;
  const reading = (input: string): string => `
resources:
  - { name: settings, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: build, type: runSh, steps: [${input}{ TASK: [make] }] }`;
  const post = (A: string) => client.postVersion({ workspace, resource: "settings", values: { A } });
  await server.sync(reading("{ IN: settings, flow: every }, "), "app");
  await client.pauseJob({ workspace, job: "build" });
  await post("2");
  await client.resumeJob({ workspace, job: "build" });
  await client.pauseJob({ workspace, job: "build" });
  await post("3");
  const kept = () =>
    pool.query(
      "select taken, backlog, (select jsonb_agg(bound order by number) from live_runs) as bound from jobs",
    );
  expect((await kept()).rows).toEqual([
    { taken: { settings: [[1, 2]] }, backlog: { settings: [[3, 3]] }, bound: [{ settings: 2 }] },
  ]);
  await server.sync("jobs:\n  - { name: build, type: runSh, steps: [{ TASK: [make] }] }", "app");
  await client.deleteResource({ workspace, resource: "settings" });
  expect((await kept()).rows).toEqual([{ taken: {}, backlog: {}, bound: [{}] }]);
  await server.sync(reading("{ IN: settings, flow: every }, "), "app");
  await client.resumeJob({ workspace, job: "build" });
  await post("2");
  expect((await kept()).rows).toEqual([
    { taken: { settings: [[1, 2]] }, backlog: {}, bound: [{}, { settings: 2 }] },
  ]);
});
