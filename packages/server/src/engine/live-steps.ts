import type { StepResult } from "@landbridge/core";

/**
 * The steps of runs that are under way, as their agents told. Kept in memory only: the report at the end holds
 * all of them, and a server that restarts shows what it hears from then on.
 */
export interface LiveSteps {
  set(runId: string, step: StepResult): void;
  of(runId: string): readonly StepResult[];
  forget(runId: string): void;
  /** Runs of which something is kept. */
  runIds(): readonly string[];
}

export function createLiveSteps(): LiveSteps {
  const steps = new Map<string, Map<number, StepResult>>();
  return {
    set(runId, step) {
      const ofRun = steps.get(runId) ?? new Map<number, StepResult>();
      // "Started" may be handled after "finished": what has ended stays so.
      if (step.status === "processing" && ofRun.has(step.index)) return;
      ofRun.set(step.index, step);
      steps.set(runId, ofRun);
    },
    of: (runId) => [...(steps.get(runId)?.values() ?? [])],
    forget: (runId) => void steps.delete(runId),
    runIds: () => [...steps.keys()],
  };
}
