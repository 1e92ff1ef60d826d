import { applyToCache } from "../src/engine/batch.ts";
import { deadlineOf } from "../src/engine/deadlines.ts";
import type { RunRecord } from "../src/engine/run-record.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import type { Agent } from "./agents.ts";
import type { Line } from "./draw-line.ts";
import { createMail } from "./mail.ts";
import type { Mail } from "./mail.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { createTables, saveToTables } from "./tables.ts";
import type { Tables } from "./tables.ts";
import { decideTransaction, readCache } from "./transaction.ts";
import type { Answer, Asked, Decided, Seat, SimulatedEvent } from "./transaction.ts";
import type { Watch } from "./watch.ts";

/** One server on the database, with what it has in memory. */
export interface Server {
  readonly index: number;
  cache?: WorkspaceCache;
  /** The revision whose consequences it has seen to: that its agents know of their runs. */
  told?: number;
}

/** One story under way. */
export interface World {
  readonly seed: string;
  readonly line: Line;
  /** Chance of faults and delays: apart from that of the story, so that the story stays when they change. */
  readonly luck: Random;
  readonly faults: FaultRates;
  readonly tables: Tables;
  readonly servers: readonly Server[];
  readonly agents: readonly Agent[];
  readonly crew: Crew;
  readonly mail: Mail;
  readonly watch: Watch;
  /** Absent where no schedule is. */
  readonly clocks?: Clocks;
  /** Committed transactions, in order. */
  readonly log: (Asked & { readonly rows: string })[];
  readonly counts: Map<string, number>;
  now: number;
  /** Engine events that were evaluated. */
  events: number;
  /** The last attempt to enforce deadlines was lost before this. */
  deadlinesAfter: number;
}

/** How servers and agents hear of each other. */
export interface Crew {
  seatsAt(world: World, server: Server): readonly Seat[];
  handOut(world: World, server: Server, decided: Decided): void;
  handOutMissing(world: World, server: Server, cache: WorkspaceCache): void;
}

/** Looks at the clock, as each server makes them. */
export interface Clocks {
  /** What is declared has changed. */
  hear(world: World): void;
  /** The servers start anew. */
  forget(): void;
  stop(): void;
}

export interface FaultRates {
  readonly beforeSave: number;
  readonly beforeCommit: number;
  readonly answerLost: number;
  readonly delayMs: number;
  readonly duplicate: number;
  readonly lost: number;
}

export function createWorld(
  parts: Pick<World, "seed" | "line" | "faults" | "agents" | "crew" | "watch" | "now"> & {
    readonly servers: number;
    readonly clocks?: Clocks;
  },
): World {
  return {
    ...parts,
    servers: Array.from({ length: parts.servers }, (_, index) => ({ index })),
    luck: createRandom(`${parts.seed} luck`),
    tables: createTables(),
    mail: createMail(),
    log: [],
    counts: new Map(),
    events: 0,
    deadlinesAfter: 0,
  };
}

export function count(world: World, what: string): void {
  world.counts.set(what, (world.counts.get(what) ?? 0) + 1);
}

/** A server evaluates events in one transaction. `undefined`: it was lost, and nothing of it counts. */
export async function submit(
  world: World,
  server: Server,
  events: readonly SimulatedEvent[],
): Promise<readonly Answer[] | undefined> {
  const { tables, watch, luck, faults } = world;
  const before = await takeUp(world, server);
  if (server.told !== tables.revision) world.crew.handOutMissing(world, server, before);
  server.told = tables.revision;
  const asked: Asked = { at: world.now, events, seats: world.crew.seatsAt(world, server) };
  world.events += events.length;
  for (const { type } of events) count(world, type);
  const decided = await decideTransaction(tables, before, asked);
  for (const answer of decided.answers)
    if ("refusal" in answer) count(world, `refused ${answer.refusal.code}`);
  if (!decided.saved) {
    watch.unchanged(world, decided);
    return decided.answers;
  }
  if (luck.chance(faults.beforeSave) || luck.chance(faults.beforeCommit)) {
    count(world, "fault: nothing committed");
    delete server.cache;
    return undefined;
  }
  // What is in the table is a copy: nobody changes rows by changing a record.
  const rows = JSON.stringify({ ...decided.saved, plans: [] });
  const saved = { ...(JSON.parse(rows) as typeof decided.saved), plans: decided.saved.plans };
  watch.before(world, decided);
  const changes = saveToTables(tables, saved, decided);
  world.log.push({ ...asked, rows });
  const isRedeclared = decided.batch.workflow !== before.workflow;
  applyToCache(decided.batch, saved.revision);
  await watch.committed(world, { decided, saved, changes, cache: before });
  if (decided.batch.isCacheStale) delete server.cache;
  if (isRedeclared) world.clocks?.hear(world);
  for (const other of world.servers) if (other !== server) followLater(world, other);
  if (luck.chance(faults.answerLost)) {
    count(world, "fault: answer lost");
    delete server.cache;
    followLater(world, server);
    return decided.answers;
  }
  world.crew.handOut(world, server, decided);
  server.told = saved.revision;
  return decided.answers;
}

/** Keeps trying while the database is away, as for the word of an agent. */
export async function submitDurably(
  world: World,
  server: Server,
  events: readonly SimulatedEvent[],
): Promise<void> {
  const answers = await submit(world, server, events);
  if (!answers) world.mail.send(world.now + 200, () => submitDurably(world, server, events));
}

/** The cache of a server, read anew when another one changed the database. */
export async function takeUp(world: World, server: Server): Promise<WorkspaceCache> {
  if (server.cache?.revision === world.tables.revision) return server.cache;
  server.cache = await readCache(world.tables, server.cache);
  return server.cache;
}

function followLater(world: World, server: Server): void {
  world.mail.send(world.now + 1_000, async () => {
    if (server.told === world.tables.revision) return;
    await submitDurably(world, server, [{ type: "dispatch" }]);
  });
}

/** Lets time pass, with everything that happens meanwhile. */
export async function advanceTo(world: World, to: number): Promise<void> {
  for (;;) {
    const letterAt = world.mail.next();
    // A look that the database was not there for is made again.
    const dueAt = world.deadlinesAfter > 0 ? world.deadlinesAfter : await nextDeadline(world);
    const at = Math.min(letterAt, dueAt);
    if (at > to) break;
    world.now = Math.max(world.now, at);
    if (letterAt <= dueAt) await world.mail.take()?.deliver();
    else await enforceDeadlines(world);
  }
  world.now = to;
}

/** Each server has its own clock, and starts runs on its own agents. */
export async function enforceDeadlines(world: World): Promise<void> {
  let isDone = true;
  for (const server of world.servers) {
    const answers = await submit(world, server, [{ type: "deadline" }]);
    isDone &&= answers !== undefined;
  }
  world.deadlinesAfter = isDone ? 0 : world.now + 1_000;
}

export function anyServer(world: World): Server {
  const server = world.luck.pick(world.servers);
  if (!server) throw new Error("a story has a server");
  return server;
}

/** The workspace as it is: of a server that knows, or else read by the first. */
export async function currentCache(world: World): Promise<WorkspaceCache> {
  const { revision } = world.tables;
  const knows = world.servers.find(({ cache }) => cache?.revision === revision);
  return takeUp(world, knows ?? anyServer(world));
}

async function nextDeadline(world: World): Promise<number> {
  const { runs } = await currentCache(world);
  let next = Infinity;
  for (const record of runs.values()) next = Math.min(next, dueAt(record, world.now));
  return next;
}

/** When somebody has to look at the run: at its deadline, or when its pause is over. */
function dueAt(record: RunRecord, now: number): number {
  const { notBefore } = record.live;
  const pauseEnds =
    record.status === "queued" && notBefore !== undefined && notBefore > now ? notBefore : Infinity;
  return Math.min(deadlineOf(record), pauseEnds);
}
