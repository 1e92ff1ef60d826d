import { expect, test } from "vitest";
import type { CrashPoint } from "./support/crash-points.ts";
import { fullEnding, startCrashWorld } from "./support/crash-world.ts";
import type { CrashWorld } from "./support/crash-world.ts";
import { WORKSPACE } from "./support/test-server.ts";
import { until } from "./support/until.ts";
import { watchedApp } from "./support/watched-bundle.ts";
import { breachesIn, differenceOf, finalFacts } from "./support/workflow-facts.ts";

const app = watchedApp();
const workspace = WORKSPACE;

interface Transition {
  /** Brings the workspace to where it can happen. */
  readonly prepare?: (world: CrashWorld) => Promise<void>;
  readonly happen: (world: CrashWorld) => Promise<unknown>;
  /** A user asks: who got no answer looks, and asks again where it was not done. Agents say it again by themselves. */
  readonly isAsked?: true;
  /** Writes and messages that there are at least. */
  readonly reaches: readonly string[];
  /** Some of what it changes. */
  readonly changes: Readonly<Record<string, number>>;
}

const COMMIT = ["lock", "save", "commit"];
const ANSWERED = [...COMMIT, "answer"];

/** Every kind of transition: a new one is a new line. */
const TRANSITIONS: Readonly<Record<string, Transition>> = {
  "a run that waits is asked for": {
    happen: ({ server }) => server().client.startRun({ workspace, job: "parked" }),
    isAsked: true,
    reaches: ANSWERED,
    changes: { "run of parked queued": 1 },
  },
  "a run that starts at once is asked for": {
    happen: ({ server }) => server().client.startRun({ workspace, job: "reader" }),
    isAsked: true,
    reaches: [...ANSWERED, "tell assign"],
    changes: { "run of reader processing": 1, plan: 1 },
  },
  "a queued run starts, as its agent comes": {
    async prepare({ server, agents }) {
      await agents.late.disconnect();
      await until(async () =>
        (await server().client.listAgents({ workspace })).every(
          (agent) => agent.name !== "late" || !agent.isConnected,
        ),
      );
      await server().client.startRun({ workspace, job: "late" });
    },
    happen: (world) => world.connect(world.agents.late),
    reaches: [...COMMIT, "tell welcome", "tell assign"],
    changes: { "run of late queued": -1, "run of late processing": 1 },
  },
  "a run ends with versions, files and a log, and its consumers start": {
    async prepare(world) {
      await world.server().client.startRun({ workspace, job: "build" });
      await world.inHand("build");
    },
    happen: async (world) => world.agents.main.report(await world.inHand("build"), fullEnding()),
    reaches: [
      "make the directory of a log",
      "make a log",
      "write to a log",
      "tell log-ack",
      "write a file",
      "rename a file",
      ...COMMIT,
      "tell run-finished-ack",
      "tell assign",
    ],
    changes: {
      "run of build success": 1,
      "version of app": 1,
      "version of memory": 1,
      "run of deploy processing": 1,
      "run of check processing": 1,
    },
  },
  "the last of two parents ends, and the join starts": {
    async prepare(world) {
      await world.server().client.startRun({ workspace, job: "build" });
      world.agents.main.report(await world.inHand("build"), fullEnding());
      const deploy = await world.inHand("deploy");
      await world.inHand("check");
      world.agents.main.report(deploy);
      await until(() => world.agents.main.acknowledged.has(deploy.runId));
    },
    happen: async (world) => world.agents.main.report(await world.inHand("check")),
    reaches: [...COMMIT, "tell run-finished-ack", "tell assign"],
    changes: { "run of check success": 1, "waiting job of join": -1, "run of join processing": 1 },
  },
  "a run fails": {
    async prepare(world) {
      await world.server().client.startRun({ workspace, job: "build" });
      await world.inHand("build");
    },
    happen: async (world) => world.agents.main.report(await world.inHand("build"), { status: "failure" }),
    reaches: [...COMMIT, "tell run-finished-ack"],
    changes: { "run of build failure": 1 },
  },
  "a version is posted": {
    happen: ({ server }) => server().client.postVersion({ workspace, resource: "news", values: {} }),
    isAsked: true,
    reaches: [...ANSWERED, "tell assign"],
    changes: { "version of news": 1, "run of reader processing": 1 },
  },
  "a queued run is canceled": {
    prepare: async ({ server }) => void (await server().client.startRun({ workspace, job: "parked" })),
    happen: async ({ server }) =>
      server().client.cancelRun({ workspace, job: "parked", number: await lastNumber(server(), "parked") }),
    isAsked: true,
    reaches: ANSWERED,
    changes: { "run of parked queued": -1, "run of parked canceled": 1 },
  },
  "a run that is under way is canceled": {
    async prepare(world) {
      await world.server().client.startRun({ workspace, job: "reader" });
      await world.inHand("reader");
    },
    happen: async ({ server }) =>
      server().client.cancelRun({ workspace, job: "reader", number: await lastNumber(server(), "reader") }),
    isAsked: true,
    reaches: [...ANSWERED, "tell cancel"],
    changes: { "cancel asked of reader": 1 },
  },
  "a job is paused": {
    prepare: async ({ server }) => void (await server().client.resumeJob({ workspace, job: "late" })),
    happen: ({ server }) => server().client.pauseJob({ workspace, job: "late" }),
    isAsked: true,
    reaches: ANSWERED,
    changes: { "pause of late": 1 },
  },
  "a run is lost with its agent's process": {
    async prepare(world) {
      await world.server().client.startRun({ workspace, job: "fragile" });
      await world.inHand("fragile");
      await world.agents.fragile.restart();
    },
    happen: (world) => world.connect(world.agents.fragile),
    reaches: [...COMMIT, "tell welcome"],
    changes: { "run of fragile processing": -1, "run of fragile lost": 1 },
  },
  "a source is synced": {
    prepare: (world) => world.writeSource(String(++syncs)),
    happen: ({ server }) => server().client.syncSource({ workspace, source: "source" }),
    isAsked: true,
    reaches: [...ANSWERED, "update sources"],
    changes: { configuration: 1, "version of changed": 1 },
  },
};

let syncs = 0;

async function lastNumber({ client }: ReturnType<CrashWorld["server"]>, job: string): Promise<number> {
  return (await client.listJobRuns({ workspace, job, limit: 1 }))[0]?.number ?? 0;
}

/** Once without a crash: what it changes, and what it reaches on the way. */
async function rehearse(world: CrashWorld, { prepare, happen, reaches }: Transition) {
  await prepare?.(world);
  const before = await world.facts();
  await world.watch();
  await happen(world);
  const changes = await until(async () => {
    const found = differenceOf(before, await world.facts());
    return Object.keys(found).length > 0 && found;
  });
  await world.handedOut();
  const names = await until(async () => {
    const found = await world.server().tell({ reached: true });
    return reaches.every((name) => found.includes(name)) && found;
  });
  await world.settle();
  return { changes, names };
}

interface Place extends CrashPoint {
  readonly expected: "before" | "either" | "after";
}

/**
 * Every place where a process can end: before the first write, after each, and in the commit. The end of one write
 * and the beginning of the next are one place: only memory lies between them.
 */
function placesOf(names: readonly string[]): readonly Place[] {
  const commit = names.lastIndexOf("commit");
  const placed = names.map((name, index) => ({
    name,
    nth: names.slice(0, index + 1).filter((other) => other === name).length,
    expected: index < commit ? ("before" as const) : ("after" as const),
  }));
  return placed.flatMap((place, index): Place[] => [
    ...(index === 0 ? [{ ...place, moment: "before", expected: "before" } as const] : []),
    ...(index === commit ? [{ ...place, moment: "while", expected: "either" } as const] : []),
    { ...place, moment: "after" },
  ]);
}

/** A life that ends at the point, and the next one: answers what was found in between. */
async function crashAt(
  world: CrashWorld,
  transition: Transition,
  point: CrashPoint,
  changes: object,
): Promise<object> {
  await transition.prepare?.(world);
  const before = await world.facts();
  await world.watch(point);
  const isCut = transition.happen(world).then(
    () => undefined,
    () => undefined,
  );
  await world.gone();
  await isCut;
  const found = differenceOf(before, await world.facts());
  await world.startAgain();
  if (transition.isAsked && Object.keys(found).length === 0) await transition.happen(world);
  await until(async () => same(differenceOf(before, await world.facts()), changes), {
    what: `after a restart it is done: ${JSON.stringify(changes)}`,
  });
  await world.settle();
  return found;
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

test.each(Object.entries(TRANSITIONS))(
  "%s: a server that is killed before, in or after any write of it leaves it done or not done, and then it is done once",
  { timeout: 180_000 },
  async (_, transition) => {
    const world = await startCrashWorld(app());
    for (const agent of Object.values(world.agents)) await world.connect(agent);
    // The first of everything is another change than the next ones.
    await rehearse(world, transition);
    const { changes, names } = await rehearse(world, transition);
    expect(changes).toMatchObject(transition.changes);
    let finals = await finalFacts(world.pool);
    for (const { expected, ...point } of placesOf(names)) {
      const where = `killed ${point.moment} “${point.name}” ${String(point.nth)}`;
      const found = await crashAt(world, transition, point, changes);
      const allowed = { before: [{}], after: [changes], either: [{}, changes] }[expected];
      expect(allowed, where).toContainEqual(found);
      expect(await breachesIn(world.pool), where).toEqual([]);
      const now = await finalFacts(world.pool);
      expect(
        [...finals].filter(([id, digest]) => now.get(id) !== digest),
        where,
      ).toEqual([]);
      finals = now;
    }
    const { main } = world.agents;
    const before = await world.facts();
    for (const [runId, status] of main.acknowledged) {
      const { rows } = await world.pool.query("select status from runs where id = $1", [runId]);
      expect(rows).toEqual([{ status }]);
    }
    const last = [...main.acknowledged.keys()].at(-1);
    if (last !== undefined) await main.repeat(last);
    expect(differenceOf(before, await world.facts())).toEqual({});
  },
);
