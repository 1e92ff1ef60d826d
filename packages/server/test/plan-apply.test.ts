import { canonicalJson } from "@landbridge/core";
import type { ConfigurationPlan, Job, JsonValue, Resource, Step, WorkflowDefinition } from "@landbridge/core";
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createAgentPool } from "../src/engine/agent-pool.ts";
import { createEngine } from "../src/engine/engine.ts";
import type { Engine } from "../src/engine/engine.ts";
import { createWorkspaceCache } from "../src/engine/workspace-cache.ts";
import { openDatabase } from "../src/store/database.ts";
import type { Database } from "../src/store/database.ts";
import { insertSource, listSources } from "../src/store/sources.ts";
import { ensureWorkspace } from "../src/store/workspaces.ts";
import { readWorkspace } from "../src/store/workspace-rows.ts";
import { databaseOfTest } from "./support/test-server.ts";

/** What happens between two syncs, and the syncs themselves. */
type Edit =
  | { readonly kind: "sync"; readonly source: 0 | 1; readonly definition: WorkflowDefinition }
  /** Syncs once more what is declared, with the other value of one resource. */
  | { readonly kind: "edit"; readonly source: 0 | 1; readonly resource: string }
  /** The second source declares what the first one does, which is paused. */
  | { readonly kind: "take-over" }
  | { readonly kind: "pause"; readonly source: 0 | 1; readonly isPaused: boolean }
  | { readonly kind: "remove"; readonly source: 0 | 1 }
  /** Makes a queued run, as there is no agent. */
  | { readonly kind: "run"; readonly job: string }
  | { readonly kind: "post"; readonly resource: string };

const RESOURCE_TYPES = { r0: "params", r1: "trigger", r2: "state", r3: "version", r4: "params" } as const;
const RESOURCES = ["r0", "r1", "r2", "r3", "r4"] as const;
const JOBS = ["j0", "j1", "j2", "j3"] as const;

const someResource = fc.record({
  name: fc.constantFrom(...RESOURCES),
  value: fc.constantFrom("1", "2"),
  flag: fc.boolean(),
});

const someJob = fc.record({
  at: fc.nat(JOBS.length - 1),
  inputs: fc.array(
    fc.record({
      from: fc.constantFrom(...RESOURCES, "r1", "r1", ...JOBS, ...RESOURCES, "r1", "r1", ...JOBS, "nothing"),
      isSwitchedOn: fc.boolean(),
      isPinned: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  outputs: fc.array(fc.constantFrom(...RESOURCES, ...RESOURCES, ...RESOURCES, "nowhere"), { maxLength: 1 }),
  mode: fc.constantFrom("chrono", "strict", "immediate"),
});

const someDefinition = fc
  .record({
    resources: fc.uniqueArray(someResource, { minLength: 2, maxLength: 5, selector: ({ name }) => name }),
    jobs: fc.uniqueArray(someJob, { maxLength: 4, selector: ({ at }) => at }),
  })
  .map(({ resources, jobs }) =>
    mostlySound({ resources: resources.map(resourceFrom), jobs: jobs.map(jobFrom) }),
  );

const someSource = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const someName = fc.constantFrom(...RESOURCES, "r1", "r1");
const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("sync" as const),
      source: someSource,
      definition: someDefinition,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("edit" as const), source: someSource, resource: someName }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("take-over" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("pause" as const),
      source: someSource,
      isPaused: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), source: someSource }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("run" as const), job: fc.constantFrom(...JOBS) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("post" as const), resource: fc.constantFrom(...RESOURCES) }),
  },
);

function resourceFrom({
  name,
  value,
  flag,
}: {
  name: (typeof RESOURCES)[number];
  value: string;
  flag: boolean;
}): Resource {
  const type = RESOURCE_TYPES[name];
  const values: Resource["values"] =
    type === "params" ? { params: { A: value } } : type === "state" ? {} : { versionName: `1.0.${value}` };
  return { name, type, flags: flag ? ["shown"] : [], values };
}

/** Without references to what is not there, but for those that are meant to be wrong. */
function mostlySound({ resources, jobs }: WorkflowDefinition): WorkflowDefinition {
  const names = new Set(["nothing", "nowhere", ...[...resources, ...jobs].map(({ name }) => name)]);
  const isKept = (step: Step): boolean =>
    step.kind === "task" || names.has(step.kind === "in" ? step.from : step.to);
  return { resources, jobs: jobs.map((job) => ({ ...job, steps: job.steps.filter(isKept) })) };
}

/** INs from jobs of a smaller number only, so that there is no circle. */
function jobFrom({
  at,
  inputs,
  outputs,
  mode,
}: {
  at: number;
  inputs: readonly { from: string; isSwitchedOn: boolean; isPinned: boolean }[];
  outputs: readonly string[];
  mode: string;
}): Job {
  const isUpstream = (name: string): boolean => !name.startsWith("j") || Number(name.slice(1)) < at;
  const steps: Step[] = inputs
    .filter(({ from }) => isUpstream(from))
    .map(({ from, isSwitchedOn, isPinned }) => ({
      kind: "in",
      from,
      isSwitchedOn,
      options: {},
      ...(isPinned ? { pin: { kind: "number" as const, versionNumber: 1 } } : {}),
    }));
  for (const to of outputs)
    steps.push({ kind: "out", to, replicateOnPullRequest: false, overwrite: false, onFailure: false });
  steps.push({ kind: "task", name: "t", runtime: { env: {} }, script: ["true"] });
  const nothing = { script: [], notify: [] };
  return {
    name: `j${String(at)}`,
    type: "runSh",
    steps,
    dependencyMode: mode === "strict" || mode === "immediate" ? mode : "chrono",
    triggerMode: "serial",
    priority: 9999,
    runtime: { env: {} },
    integrations: [],
    flags: [],
    allowPublicAccess: false,
    sections: {
      onStart: nothing,
      onSuccess: nothing,
      onFailure: nothing,
      onCancel: nothing,
      always: nothing,
    },
    options: {},
  };
}

interface Place {
  readonly engine: Engine;
  readonly database: Database;
  readonly workspaceId: string;
  readonly sources: readonly { readonly id: string; readonly name: string }[];
}

async function openPlace(database: Database): Promise<Place> {
  const id = randomUUID();
  const workspace = await ensureWorkspace(database.query, { id, name: id });
  const sources = [
    { id: "00000000-0000-7000-8000-000000000000".replace(/.{12}$/, randomUUID().slice(-12)), name: "first" },
    { id: "11111111-0000-7000-8000-000000000000".replace(/.{12}$/, randomUUID().slice(-12)), name: "second" },
  ];
  for (const source of sources)
    await insertSource(database.query, workspace.id, {
      ...source,
      kind: "directory",
      location: `/${source.name}`,
    });
  const engine = createEngine({
    database,
    workspaceId: workspace.id,
    agents: createAgentPool(),
    log: pino({ level: "silent" }),
    now: () => new Date(),
    urlOfRun: () => "",
  });
  return { engine, database, workspaceId: workspace.id, sources };
}

/** The workspace as the database has it, in the words of a plan. */
interface Seen {
  readonly declared: ReadonlyMap<
    string,
    { readonly text: string; readonly values: string; readonly sourceId: string }
  >;
  readonly versions: ReadonlyMap<string, number>;
  readonly queued: ReadonlySet<string>;
  readonly waiting: ReadonlySet<string>;
  readonly inconsistent: ReadonlyMap<string, string>;
}

async function look({ database, workspaceId }: Place): Promise<Seen> {
  const cache = createWorkspaceCache(workspaceId, await readWorkspace(database.pool, workspaceId));
  const declared = new Map<string, { text: string; values: string; sourceId: string }>();
  const inconsistent = new Map<string, string>();
  for (const { resource, sourceId } of cache.resources.values()) {
    const facts = cache.facts.resource(resource.name);
    if (facts.isDeleted) continue;
    const values = canonicalJson(resource.values);
    declared.set(resource.name, { text: textOf(resource), values, sourceId: sourceId ?? "" });
    if (facts.inconsistent !== undefined) inconsistent.set(resource.name, facts.inconsistent);
  }
  const waiting = new Set<string>();
  for (const { job, sourceId } of cache.jobs.values()) {
    const facts = cache.facts.job(job.name);
    if (facts.isDeleted) continue;
    declared.set(job.name, { text: textOf(job), values: "", sourceId: sourceId ?? "" });
    if (facts.inconsistent !== undefined) inconsistent.set(job.name, facts.inconsistent);
    if (facts.waiting) waiting.add(job.name);
  }
  return {
    declared,
    inconsistent,
    waiting,
    versions: new Map(
      [...cache.resources.keys()].map((name) => [name, cache.facts.resource(name).lastVersionNumber]),
    ),
    queued: new Set([...cache.runs.values()].map(({ live }) => `${live.job} #${String(live.number)}`)),
  };
}

/** Rare by chance: an edit of a trigger makes a strict job wait for a run that is queued. */
const WAITS: [WorkflowDefinition, Edit[]] = [
  {
    resources: [resourceFrom({ name: "r1", value: "1", flag: false })],
    jobs: [
      jobFrom({ at: 0, inputs: [], outputs: [], mode: "chrono" }),
      jobFrom({
        at: 1,
        inputs: [
          { from: "r1", isSwitchedOn: true, isPinned: false },
          { from: "j0", isSwitchedOn: true, isPinned: false },
        ],
        outputs: [],
        mode: "strict",
      }),
    ],
  },
  [
    { kind: "run", job: "j0" },
    { kind: "edit", source: 0, resource: "r1" },
  ],
];

const NOTHING_DECLARED: WorkflowDefinition = { resources: [], jobs: [] };

const NOTHING_SEEN: Seen = {
  declared: new Map(),
  versions: new Map(),
  queued: new Set(),
  waiting: new Set(),
  inconsistent: new Map(),
};

function textOf(thing: Resource | Job): string {
  return canonicalJson(JSON.parse(JSON.stringify(thing)) as JsonValue);
}

/** What is different between two looks, in the words of a plan. */
function differenceOf(before: Seen, after: Seen) {
  const names = [...new Set([...before.declared.keys(), ...after.declared.keys()])].sort();
  return {
    appeared: names.filter((name) => !before.declared.has(name)),
    disappeared: names.filter((name) => !after.declared.has(name)),
    edited: names.filter((name) => {
      const [old, now] = [before.declared.get(name), after.declared.get(name)];
      return old && now && old.text !== now.text;
    }),
    moved: names.filter((name) => {
      const [old, now] = [before.declared.get(name), after.declared.get(name)];
      return old && now && old.sourceId !== now.sourceId;
    }),
    versions: [...after.versions]
      .filter(([name, number]) => number !== (before.versions.get(name) ?? 0))
      .map(([name, number]) => `${name}@${String(number)}`)
      .sort(),
    started: [...after.queued].filter((run) => !before.queued.has(run)).sort(),
    canceled: [...before.queued].filter((run) => !after.queued.has(run)).sort(),
    newWaiting: [...after.waiting].filter((job) => !before.waiting.has(job)).sort(),
    inconsistent: [...after.inconsistent].sort(),
  };
}

/** The same, as a plan says it. */
function differenceIn(plan: ConfigurationPlan, before: Seen) {
  const named = (...actions: readonly string[]): string[] =>
    plan.changes
      .filter(({ action }) => actions.includes(action))
      .map(({ name }) => name)
      .sort();
  return {
    appeared: named("add", "restore"),
    disappeared: named("remove"),
    edited: named("change", "touch"),
    moved: named("move"),
    versions: plan.newVersions.map(({ resource, number }) => `${resource}@${String(number)}`).sort(),
    started: plan.starts
      .filter(({ verdict }) => verdict === "queued")
      .map(({ job, runNumber }) => `${job} #${String(runNumber)}`)
      .sort(),
    canceled: plan.canceledRuns.map(({ job, number }) => `${job} #${String(number)}`).sort(),
    newWaiting: plan.starts
      .filter(({ verdict, job }) => verdict === "waiting" && !before.waiting.has(job))
      .map(({ job }) => job)
      .sort(),
    inconsistent: plan.inconsistent.map(({ name, reason }) => [name, reason]).sort(),
  };
}

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

test(
  "applying a plan does just what it said, for 1,000 random sequences of edits",
  { timeout: 300_000 },
  async () => {
    const database = openDatabase({ connectionString: await databaseOfTest() }, { onError: () => undefined });
    onTestFinished(() => database.close());
    const tally: Tally = new Map();
    await fc.assert(
      fc.asyncProperty(
        someDefinition,
        fc.array(someEdit, { minLength: 2, maxLength: 8 }),
        async (definition, edits) => {
          const place = await openPlace(database);
          const declared: Turn["declared"] = [NOTHING_DECLARED, NOTHING_DECLARED];
          try {
            for (const [index, edit] of [
              { kind: "sync", source: 0, definition } as const,
              ...edits,
            ].entries())
              await perform(place, edit, { generation: index + 1, tally, declared });
          } finally {
            await place.engine.close();
          }
        },
      ),
      { numRuns: 1000, endOnFailure: true, examples: [WAITS] },
    );
    for (const part of [...Object.keys(differenceOf(NOTHING_SEEN, NOTHING_SEEN)), "refused"])
      expect(tally.get(part) ?? 0, `${part} in ${JSON.stringify([...tally])}`).toBeGreaterThan(0);
  },
);
