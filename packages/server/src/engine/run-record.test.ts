import { expect, test } from "vitest";
import { endedRow, liveRow, runFromRow } from "./run-record.ts";
import type { RunRow } from "./run-record.ts";

const AT = "2030-01-02T03:04:05.000Z";
const QUEUED: RunRow = {
  id: "run-1",
  job_id: "job-1",
  number: 3,
  status: "queued",
  mode: "chrono",
  cause: { kind: "manual", by: "alice" },
  priority: 100,
  queue_order: 7,
  node_pool: null,
  env: {},
  decision_id: null,
  queued_at: AT,
  started_at: null,
  agent_id: null,
  agent_instance: null,
  lease_token: null,
  cancel_requested_at: null,
  cancel_requested_by: null,
  caused_by: null,
  attempt: 1,
  not_before: null,
  bound: null,
  reads: null,
  replays: null,
  takes: null,
  locks: null,
  gate: null,
  inputs: null,
};
const PROCESSING: RunRow = {
  ...QUEUED,
  status: "processing",
  node_pool: "arm",
  env: { A: "1" },
  decision_id: "decision-1",
  started_at: AT,
  agent_id: "agent-1",
  agent_instance: "instance-1",
  lease_token: "lease-1",
  cancel_requested_at: new Date(AT),
  cancel_requested_by: "bob",
  caused_by: "alice",
  attempt: 2,
  bound: { app: 4 },
  reads: { app: 4, image: 2 },
  replays: { runId: "run-0" },
  takes: ["app"],
  locks: ["prod"],
  gate: { since: 1, expiresAt: 2, votes: [{ by: "carol", kind: "approve", at: 1 }] },
  inputs: { REGION: "eu" },
};

test.each([
  ["queued", QUEUED],
  ["processing", PROCESSING],
])("a %s run is the same when it was written and read again", (_, row) => {
  const written = liveRow(runFromRow(row, "build"));
  expect({ ...written, cancel_requested_at: row.cancel_requested_at }).toEqual(row);
  expect(written.cancel_requested_at).toBe(row.cancel_requested_at?.toISOString() ?? null);
});

test("a run that has ended is the same when it was written and read again", () => {
  const {
    agent_instance: _instance,
    cancel_requested_at: _at,
    not_before: _pause,
    takes: _takes,
    locks: _locks,
    ...row
  } = PROCESSING;
  const ended = {
    ...row,
    status: "failure",
    finished_at: AT,
    reason_code: "script-failed",
    reason_text: "make exited with 2",
    message: "",
    version_name: "1.2",
    state: { values: { A: "1" }, files: [] },
    content: { kind: "release" },
  } as const;
  expect(endedRow(runFromRow(ended, "build"), new Date(AT))).toEqual(ended);
});

test("what a column does not hold is not there: a run that never started has no start", () => {
  const record = runFromRow({ ...QUEUED, status: "canceled", finished_at: new Date(AT) }, "build");
  expect(record).toEqual({
    live: {
      id: "run-1",
      job: "build",
      number: 3,
      status: "processing",
      mode: "chrono",
      cause: { kind: "manual", by: "alice" },
      priority: 100,
      order: 7,
      isCancelRequested: false,
    },
    jobId: "job-1",
    status: "canceled",
    env: {},
    queuedAt: new Date(AT),
    finishedAt: new Date(AT),
  });
});
