import type { LiveRunStatus } from "./run.ts";

/** Who answers for something that is not over: no status is for ever. */
export interface Custody {
  /** Who has to bring it further. */
  readonly owner: string;
  /** When somebody else does so at the latest. */
  readonly deadline: string;
  /** Who that is, and what becomes of it. */
  readonly reaper: string;
}

export const RUN_CUSTODY = {
  gated: {
    owner: "its approvers",
    deadline: "the expiry of its gate: `approval.timeoutMinutes`, else 30 days",
    reaper: "the deadline loop; it ends `canceled`, reason gate-expired",
  },
  queued: {
    owner: "the scheduler, which looks at it after every commit",
    deadline: "a week after it was queued, or after its pause",
    reaper: "the deadline loop; it ends `canceled`, reason queue-expired",
  },
  processing: {
    owner: "the agent that has its lease; for an externalCI job the server that builds it",
    deadline: "the lease of a silent agent; else its time limit and ten minutes more",
    reaper:
      "the reaper of leases ends it `lost`; the deadline loop asks for its end, and ten minutes later it ends `timeout`",
  },
} as const satisfies Record<LiveRunStatus, Custody>;

/** Everything else that may be under way. */
export const OTHER_CUSTODY = {
  "waiting job": {
    owner: "the scheduler, at the end of each run upstream",
    deadline: "the last end upstream: each of those runs has a deadline",
    reaper: "the event of that end queues its run or drops it",
  },
  "version left to take": {
    owner: "the scheduler, at the next event of the workspace",
    deadline: "the end of the run before it, or the resumption of its job",
    reaper: "that event makes its run",
  },
  "step under way": {
    owner: "the agent of its run",
    deadline: "its task's time limit, and that of its run",
    reaper: "the agent ends it `timeout`; with its run it ends in any case",
  },
  "retry in its pause": {
    owner: "the deadline loop",
    deadline: "the end of its pause, an hour at most",
    reaper: "it is a queued run from then on",
  },
  "sync under way": {
    owner: "the server that reads the source",
    deadline: "the time limit of git, or the end of that server",
    reaper: "nothing is kept of a reading that did not end; the next poll or sync reads again",
  },
  "queued effect": {
    owner: "the queue of effects of any server",
    deadline: "25 attempts with growing pauses; a lock of four hours",
    reaper: "the queue tries again; the doctor those that were given up",
  },
  "agent connection": {
    owner: "the agent, which sends a heartbeat every 5 seconds",
    deadline: "a lease of 30 seconds",
    reaper: "the server drops it, and the agent dials again",
  },
  "sign-in link": {
    owner: "whoever was given it",
    deadline: "its expiry",
    reaper: "the sweep deletes it",
  },
  session: {
    owner: "whoever signed in",
    deadline: "its expiry after 30 days",
    reaper: "the sweep deletes it",
  },
} as const satisfies Record<string, Custody>;
