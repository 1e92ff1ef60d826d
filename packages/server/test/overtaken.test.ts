import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { expect, test } from "vitest";
import { loadFetchAllow } from "../src/config.ts";
import { createVersionCheck } from "../src/engine/loops/check-versions.ts";
import { createSourceSync } from "../src/engine/sync-source.ts";
import { createGuardedFetch } from "../src/fetch/guarded-fetch.ts";
import { insertSource, listSources } from "../src/store/sources.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness } from "./support/engine-harness.ts";
import { createGitRepository } from "./support/git-repository.ts";
import { startSilentHost } from "./support/silent-host.ts";
import type { Question, SilentHost } from "./support/silent-host.ts";
import { databaseOfTest, temporaryDirectory, writeFiles } from "./support/test-server.ts";
import { until } from "./support/until.ts";

const log = pino({ level: "silent" });

const WORKFLOW = `
jobs:
  - { name: one, type: runSh, steps: [{ TASK: [one] }] }
  - { name: two, type: runSh, steps: [{ TASK: [two] }] }
`;

test("a server that has only read so far tells its readers what another one committed", async () => {
  const { engine, addServer, sync } = await startEngine(await databaseOfTest());
  await sync(WORKFLOW);
  const reader = addServer();
  const told: number[] = [];
  reader.onChangedElsewhere(({ revision }) => told.push(revision));
  const { revision } = await reader.current();
  await reader.follow();
  expect(told).toEqual([]);
  await engine.submit({ type: "run-asked", job: "one", by: "ada", env: {} });
  await reader.follow();
  expect(told).toEqual([revision + 1]);
});

test("a reading that was overtaken by a commit is forgotten", async () => {
  const { engine, database, afterReading, sync } = await startEngine(await databaseOfTest());
  await sync(WORKFLOW);
  // As another server's commit does: the next look reads everything anew.
  await database.pool.query("update workspaces set revision = revision + 1");
  let letGo: (() => void) | undefined;
  afterReading((text) => {
    if (!text.includes("from live_runs")) return undefined;
    return new Promise((resolve) => {
      letGo = resolve;
    });
  });
  const reading = engine.current();
  const arrive = await until(() => letGo);
  await engine.submit({ type: "pause-asked", job: "one", isPaused: true, by: "ada" });
  arrive();
  const { facts } = await reading;
  expect(facts.job("one").isPaused).toBe(true);
  // While something is under way, nobody looks whether the memory is current.
  const next = engine.submit({ type: "dispatch" });
  expect((await engine.current()).facts.job("one").isPaused).toBe(true);
  await next;
});

test("a look at a repository that was overtaken by a newer one makes no version", async () => {
  const harness = await startEngine(await databaseOfTest());
  const [repository, host] = [await createGitRepository(), await startSilentHost()];
  repository.commit("readme", "first");
  const silent = [1, 2, 3, 4].map(
    (n) =>
      `  - { name: y${String(n)}, type: gitRepo, versionTemplate: { sourceName: "${host.url}/${String(n)}" } }`,
  );
  await harness.sync(`
resources:
  - { name: code, type: gitRepo, versionTemplate: { sourceName: "${repository.url}" } }
${silent.join("\n")}
`);
  const check = createVersionCheck({ engine: harness.engine, log });
  const look = async () => {
    const over = check(new AbortController().signal);
    const end = await refusalOfFour(host);
    return () => {
      end();
      return over;
    };
  };

  const older = await look();
  const second = repository.commit("readme", "second");
  const newer = await look();
  await newer();
  expect(await versionsOf(harness, "code")).toEqual([null, second]);
  await older();
  expect(await versionsOf(harness, "code")).toEqual([null, second]);
});

/** Four repositories are looked at at a time: when four wait, the head of the one before them is known. */
async function refusalOfFour(host: SilentHost): Promise<() => void> {
  const questions: Question[] = [];
  for (let n = 0; n < 4; n++) questions.push(await host.asked());
  return () => {
    for (const question of questions) question.refuse();
  };
}

async function versionsOf({ database }: EngineHarness, resource: string): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query<{ name: string | null }>(
    `select v.name from resource_versions v join resources r on r.id = v.resource_id
     where r.name = $1 order by v.number`,
    [resource],
  );
  return rows.map(({ name }) => name);
}

test("of two syncs of one source the one that was asked for later counts, and those of others do not wait", async () => {
  const { engine, database, workspaceId } = await startEngine(await databaseOfTest());
  const { query } = database;
  const host = await startSilentHost();
  const sync = createSourceSync({
    engine,
    query,
    pool: database.pool,
    workspace: { id: workspaceId },
    now: () => new Date(),
    onSynced: () => Promise.resolve(),
    webhookValues: () => new Map(),
    closing: new AbortController().signal,
    fetch: createGuardedFetch({ allow: loadFetchAllow({}) }),
  });
  const [source] = await listSources(query, workspaceId);
  if (!source) throw new Error("there is no source");
  const ours = { ...source, location: await temporaryDirectory() };
  const theirs = { ...source, id: randomUUID(), name: "theirs", location: await temporaryDirectory() };
  await insertSource(query, workspaceId, theirs);
  const jobs = (name: string) => `jobs: [{ name: ${name}, type: runSh, steps: [{ TASK: [a] }] }]`;
  const repository = `resources: [{ name: y, type: gitRepo, versionTemplate: { sourceName: "${host.url}/y" } }]`;

  await writeFiles(ours.location, { "landbridge.yml": `${repository}\n${jobs("older")}` });
  const older = sync(ours, { by: "ada" });
  const question = await host.asked();
  await writeFiles(ours.location, { "landbridge.yml": jobs("newer") });
  const newer = sync(ours, { by: "grace" });
  // Asked for after both, and twice: a newer one that waited for nobody would be through as well by then.
  for (const name of ["first", "second"]) {
    await writeFiles(theirs.location, { "landbridge.yml": jobs(name) });
    expect((await sync(theirs, { by: "linus" })).status).toBe("success");
  }
  question.refuse();
  await Promise.all([older, newer]);
  const { workflow } = await engine.current();
  expect([...workflow.jobs.keys()].sort()).toEqual(["newer", "second"]);
});

test("a reading that comes after a newer one, or after the removal of its source, is refused as just that", async () => {
  const { engine, database, workspaceId } = await startEngine(await databaseOfTest());
  const [source] = await listSources(database.query, workspaceId);
  if (!source) throw new Error("there is no source");
  const asked = { sourceId: source.id, sourceName: source.name, by: "ada" };
  const definition = { resources: [], jobs: [] };
  const read = (generation: number) =>
    engine.submit({
      type: "configuration-read",
      ...asked,
      definition,
      heads: new Map(),
      problems: [],
      generation,
    });
  expect(await read(2)).toMatchObject({ type: "synced" });
  await expect(read(1)).rejects.toMatchObject({ code: "SYNC_OVERTAKEN" });
  await engine.submit({ type: "source-removal-asked", ...asked });
  await expect(read(3)).rejects.toMatchObject({ code: "SOURCE_REMOVED" });
});
