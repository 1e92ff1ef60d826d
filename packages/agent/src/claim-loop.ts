import type { Assignment, ServerMessage } from "@landbridge/api";
import type { Logger } from "pino";
import { executePlan } from "./execute-plan.ts";
import type { RunningRun } from "./execute-plan.ts";
import type { Machine } from "./run-context.ts";
import { createRunReport } from "./run-report.ts";
import type { ReportWire, RunReport } from "./run-report.ts";
import type { StopCause } from "./run-stop.ts";
import { inputDirectories, workspacePaths } from "./workspace.ts";

export interface ClaimLoopOptions {
  readonly machine: Machine;
  readonly wire: ReportWire;
  readonly directory: string;
  readonly keepWorkspaces: boolean;
  readonly logLimitBytes: number;
  readonly graceMs: number;
  readonly onChange: (change: RunChange) => void;
  readonly log: Logger;
}

export interface RunChange {
  readonly kind: "run-started" | "run-ended";
  readonly runId: string;
  readonly job: string;
}

/** The runs that this agent carries: from their assignment until the server has their result. */
export interface ClaimLoop {
  readonly carried: () => { runId: string; leaseToken: string }[];
  handle(message: Exclude<ServerMessage, { type: "welcome" }>): void;
  /** There is a connection again; the server told how much of each log it has. */
  resume(logs: readonly { readonly runId: string; readonly index: number; readonly offset: number }[]): void;
  flush(): void;
  resend(): void;
  /** Ends every run, and begins none any more. */
  stopAll(cause: StopCause, options: { readonly graceMs: number }): void;
  /** What is still assigned is left to the server, which gives it to another agent or calls it lost. */
  takeNoMore(): void;
  /** Resolves when the processes of every run have ended, also of those that came while this was waited for. */
  whenEnded(): Promise<void>;
  /** Resolves when the server has the result of every run, and every workspace is gone. */
  whenIdle(): Promise<void>;
  close(): void;
}

interface Carried {
  readonly assignment: Assignment;
  readonly report: RunReport;
  readonly running: RunningRun;
  /** Its processes are gone, its workspace too. */
  readonly isGone: Promise<void>;
  readonly release: () => void;
}

export function createClaimLoop(options: ClaimLoopOptions): ClaimLoop {
  const runs = new Map<string, Carried>();
  /** Runs that are no longer ours, while their processes end and their workspaces go. */
  const leaving = new Map<string, Promise<void>>();
  /** The newest assignment of a run whose earlier attempt is leaving. */
  const pending = new Map<string, Assignment>();
  const waiting: (() => void)[] = [];
  let isTaking = true;

  function take(assignment: Assignment): void {
    const known = runs.get(assignment.runId);
    if (known?.assignment.leaseToken === assignment.leaseToken) return;
    if (known !== undefined) abandon(known);
    const before = leaving.get(assignment.runId);
    if (before === undefined) begin(assignment);
    else if (pending.get(assignment.runId)?.leaseToken !== assignment.leaseToken) {
      pending.set(assignment.runId, assignment);
      void before.then(() => beginPending(assignment));
    }
  }
  function beginPending(assignment: Assignment): void {
    // A newer lease has replaced it, or the server has taken it back.
    if (pending.get(assignment.runId) !== assignment) return;
    pending.delete(assignment.runId);
    begin(assignment);
  }
  function begin(assignment: Assignment): void {
    // Here and not in `take`: an assignment may have waited for its predecessor's end.
    if (!isTaking) return;
    const { runId, plan } = assignment;
    const { machine, wire, graceMs, logLimitBytes } = options;
    const paths = workspacePaths(options.directory, runId);
    const report = createRunReport({ assignment, paths, wire, logLimitBytes });
    const running = executePlan(assignment, { paths, machine, graceMs, observer: report });
    let release = (): void => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    const isGone = Promise.all([running.ended, isReleased]).then(() => clean(assignment));
    runs.set(runId, { assignment, report, running, isGone, release });
    options.onChange({ kind: "run-started", runId, job: plan.job });
    void running.ended.then((end) => {
      report.finish(end);
      options.onChange({ kind: "run-ended", runId, job: plan.job });
    });
  }
  async function clean({ runId, plan }: Assignment): Promise<void> {
    if (options.keepWorkspaces) return;
    const paths = workspacePaths(options.directory, runId);
    // What came with the acknowledgement starts first.
    await new Promise(setImmediate);
    const { runtime } = options.machine;
    // The next run may get this directory: nobody may be at work in it.
    if (waiting.length > 0) runtime.settleNow();
    else await runtime.settled(runId);
    try {
      await options.machine.workspaces.giveBack(paths, inputDirectories(plan));
    } catch (error) {
      options.log.warn({ runId, err: error }, "a workspace can't be removed");
    }
  }
  /** Nobody wants to hear of this attempt any more. */
  function abandon(carried: Carried): void {
    carried.running.stop({ kind: "abandoned" }, { graceMs: 0 });
    forget(carried);
  }
  function forget({ assignment: { runId }, report, release, isGone }: Carried): void {
    runs.delete(runId);
    report.close();
    release();
    const gone = isGone.then(() => {
      if (leaving.get(runId) === gone) leaving.delete(runId);
      tellIdle();
    });
    leaving.set(runId, gone);
  }
  function tellIdle(): void {
    if (runs.size > 0 || leaving.size > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
  }
  function findOwned(message: { readonly runId: string; readonly leaseToken: string }): Carried | undefined {
    const carried = runs.get(message.runId);
    return carried?.assignment.leaseToken === message.leaseToken ? carried : undefined;
  }
  return {
    carried: () => [...runs.values()].map(({ assignment: { runId, leaseToken } }) => ({ runId, leaseToken })),
    handle(message) {
      switch (message.type) {
        case "assign": {
          const { type: _, ...assignment } = message;
          return take(assignment);
        }
        case "cancel":
          return findOwned(message)?.running.stop(
            { kind: "canceled", by: message.by },
            { graceMs: message.graceMs },
          );
        case "abandon": {
          const carried = findOwned(message);
          if (carried !== undefined) abandon(carried);
          if (pending.get(message.runId)?.leaseToken === message.leaseToken) pending.delete(message.runId);
          return;
        }
        case "log-ack":
          return runs.get(message.runId)?.report.acknowledgeLog(message.index, message.offset);
        case "run-finished-ack": {
          const carried = runs.get(message.runId);
          if (carried?.report.isFinished() === true) forget(carried);
        }
      }
    },
    resume(logs) {
      for (const [runId, { report }] of runs) {
        const known = logs.filter((entry) => entry.runId === runId);
        report.resume(new Map(known.map(({ index, offset }) => [index, offset])));
      }
    },
    flush() {
      for (const { report } of runs.values()) report.flush();
    },
    resend() {
      for (const { report } of runs.values()) report.resend();
    },
    stopAll(cause, stopOptions) {
      isTaking = false;
      for (const { running } of runs.values()) running.stop(cause, stopOptions);
    },
    takeNoMore() {
      isTaking = false;
    },
    async whenEnded() {
      const seen = new Set<Promise<unknown>>();
      for (;;) {
        const carried = [...runs.values()].map(({ running }) => running.ended);
        const open = [...carried, ...leaving.values()].filter((end) => !seen.has(end));
        if (open.length === 0) return;
        await Promise.all(open);
        for (const end of open) seen.add(end);
      }
    },
    whenIdle() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        options.machine.runtime.settleNow();
        tellIdle();
      });
    },
    close() {
      for (const { report } of runs.values()) report.close();
    },
  };
}
