import { expect, test } from "vitest";
import { createClockLook } from "../src/engine/loops/clock.ts";
import { startEngine } from "./support/engine-harness.ts";
import { databaseOfTest, startTestServer, WORKSPACE } from "./support/test-server.ts";

const NIGHTLY = "interval: 30 2 * * *";

/** Two schedulers on one database, and a clock that goes when the test says so. */
async function startClocks(values = NIGHTLY) {
  let now = new Date("2026-05-01T12:00:00Z");
  const harness = await startEngine(await databaseOfTest(), { now: () => now });
  const { engine, sync } = harness;
  const yaml = (written: string): string => `
resources: [{ name: nightly, type: time, versionTemplate: { ${written} } }]
jobs: [{ name: sweep, type: runSh, steps: [{ IN: nightly }, { TASK: [sweep] }] }]`;
  await sync(yaml(values));
  const other = harness.addServer();
  const looks = [engine, other].map((each) => createClockLook({ engine: each, now: () => now }));
  return {
    ...harness,
    other,
    redeclare: (written: string) => sync(yaml(written)),
    remove: () => sync("jobs: [{ name: sweep, type: runSh, steps: [{ TASK: [sweep] }] }]"),
    /** All servers look at the same moment; answers when they look again, and what there is by then. */
    async lookAt(text: string) {
      now = new Date(text);
      const wakes = await Promise.all(looks.map((look) => look()));
      const cache = await engine.current();
      return {
        wakes: wakes.map((wake) => wake.toISOString()),
        latest: cache.resources.get("nightly")?.latest,
        runs: cache.facts.job("sweep").lastRunNumber,
      };
    },
  };
}

test("a schedule ticks at its instants, once however many servers look", async () => {
  const { lookAt } = await startClocks();
  expect(await lookAt("2026-05-02T02:29:30Z")).toMatchObject({
    wakes: ["2026-05-02T02:30:00.000Z", "2026-05-02T02:30:00.000Z"],
    latest: { number: 1 },
    runs: 0,
  });
  const first = await lookAt("2026-05-02T02:30:00.010Z");
  expect(first).toMatchObject({
    latest: {
      number: 2,
      name: "2026-05-02T02:30:00.000Z",
      origin: "external",
      values: { interval: "30 2 * * *", timezone: "UTC", scheduledAt: "2026-05-02T02:30:00.000Z" },
    },
    runs: 1,
  });
  expect(first.latest?.values).not.toHaveProperty("missed");
  expect(await lookAt("2026-05-02T02:30:01Z")).toMatchObject({
    wakes: ["2026-05-02T02:31:01.000Z", "2026-05-02T02:31:01.000Z"],
    latest: { number: 2 },
    runs: 1,
  });
  expect(await lookAt("2026-05-03T02:30:00Z")).toMatchObject({ latest: { number: 3 }, runs: 2 });
});

test("a clock that is set back makes no instant a second time", async () => {
  const { lookAt } = await startClocks();
  expect(await lookAt("2026-05-02T02:30:05Z")).toMatchObject({ latest: { number: 2 } });
  expect(await lookAt("2026-05-02T02:20:00Z")).toMatchObject({ latest: { number: 2 } });
  expect(await lookAt("2026-05-02T02:30:00Z")).toMatchObject({ latest: { number: 2 }, runs: 1 });
});

test("after a downtime one tick makes up for all, and tells how many were missed", async () => {
  const { lookAt } = await startClocks(`${NIGHTLY}, timezone: Europe/Berlin`);
  expect(await lookAt("2026-05-05T12:00:00Z")).toMatchObject({
    latest: {
      number: 2,
      name: "2026-05-05T00:30:00.000Z",
      values: { timezone: "Europe/Berlin", missed: 3 },
    },
    runs: 1,
  });
});

test("what is not to be caught up is left out after a downtime, and counted by the next tick", async () => {
  const { lookAt } = await startClocks(`${NIGHTLY}, catchUp: false`);
  expect(await lookAt("2026-05-05T12:00:00Z")).toMatchObject({ latest: { number: 1 }, runs: 0 });
  expect(await lookAt("2026-05-06T02:30:59Z")).toMatchObject({
    latest: { number: 2, name: "2026-05-06T02:30:00.000Z", values: { missed: 4 } },
    runs: 1,
  });
});

test("nothing is made up for from before an edit of the schedule", async () => {
  const { lookAt, redeclare } = await startClocks();
  await lookAt("2026-05-01T20:00:00Z");
  await redeclare("interval: 0 19 * * *");
  expect(await lookAt("2026-05-01T20:30:00Z")).toMatchObject({ latest: { number: 2 }, runs: 0 });
  expect(await lookAt("2026-05-02T19:00:00Z")).toMatchObject({ latest: { number: 3 }, runs: 1 });
});

test("nothing is made up for from the time in which a schedule was removed", async () => {
  const { lookAt, remove, redeclare } = await startClocks();
  expect(await lookAt("2026-05-02T02:30:00Z")).toMatchObject({ latest: { number: 2 } });
  await remove();
  expect(await lookAt("2026-05-04T12:00:00Z")).toMatchObject({ latest: { number: 2 } });
  await redeclare(NIGHTLY);
  const restored = await lookAt("2026-05-04T13:00:00Z");
  expect(restored).toMatchObject({ latest: { number: 3, origin: "configuration" }, runs: 1 });
  expect(await lookAt("2026-05-05T02:30:00Z")).toMatchObject({ latest: { number: 4 }, runs: 2 });
});

test("a version that is posted by hand keeps no tick from coming, and makes none twice", async () => {
  const { engine, lookAt } = await startClocks();
  const post = () =>
    engine.submit({ type: "version-posted", resource: "nightly", posted: { values: {} }, by: "ada" });
  await lookAt("2026-05-02T02:30:00Z");
  await post();
  expect(await lookAt("2026-05-02T02:40:00Z")).toMatchObject({ latest: { number: 3 } });
  expect(await lookAt("2026-05-03T02:30:00Z")).toMatchObject({
    latest: { number: 4, name: "2026-05-03T02:30:00.000Z" },
  });
});

test("a tick that was found before another version came makes none", async () => {
  const { engine, lookAt } = await startClocks();
  const tick = {
    instant: new Date("2026-05-03T02:30:00Z"),
    missed: 0,
    interval: "30 2 * * *",
    timezone: "UTC",
  };
  expect(await lookAt("2026-05-03T02:30:00Z")).toMatchObject({ latest: { number: 2 } });
  const late = { type: "clock-ticked", resource: "nightly", tick: { ...tick, seen: 1 } } as const;
  expect(await engine.submit(late)).toEqual({ type: "version" });
});

test("a server ticks by itself, also by a schedule that it learns of later", async () => {
  const server = await startTestServer();
  await server.sync("resources: [{ name: other, type: params, versionTemplate: { params: { A: b } } }]");
  // The clock of a whole server is the real one: what was due a minute ago is caught up at once.
  await server.sync(`resources: [{ name: often, type: time, versionTemplate: { interval: "* * * * *" } }]`);
  await server.pool.query(
    `update resource_versions set created_at = now() - interval '3 minutes'
      where resource_id = (select id from resources where name = 'often')`,
  );
  await server.pool.query("update workspaces set revision = revision + 1");
  const latest = await server.until(async () => {
    const resource = await server.client.getResource({ workspace: WORKSPACE, resource: "often" });
    return resource.latest?.number === 2 && resource.latest;
  });
  expect(latest.name).toBe(latest.values["scheduledAt"]);
  expect(latest.values["missed"]).toBeGreaterThanOrEqual(1);
});

test("an instant whose version is in quarantine does not come again, also after somebody posts a version", async () => {
  const { lookAt, engine } = await startClocks();
  await lookAt("2026-05-02T02:30:00Z");
  const bad = { kind: "resource", name: "nightly", number: 2, by: "ada", reason: "bad" } as const;
  await engine.submit({ type: "quarantine-asked", ...bad, isQuarantined: true });
  // Nothing is due: the next look is not soon.
  const quiet = await lookAt("2026-05-02T02:30:05Z");
  expect(quiet).toMatchObject({ latest: { number: 1 }, runs: 1 });
  expect(quiet.wakes).toEqual(["2026-05-02T02:31:05.000Z", "2026-05-02T02:31:05.000Z"]);
  await engine.submit({ type: "version-posted", resource: "nightly", posted: { values: {} }, by: "ada" });
  expect(await lookAt("2026-05-02T02:31:00Z")).toMatchObject({ latest: { number: 3 }, runs: 2 });
  expect(await lookAt("2026-05-03T02:30:00Z")).toMatchObject({
    latest: { number: 4, name: "2026-05-03T02:30:00.000Z" },
    runs: 3,
  });
});
