import type { RunSecrets } from "@landbridge/api";
import type { RunPlan } from "@landbridge/core";
import type { WorkspacePaths } from "./environment.ts";
import type { RunningProcess, Runtime } from "./runtimes/runtime.ts";
import type { RunStop } from "./run-stop.ts";
import type { StepBoard } from "./step-board.ts";
import type { WorkspacePool } from "./workspace-pool.ts";
import type { FileContents } from "./workspace.ts";

/** What the machine offers to every run. */
export interface Machine {
  readonly runtime: Runtime;
  readonly workspaces: WorkspacePool;
  /** Absent where it has no bash. */
  readonly bash: string | undefined;
  /** The directory of `lb`, `shipctl` and our own scripts. */
  readonly helpers: string;
  readonly agentMark: string;
  readonly containersOnHost: boolean;
  readonly machineEnvironment: Readonly<Record<string, string>>;
}

/** Where the output of a step goes. */
export interface StepLog {
  write(bytes: Buffer): void;
  /** The same, but in no hurry. */
  note(bytes: Buffer): void;
  finish(): void;
}

/** All that the parts of one run share. */
export interface RunContext {
  readonly plan: RunPlan;
  readonly files: FileContents;
  readonly secrets: RunSecrets;
  readonly paths: WorkspacePaths;
  readonly machine: Machine;
  readonly board: StepBoard;
  readonly stop: RunStop;
  readonly log: (index: number) => StepLog;
  /** A secret that became known only now: logs and messages hide it from here on. */
  readonly hide: (secret: string) => void;
  /** Which outputs of a process are the logs of which steps, so that a slow server can hold them back. */
  readonly attachOutputs: (process: RunningProcess, steps: readonly number[]) => void;
}
