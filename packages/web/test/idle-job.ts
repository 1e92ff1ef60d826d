import type { JobView } from "@landbridge/api";

/** A job that nothing has happened to yet. */
export function idleJob(name: string): JobView {
  return {
    name,
    type: "runSh",
    status: "never-run",
    reason: { text: "", unblock: [] },
    isPaused: false,
    isRemoved: false,
    hasWaitingJob: false,
    newsOn: [],
    gatedRuns: 0,
    backlog: 0,
    asksInputs: false,
    queuedRuns: 0,
    processingRuns: 0,
    dependencyMode: "chrono",
    triggerMode: "serial",
    flags: [],
  };
}
