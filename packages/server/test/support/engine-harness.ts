import type { Assignment, ServerMessage } from "@landbridge/api";
import type { WorkflowDefinition } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { createAgentPool } from "../../src/engine/agent-pool.ts";
import type { AgentPool, ConnectedAgent } from "../../src/engine/agent-pool.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { Committed, Engine, EngineParts } from "../../src/engine/engine.ts";
import { openDatabase } from "../../src/store/database.ts";
import type { Database } from "../../src/store/database.ts";
import { insertSource } from "../../src/store/sources.ts";
import { ensureWorkspace } from "../../src/store/workspaces.ts";

/** A statement of a transaction, as it is about to be sent; `pid` is its connection's process. */
export interface SentStatement {
  readonly kind: "lock" | "load" | "save" | "commit" | "rollback" | "other";
  readonly text: string;
  readonly pid: number;
}

export interface EngineHarness {
  readonly engine: Engine;
  readonly agents: AgentPool;
  readonly database: Database;
  readonly workspaceId: string;
  /** What the engine's transactions sent, in order. */
  readonly sent: readonly SentStatement[];
  readonly commits: readonly Committed[];
  /** Calls `act` before each statement from now on. */
  beforeStatement(act: ((statement: SentStatement) => Promise<void> | void) | undefined): void;
  afterStatement(act: ((statement: SentStatement) => Promise<void> | void) | undefined): void;
  /** Calls `act` after each reading outside of transactions from now on, before its answer arrives. */
  afterReading(act: ((text: string) => Promise<void> | void) | undefined): void;
  /** The scheduler of another server on the same workspace, without agents. */
  addServer(): Engine;
  /** Makes an agent with so many slots known; it takes what it is given. */
  addAgent(slots: number, pool?: string): ConnectedAgent;
  sync(yaml: string): Promise<void>;
}

/** The scheduler on a real database, with a look at each statement on its way there. */
export async function startEngine(
  databaseUrl: string,
  {
    workspace: name = "main",
    now = () => new Date(),
    ...options
  }: Pick<EngineParts, "retryMs" | "unknownAfterMs"> & {
    readonly workspace?: string;
    readonly now?: () => Date;
  } = {},
): Promise<EngineHarness> {
  const database = openDatabase({ connectionString: databaseUrl }, { onError: () => undefined });
  onTestFinished(() => database.close());
  const workspace = await ensureWorkspace(database.query, { id: randomUUID(), name });
  const sent: SentStatement[] = [];
  const commits: Committed[] = [];
  let before: ((statement: SentStatement) => Promise<void> | void) | undefined;
  let after: typeof before;
  let afterReading: ((text: string) => Promise<void> | void) | undefined;
  watchReadings(database, async (text) => afterReading?.(text));
  watchStatements(database, {
    async before(statement) {
      sent.push(statement);
      await before?.(statement);
    },
    after: async (statement) => after?.(statement),
  });
  const agents = createAgentPool();
  const addServer = (own: AgentPool): Engine => {
    const added = createEngine({
      database,
      workspaceId: workspace.id,
      agents: own,
      log: pino({ level: "silent" }),
      isShared: true,
      now,
      urlOfRun: (job, number) => `/${job}/${String(number)}`,
      ...options,
    });
    onTestFinished(() => added.close());
    return added;
  };
  const engine = addServer(agents);
  engine.onCommit((committed) => {
    commits.push(committed);
    for (const { agentId, live, leaseToken } of committed.started)
      agents.get(agentId ?? "")?.runs.set(live.id, leaseToken ?? "");
    for (const { agentId, live, finishedAt } of committed.runs)
      if (finishedAt) agents.get(agentId ?? "")?.runs.delete(live.id);
  });
  const sourceId = randomUUID();
  await insertSource(database.query, workspace.id, {
    id: sourceId,
    name: "source",
    kind: "directory",
    location: "/",
  });
  let generation = 0;
  return {
    engine,
    agents,
    database,
    workspaceId: workspace.id,
    sent,
    commits,
    beforeStatement: (act) => {
      before = act;
    },
    afterStatement: (act) => {
      after = act;
    },
    afterReading: (act) => {
      afterReading = act;
    },
    addServer: () => addServer(createAgentPool()),
    addAgent(slots, pool = "default") {
      const agent = plainAgent(slots, pool);
      agents.add(agent);
      return agent;
    },
    async sync(yaml) {
      await engine.submit({
        type: "configuration-read",
        sourceId,
        sourceName: "source",
        definition: definitionOf(yaml),
        heads: new Map(),
        by: "a test",
        generation: ++generation,
        problems: [],
      });
    },
  };
}

export function definitionOf(yaml: string): WorkflowDefinition {
  const loaded = loadWorkflow([{ path: "landbridge.yml", text: yaml }]);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join("\n"));
  return loaded.definition;
}

function plainAgent(slots: number, pool: string): ConnectedAgent {
  return {
    id: randomUUID(),
    instance: randomUUID(),
    name: "agent",
    pool,
    slots,
    version: "0.1.0",
    isDraining: false,
    runs: new Map(),
    silentMs: () => 0,
    send: (_message: ServerMessage) => undefined,
    assign: (_assignment: Assignment) => undefined,
    drop: () => undefined,
  };
}

interface Watch {
  before(statement: SentStatement): Promise<void>;
  after(statement: SentStatement): Promise<void>;
}

/** Lets a test stand between the engine and its connection; the connection itself stays what it is. */
function watchStatements({ pool }: Database, watch: Watch): void {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const watched = async (): Promise<PoolClient> => {
    const client = await connect();
    return new Proxy(client, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        if (property !== "query") return value.bind(target) as unknown;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          const statement = statementOf(args[0], target);
          await watch.before(statement);
          const result: unknown = await Reflect.apply(value, target, args);
          await watch.after(statement);
          return result;
        };
      },
    });
  };
  // Pool.query calls it with a callback: those are single reads outside of transactions.
  Object.assign(pool, {
    connect: (callback?: never) =>
      callback === undefined ? watched() : Reflect.apply(connect, pool, [callback]),
  });
}

function watchReadings({ pool }: Database, after: (text: string) => Promise<void>): void {
  const query = pool.query.bind(pool) as (...args: readonly unknown[]) => Promise<unknown>;
  Object.assign(pool, {
    query: async (...args: readonly unknown[]): Promise<unknown> => {
      const result = await query(...args);
      await after(typeof args[0] === "string" ? args[0] : textOf(args[0]));
      return result;
    },
  });
}

function statementOf(query: unknown, client: PoolClient): SentStatement {
  const text = typeof query === "string" ? query : textOf(query);
  const pid = (client as unknown as { readonly processID: number }).processID;
  return { kind: kindOf(text), text, pid };
}

function textOf(query: unknown): string {
  return typeof query === "object" && query !== null && "text" in query ? String(query.text) : String(query);
}

function kindOf(text: string): SentStatement["kind"] {
  if (text.includes("for update")) return "lock";
  if (/^(commit|rollback)$/.test(text)) return text === "commit" ? "commit" : "rollback";
  if (/update workspaces set revision/.test(text)) return "save";
  return text.startsWith("select") ? "load" : "other";
}
