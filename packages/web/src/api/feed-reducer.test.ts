import type { GraphView, JobView, RunSummaryView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { applyToGraph, applyToJob, applyToRuns, mergeChanges } from "./feed-reducer.ts";
import type { ChangedMessage } from "./feed-reducer.ts";
import { keys, staleAfter, staleAfterChange } from "./query-keys.ts";
import { idleJob } from "../../test/idle-job.ts";

const job = (name: string, status: JobView["status"]): JobView => ({ ...idleJob(name), status });

const run = (name: string, number: number, status: RunSummaryView["status"]): RunSummaryView => ({
  id: `${name}-${number}`,
  job: name,
  number,
  status,
  cause: { kind: "manual", text: "alice asked for it" },
  queuedAt: `2026-05-04T12:00:${String(number).padStart(2, "0")}Z`,
  isCancelRequested: false,
});

const changed = (revision: number, views: Partial<ChangedMessage>): ChangedMessage => ({
  type: "changed",
  revision,
  jobs: [],
  resources: [],
  runs: [],
  ...views,
});

const graph: GraphView = {
  workspace: "main",
  revision: 7,
  jobs: [job("build", "success"), job("deploy", "never-run")],
  resources: [],
  edges: [{ from: "build", to: "deploy", kind: "in", isSwitchedOn: true }],
};

describe("the graph", () => {
  test("takes up a changed job and leaves all else the same object", () => {
    const next = applyToGraph(graph, changed(8, { jobs: [job("deploy", "processing")] }));
    expect(next.revision).toBe(8);
    expect(next.jobs.map(({ name, status }) => [name, status])).toEqual([
      ["build", "success"],
      ["deploy", "processing"],
    ]);
    expect(next.jobs[0]).toBe(graph.jobs[0]);
    expect(next.resources).toBe(graph.resources);
    expect(next.edges).toBe(graph.edges);
  });

  test("ignores what is older than itself", () => {
    expect(applyToGraph(graph, changed(7, { jobs: [job("deploy", "queued")] }))).toBe(graph);
  });

  test("never grows by a change: new vertices come with the configuration", () => {
    const next = applyToGraph(graph, changed(8, { jobs: [job("stranger", "success")] }));
    expect(next.jobs).toHaveLength(2);
  });
});

describe("a page of runs", () => {
  const runs = [run("build", 3, "processing"), run("build", 2, "success")];
  const accepts = (): boolean => true;

  test("shows a known run in its place with its new status", () => {
    const next = applyToRuns(runs, changed(8, { runs: [run("build", 2, "failure")] }), {
      isNewestPage: true,
      accepts,
    });
    expect(next.map(({ number, status }) => [number, status])).toEqual([
      [3, "processing"],
      [2, "failure"],
    ]);
  });

  test("shows new runs on top, newest first", () => {
    const change = changed(8, { runs: [run("build", 4, "queued"), run("build", 5, "queued")] });
    const next = applyToRuns(runs, change, { isNewestPage: true, accepts });
    expect(next.map(({ number }) => number)).toEqual([5, 4, 3, 2]);
  });

  test("gets no old run on top, and none at all when it is not the newest page", () => {
    const old = changed(8, { runs: [run("build", 1, "canceled")] });
    expect(applyToRuns(runs, old, { isNewestPage: true, accepts })).toHaveLength(2);
    const fresh = changed(8, { runs: [run("build", 4, "queued")] });
    expect(applyToRuns(runs, fresh, { isNewestPage: false, accepts })).toHaveLength(2);
  });

  test("drops a run that its filter no longer accepts", () => {
    const isProcessing = (candidate: RunSummaryView): boolean => candidate.status === "processing";
    const change = changed(8, { runs: [run("build", 3, "success")] });
    expect(applyToRuns(runs.slice(0, 1), change, { isNewestPage: true, accepts: isProcessing })).toEqual([]);
  });
});

test("a job keeps its inputs and definition when its status changes", () => {
  const detail = { ...job("deploy", "queued"), inputs: [{ from: "build" }] };
  const next = applyToJob(detail, changed(8, { jobs: [job("deploy", "processing")] }));
  expect(next.status).toBe("processing");
  expect(next.inputs).toBe(detail.inputs);
});

test("changes in one bundle become one, the newest view of each thing", () => {
  const merged = mergeChanges([
    changed(8, { jobs: [job("build", "queued")], runs: [run("build", 4, "queued")] }),
    changed(9, {
      jobs: [job("build", "processing"), job("deploy", "waiting")],
      runs: [run("build", 4, "processing")],
    }),
  ]);
  expect(merged?.revision).toBe(9);
  expect(merged?.jobs.map(({ status }) => status)).toEqual(["processing", "waiting"]);
  expect(merged?.runs.map(({ status }) => status)).toEqual(["processing"]);
  expect(mergeChanges([])).toBeUndefined();
});

test("a change makes stale what it did not bring along", () => {
  const stale = staleAfterChange(
    changed(8, { jobs: [job("build", "success")], runs: [run("build", 3, "success")] }),
  );
  expect(stale).toEqual([
    keys.job("build"),
    keys.why("build"),
    keys.jobRuns("build"),
    keys.runWhysOf("build"),
    keys.run("build", 3),
    keys.agents,
    keys.allVersionWhys,
  ]);
});

test("a reset makes everything stale, a step its run, a configuration graph and history, but no plan under discussion", () => {
  expect(staleAfter({ type: "reset", revision: 9 })).toBe("everything");
  expect(staleAfter({ type: "step", runId: "r", job: "build", number: 3, index: 1 })).toEqual([
    ["run", "build", 3],
  ]);
  const source = {
    id: "1",
    name: "sample",
    kind: "directory",
    location: "/srv/sample",
    isPaused: false,
  } as const;
  const configured = staleAfter({ type: "configuration", revision: 9, source });
  for (const key of [keys.graph, keys.sources, keys.allConfigurations, keys.deleted])
    expect(configured).toContainEqual(key);
  expect(configured).not.toContainEqual(["plan"]);
});
