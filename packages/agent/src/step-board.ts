import { isDoneBefore, stepsOf } from "@landbridge/core";
import type { PlannedStep, RunPlan, StepKind, StepResult, StepStatus } from "@landbridge/core";

export type StepEnd = Pick<StepResult, "exitCode" | "message"> & {
  readonly status: Exclude<StepStatus, "pending" | "processing">;
  readonly at: number;
};

interface StepRecord extends PlannedStep {
  readonly status: StepStatus;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly message?: string;
}

/** Who is told what happens to the steps of a run, while it happens. */
export interface StepObserver {
  stepStarted(index: number, startedAt: number): void;
  stepFinished(step: StepResult): void;
  logBytes(index: number): number;
  /** Hides the run's secrets, and leaves out what no text column takes. */
  mask(text: string): string;
}

const DONE_BEFORE = "Done by the run that this one repeats.";

/** How far each step of one run has come. */
export interface StepBoard {
  readonly steps: () => readonly StepRecord[];
  get(index: number): StepRecord;
  find(kind: StepKind): StepRecord | undefined;
  begin(index: number, at: number): void;
  end(index: number, end: StepEnd): void;
  /** What the report says; steps that never began were skipped. */
  results(): readonly StepResult[];
}

export function createStepBoard(plan: RunPlan, observer: StepObserver): StepBoard {
  const records: StepRecord[] = stepsOf(plan).map((step) =>
    isDoneBefore(plan, step)
      ? { ...step, status: "skipped", message: DONE_BEFORE }
      : { ...step, status: "pending" },
  );

  function get(index: number): StepRecord {
    const record = records[index];
    if (record === undefined) throw new Error(`the run has no step ${index}`);
    return record;
  }
  function resultOf(record: StepRecord): StepResult {
    const { kind: _, name: __, ...rest } = record;
    const status = record.status === "pending" ? "skipped" : record.status;
    return { ...rest, status, logBytes: observer.logBytes(record.index) };
  }
  for (const record of records) if (record.status === "skipped") observer.stepFinished(resultOf(record));
  return {
    steps: () => records,
    get,
    find: (kind) => records.find((record) => record.kind === kind),
    begin(index, at) {
      records[index] = { ...get(index), status: "processing", startedAt: at };
      observer.stepStarted(index, at);
    },
    end(index, { at, message, ...end }) {
      const told = message === undefined ? {} : { message: observer.mask(message) };
      records[index] = { ...get(index), ...end, ...told, finishedAt: at };
      observer.stepFinished(resultOf(get(index)));
    },
    results: () => records.map(resultOf),
  };
}
