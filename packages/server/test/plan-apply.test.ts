import type { Job, Resource, WorkflowDefinition } from "@landbridge/core";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../src/store/database.ts";
import type { Database } from "../src/store/database.ts";
import { listSources } from "../src/store/sources.ts";
import { differenceIn, differenceOf, look, NOTHING_SEEN, openPlace } from "./support/planned-place.ts";
import type { Place } from "./support/planned-place.ts";
import { jobFrom, resourceFrom, someDefinition, someEdit, WAITS } from "./support/random-edits.ts";
import type { Edit } from "./support/random-edits.ts";
import { databaseOfTest } from "./support/test-server.ts";

const NOTHING_DECLARED: WorkflowDefinition = { resources: [], jobs: [] };

/** How often each part of a plan had something in it: a property that never met one would say nothing. */
type Tally = Map<string, number>;

function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

async function syncAsPlanned(place: Place, edit: Sync, { generation, tally, declared }: Turn): Promise<void> {
  const source = place.sources[edit.source];
  if (!source) throw new Error("there are two sources");
  const isRemoved = (await listSources(place.database.query, place.workspaceId)).every(
    ({ id, deletedAt }) => id !== source.id || deletedAt !== undefined,
  );
  if (isRemoved) return;
  const desired = {
    sourceId: source.id,
    sourceName: source.name,
    definition: edit.definition,
    heads: new Map(),
  };
  const before = await look(place);
  const planned = await place.engine.plan(desired);
  expect(await look(place), "a plan changes nothing").toEqual(before);
  const applied = await place.engine
    .submit({ type: "configuration-read", ...desired, by: "a test", generation, problems: [] })
    .catch((error: unknown) => error);
  const after = await look(place);
  if (!planned.ok) {
    expect(applied).toMatchObject({ code: "CONFIG_REFUSED" });
    expect(after).toEqual(before);
    count(tally, "refused");
    return;
  }
  expect(applied).toMatchObject({ type: "synced" });
  declared[edit.source] = edit.definition;
  const difference = differenceOf(before, after);
  expect(difference).toEqual(differenceIn(planned.plan, before));
  for (const [what, found] of Object.entries(difference)) if (found.length > 0) count(tally, what);
  if (planned.plan.isNothing) expect(after).toEqual(before);
  // The same once more is nothing: what was planned is all that there was to do.
  const again = await place.engine.plan(desired);
  expect(again.ok && again.plan.isNothing).toBe(true);
}

type Sync = Extract<Edit, { kind: "sync" }>;

interface Turn {
  readonly generation: number;
  readonly tally: Tally;
  /** What each source declared last. */
  readonly declared: [WorkflowDefinition, WorkflowDefinition];
}

/** The sync that an edit is, seen from what is declared now. */
function syncOf(edit: Edit, [first, second]: Turn["declared"]): Sync | undefined {
  if (edit.kind === "sync") return edit;
  if (edit.kind === "take-over") {
    const own = new Set([...second.resources, ...second.jobs].map(({ name }) => name));
    const others = <Thing extends { readonly name: string }>(things: readonly Thing[]): Thing[] =>
      things.filter(({ name }) => !own.has(name));
    const resources = [...second.resources, ...others(first.resources)];
    return {
      kind: "sync",
      source: 1,
      definition: { resources, jobs: [...second.jobs, ...others(first.jobs)] },
    };
  }
  if (edit.kind !== "edit") return undefined;
  const { resources, jobs } = edit.source === 0 ? first : second;
  const edited = resources.map((resource) => {
    if (resource.name !== edit.resource || resource.type === "state") return resource;
    const isFirst = JSON.stringify(resource.values).includes("1.0.1");
    const value = isFirst ? "1.0.2" : "1.0.1";
    return {
      ...resource,
      values: resource.type === "params" ? { params: { A: value } } : { versionName: value },
    };
  });
  return { kind: "sync", source: edit.source, definition: { resources: edited, jobs } };
}

async function perform(place: Place, edit: Edit, turn: Turn): Promise<void> {
  if (edit.kind === "take-over") await perform(place, { kind: "pause", source: 0, isPaused: true }, turn);
  const sync = syncOf(edit, turn.declared);
  if (sync) return syncAsPlanned(place, sync, turn);
  const by = "a test";
  const source = "source" in edit ? place.sources[edit.source] : undefined;
  const asked = source && { sourceId: source.id, sourceName: source.name, by };
  const event =
    edit.kind === "run"
      ? ({ type: "run-asked", job: edit.job, by, env: {} } as const)
      : edit.kind === "post"
        ? ({ type: "version-posted", resource: edit.resource, posted: { values: { k: "v" } }, by } as const)
        : undefined;
  // What is not there, or can't run, is refused: also a fact between two syncs.
  if (event) await place.engine.submit(event).catch(() => undefined);
  else if (edit.kind === "pause" && asked)
    await place.engine.submit({ type: "source-pause-asked", isPaused: edit.isPaused, ...asked });
  else if (edit.kind === "remove" && asked && "source" in edit)
    await place.engine.submit({ type: "source-removal-asked", ...asked });
  return undefined;
}

/** Syncs the definition in a new workspace and performs the edits there; each sync must do what its plan said. */
async function performAll(
  database: Database,
  { definition, edits, tally }: { definition: WorkflowDefinition; edits: readonly Edit[]; tally: Tally },
): Promise<Place> {
  const place = await openPlace(database);
  const declared: Turn["declared"] = [NOTHING_DECLARED, NOTHING_DECLARED];
  try {
    for (const [index, edit] of [{ kind: "sync", source: 0, definition } as const, ...edits].entries())
      await perform(place, edit, { generation: index + 1, tally, declared });
  } finally {
    await place.engine.close();
  }
  return place;
}

async function openTestDatabase(): Promise<Database> {
  const database = openDatabase({ connectionString: await databaseOfTest() }, { onError: () => undefined });
  onTestFinished(() => database.close());
  return database;
}

async function assertExact(parameters: { numRuns: number; seed?: number; path?: string }): Promise<Tally> {
  const database = await openTestDatabase();
  const tally: Tally = new Map();
  const edits = fc.array(someEdit, { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(someDefinition, edits, async (definition, edits) => {
      await performAll(database, { definition, edits, tally });
    }),
    { ...parameters, endOnFailure: true, examples: [WAITS] },
  );
  return tally;
}

test(
  "applying a plan does just what it said, for 1,000 random sequences of edits",
  { timeout: 600_000 },
  async () => {
    const tally = await assertExact({ numRuns: 1000 });
    for (const part of [...Object.keys(differenceOf(NOTHING_SEEN, NOTHING_SEEN)), "refused"])
      expect(tally.get(part) ?? 0, `${part} in ${JSON.stringify([...tally])}`).toBeGreaterThan(0);
  },
);

// As fast-check printed them. A change to what is generated makes other sequences of them.
test.each([
  { seed: 935221575, path: "295" },
  { seed: -874726223, path: "508" },
])("it does so for what failed once: seed $seed, path $path", async (failed) => {
  await assertExact({ numRuns: 1, ...failed });
});

const triggerOf = (value: "1" | "2"): Resource => resourceFrom({ name: "r1", value, flag: false });
const strictOn = (...names: readonly string[]): Job =>
  jobFrom({
    at: 1,
    inputs: names.map((from) => ({ from, isSwitchedOn: true, isPinned: false })),
    outputs: [],
    mode: "strict",
  });

const TRIGGER = triggerOf("2");
/** Upstream of the strict job, but no input of it: how its run ends is not asked. */
const MAKER = jobFrom({ at: 0, inputs: [], outputs: ["r1"], mode: "chrono" });

test.each<[string, WorkflowDefinition, readonly string[]]>([
  ["starts when it waits for nothing else", { resources: [TRIGGER], jobs: [strictOn("r1")] }, ["j1 #1"]],
  [
    "starts once when the sync changes its trigger as well",
    { resources: [triggerOf("1")], jobs: [strictOn("r1")] },
    ["j1 #1"],
  ],
  [
    "does not start when what made it wait is no input any more",
    { resources: [TRIGGER], jobs: [strictOn()] },
    [],
  ],
  ["does not start when it is removed too", { resources: [TRIGGER], jobs: [] }, []],
])("a job that waited for a run that a sync cancels %s", async (_what, definition, queued) => {
  const edits: Edit[] = [
    { kind: "run", job: "j0" },
    { kind: "sync", source: 0, definition: { resources: [TRIGGER], jobs: [MAKER, strictOn("r1")] } },
    { kind: "sync", source: 0, definition },
  ];
  const tally: Tally = new Map();
  const first = { resources: [triggerOf("1")], jobs: [MAKER, strictOn("r1")] };
  const place = await performAll(await openTestDatabase(), { definition: first, edits, tally });
  expect(Object.fromEntries(tally)).toMatchObject({ newWaiting: 1, canceled: 1 });
  const { queued: found, waiting } = await look(place);
  expect({ queued: [...found], waiting: [...waiting] }).toEqual({ queued, waiting: [] });
});

test(
  "applying a plan does just what it said where a job waits, for 100 random sequences of edits",
  { timeout: 300_000 },
  async () => {
    const database = await openTestDatabase();
    const tally: Tally = new Map();
    const beginning: Edit[] = [
      { kind: "run", job: "j0" },
      { kind: "edit", source: 0, resource: "r1" },
    ];
    const property = async (others: WorkflowDefinition, edits: readonly Edit[]): Promise<void> => {
      const isOther = ({ name }: Job | Resource): boolean => !["r1", "j0", "j1"].includes(name);
      const definition = {
        resources: [triggerOf("1"), ...others.resources.filter(isOther)],
        jobs: [MAKER, strictOn("r1"), ...others.jobs.filter(isOther)],
      };
      await performAll(database, { definition, edits: [...beginning, ...edits], tally });
    };
    const someEdits = fc.array(someEdit, { minLength: 1, maxLength: 5 });
    await fc.assert(fc.asyncProperty(someDefinition, someEdits, property), {
      numRuns: 100,
      endOnFailure: true,
    });
    expect(tally.get("newWaiting")).toBeGreaterThanOrEqual(100);
  },
);
