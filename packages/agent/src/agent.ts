import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { createAgentKey } from "./agent-key.ts";
import { acquireAgentLock } from "./agent-lock.ts";
import type { AgentLock } from "./agent-lock.ts";
import { createClaimLoop } from "./claim-loop.ts";
import type { ClaimLoop, RunChange } from "./claim-loop.ts";
import type { AgentConfig } from "./config.ts";
import { baseEnvironment } from "./environment.ts";
import { findProgram, locateHelpers } from "./helpers-directory.ts";
import { cleanLeftovers } from "./leftovers.ts";
import { signalProcess } from "./process-tree.ts";
import type { Machine } from "./run-context.ts";
import { createHostRuntime } from "./runtimes/host.ts";
import { createPipePool } from "./runtimes/pipe-pool.ts";
import { createServerConnection } from "./server-connection.ts";
import type { ConnectionState, ServerConnection } from "./server-connection.ts";
import { createWorkspacePool } from "./workspace-pool.ts";
import { startWatchdog } from "./watchdog.ts";
import type { Watchdog } from "./watchdog.ts";

export const AGENT_VERSION = "0.1.0";

/** What an agent tells who started it. */
export type AgentEvent =
  | { readonly kind: "connection"; readonly state: ConnectionState }
  | RunChange
  /** The parent is gone, and no server could be reached for long: the agent has ended itself. */
  | { readonly kind: "orphaned" };

export interface Agent {
  /** Takes the directory, cleans up after an earlier agent and begins to dial; refuses with an AppError. */
  start(): Promise<void>;
  /** `drain`: finishes the runs that it has. Otherwise ends them, reports and leaves nothing alive. */
  close(options?: { readonly drain?: boolean }): Promise<void>;
  /** Returns what takes the listener off again. */
  onEvent(listener: (event: AgentEvent) => void): () => void;
}

/** How long the server may take to confirm the last results when the agent ends. */
const LAST_ANSWER_MS = 3_000;
const ORPHAN_CHECK_MS = 1_000;

interface Parts {
  readonly lock: AgentLock;
  readonly machine: Machine;
  readonly watchdog: Watchdog;
  readonly connection: ServerConnection;
  readonly loop: ClaimLoop;
  readonly orphanCheck: NodeJS.Timeout | undefined;
}

/** The process that carries out runs on this machine. */
export function createAgent(config: AgentConfig, log: Logger): Agent {
  const listeners = new Set<(event: AgentEvent) => void>();
  const instance = randomUUID();
  let parts: Parts | undefined;
  let closing: Promise<void> | undefined;

  function tell(event: AgentEvent): void {
    for (const listener of listeners) listener(event);
  }
  function onState(state: ConnectionState): void {
    if (state.kind === "disconnected") log.info({ reason: state.message }, "no connection to the server");
    if (state.kind === "connected") log.info({ agentId: state.agentId }, "connected to the server");
    tell({ kind: "connection", state });
  }
  function wire(machine: Machine): Pick<Parts, "connection" | "loop"> {
    const key = createAgentKey(config);
    const connection = createServerConnection({
      server: config.server,
      token: key.current,
      hello: () => ({
        instance,
        name: config.name,
        pool: config.pool,
        labels: [...config.labels],
        slots: config.slots,
        version: AGENT_VERSION,
        os: platform(),
        arch: arch(),
        runtimes: [machine.runtime.name],
        runs: loop.carried(),
      }),
      runIds: () => loop.carried().map((run) => run.runId),
      onWelcome(welcome) {
        if (welcome.key !== undefined) key.save(welcome.key);
        loop.resume(welcome.logs);
        // A server that was away does not know of the end.
        if (closing !== undefined) connection.send({ type: "drain" });
      },
      onMessage: (message) => loop.handle(message),
      onState(state) {
        // A key that the server does not know any more: the token may still be good.
        if (state.kind === "refused" && state.status !== 426 && key.forget()) return;
        onState(state);
      },
      onDrain: () => loop.flush(),
      onHeartbeat: () => loop.resend(),
      log,
    });
    const { directory, keepWorkspaces, logLimitBytes, graceMs } = config;
    const loop = createClaimLoop({
      machine,
      wire: connection,
      directory,
      keepWorkspaces,
      logLimitBytes,
      graceMs,
      log,
      onChange: tell,
    });
    return { connection, loop };
  }
  /** Without its parent an agent goes on for as long as there is a server to work for. */
  function watchParent(connection: ServerConnection): NodeJS.Timeout | undefined {
    const { parentPid, orphanGraceMs } = config;
    if (parentPid === undefined) return undefined;
    let aloneSince = performance.now();
    return setInterval(() => {
      const now = performance.now();
      if (connection.isConnected() || signalProcess(parentPid, 0)) {
        aloneSince = now;
        return;
      }
      if (now - aloneSince < orphanGraceMs) return;
      log.warn({ parentPid }, "the parent is gone and no server can be reached: ending");
      void close({}).then(() => tell({ kind: "orphaned" }));
    }, ORPHAN_CHECK_MS);
  }
  async function end(
    { lock, machine, watchdog, connection, loop, orphanCheck }: Parts,
    drain: boolean,
  ): Promise<void> {
    clearInterval(orphanCheck);
    // First of all: each run that ends frees a slot, and the server would fill it again.
    connection.send({ type: "drain" });
    if (!drain) loop.stopAll({ kind: "agent-stopped" }, { graceMs: config.graceMs });
    // A draining agent still carries out what was on its way before the server knew.
    await loop.whenEnded();
    loop.takeNoMore();
    if (connection.isConnected()) await within(loop.whenIdle(), LAST_ANSWER_MS);
    await connection.close();
    loop.close();
    await machine.runtime.close();
    machine.workspaces.close();
    watchdog.dismiss();
    lock.release();
  }
  function close({ drain = false }: { readonly drain?: boolean }): Promise<void> {
    if (parts === undefined) return Promise.resolve();
    closing ??= end(parts, drain);
    return closing;
  }
  return {
    async start() {
      mkdirSync(join(config.directory, "runs"), { recursive: true, mode: 0o700 });
      const lock = acquireAgentLock(config.directory);
      await cleanLeftovers(config.directory, { keepWorkspaces: config.keepWorkspaces, log });
      const machine = await openMachine(config);
      const watchdog = startWatchdog(machine.helpers, machine.agentMark);
      const wired = wire(machine);
      parts = { lock, machine, watchdog, ...wired, orphanCheck: watchParent(wired.connection) };
      wired.connection.open();
    },
    close: (options = {}) => close(options),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function openMachine(config: AgentConfig): Promise<Machine> {
  const { directory, slots, machineEnvironment, containersOnHost } = config;
  const path = machineEnvironment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
  const helpers = locateHelpers(directory);
  const bash = findProgram("bash", path);
  const agentMark = randomUUID();
  const waitingShells = bash === undefined ? 0 : Math.min(slots, MOST_WAITING_SHELLS);
  // Instructions, a report and two or three steps for each slot.
  const pipes = await createPipePool(
    join(directory, "pipes"),
    Math.min(5 * slots + 3 * waitingShells + 4, 800),
  );
  return {
    runtime: createHostRuntime({
      pipes,
      session: [bash ?? "bash", join(helpers, "session.bash")],
      environment: baseEnvironment({ helpers, agentMark, machine: machineEnvironment }),
      directory: join(directory, "runs"),
      waitingShells,
      agentMark,
      launcher: join(helpers, "launcher.mjs"),
    }),
    workspaces: createWorkspacePool(directory, slots + MOST_SPARE_WORKSPACES),
    bash,
    helpers,
    agentMark,
    containersOnHost,
    machineEnvironment,
  };
}

/** As many as short runs leave between two looks for what they left alive. */
const MOST_SPARE_WORKSPACES = 200;
/** A waiting shell takes a megabyte; more than a few are only of use in a burst. */
const MOST_WAITING_SHELLS = 10;

function within(event: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void event.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
