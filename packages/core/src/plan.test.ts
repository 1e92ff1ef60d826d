import { describe, expect, test } from "vitest";
import type { Job } from "./job.ts";
import { EMPTY_STATE, cloneOf, isWatchable, planAgain, planRun } from "./plan.ts";
import type { JobVersion, TimeLimits } from "./plan.ts";
import type { ResourceVersion } from "./resource-version.ts";
import { needsContainer, stepsOf } from "./run-plan.ts";
import type { RunPlan } from "./run-plan.ts";
import type { LiveRun } from "./run.ts";
import { input, job, output, resource, task } from "./testing/line.ts";
import { createWorkflow } from "./workflow.ts";
import type { WorkflowDefinition } from "./workflow.ts";

const RUN: LiveRun = {
  id: "run-1",
  job: "x",
  number: 7,
  status: "queued",
  mode: "chrono",
  cause: { kind: "manual", by: "alice" },
  priority: 9999,
  order: 1,
  isCancelRequested: false,
};

interface Stored {
  readonly resources?: Readonly<Record<string, Partial<ResourceVersion>>>;
  readonly jobs?: Readonly<Record<string, Partial<JobVersion>>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly reads?: Readonly<Record<string, number>>;
  readonly nodePool?: string;
  readonly timeLimits?: TimeLimits;
}

/** The plan of the job x, whose run takes the newest versions or those of `reads`, which are stored as `name@number`. */
function plan(
  definition: WorkflowDefinition,
  { resources = {}, jobs = {}, env = {}, reads = {}, ...rest }: Stored = {},
): RunPlan {
  const line = createWorkflow(definition);
  const x = line.jobs.get("x");
  if (!x) throw new Error("the workflow has no job x");
  const keyOf = (name: string, number: number | undefined): string =>
    reads[name] === undefined ? name : `${name}@${String(number)}`;
  const newest = Object.entries({ ...resources, ...jobs }).map(([name, { number }]) => [name, number ?? 1]);
  const { nodePool, timeLimits } = rest;
  const pool = nodePool === undefined ? {} : { nodePool };
  const run: LiveRun = { ...RUN, ...pool, reads: { ...Object.fromEntries(newest), ...reads } };
  type Lookup = Parameters<typeof planRun>[2]["lookup"];
  const lookup: Lookup = {
    idOf: (name) => `id-of-${name}`,
    resourceVersion(name, number) {
      const found = resources[keyOf(name, number)];
      return (
        found && { id: "v", resource: name, number: 1, values: {}, files: [], origin: "external", ...found }
      );
    },
    jobVersion(name, number) {
      const found = jobs[keyOf(name, number)];
      return found && { runId: "r", number: 1, state: EMPTY_STATE, ...found };
    },
  };
  const workspace = { id: "w", name: "main" };
  const limits = timeLimits ? { timeLimits } : {};
  return planRun(line, x, { workspace, run, lookup, env, url: "http://x/7", ...limits });
}

function one(parts: Partial<Job>, resources: WorkflowDefinition["resources"] = []): WorkflowDefinition {
  return { resources, jobs: [job("x", parts), job("a")] };
}

describe("a plan", () => {
  test("names the run, its job and its cause", () => {
    expect(plan(one({}), { env: { MODE: "deep" } })).toMatchObject({
      version: 1,
      runId: "run-1",
      number: 7,
      workspaceId: "w",
      workspace: "main",
      jobId: "id-of-x",
      job: "x",
      jobType: "runSh",
      url: "http://x/7",
      cause: { kind: "manual", by: "alice" },
      env: { MODE: "deep" },
    });
  });

  test("is plain data: it survives being written down", () => {
    const made = plan(
      one({ steps: [input("r"), task("make"), output("r")] }, [resource("r", { values: { A: 1 } })]),
    );
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });

  test.each([
    [undefined, 60],
    [15, 15],
  ])("with timeoutMinutes %s may take %s minutes", (timeoutMinutes, minutes) => {
    const runtime = { env: {}, ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }) };
    expect(plan(one({ runtime })).timeoutMs).toBe(minutes * 60_000);
  });

  test("a task has a limit of its own where it says so, within that of its run", () => {
    const limited = { ...task("make"), runtime: { env: {}, timeoutMinutes: 5 } };
    const made = plan(one({ runtime: { env: {}, timeoutMinutes: 15 }, steps: [limited, task("test")] }));
    expect(made.timeoutMs).toBe(15 * 60_000);
    expect(made.tasks.map(({ timeoutMs }) => timeoutMs)).toEqual([5 * 60_000, undefined]);
  });

  test("carries the state of the last successful run of its job", () => {
    const state = { values: { A: "1" }, files: [] };
    expect(plan(one({}), { jobs: { x: { state } } }).previousState).toEqual(state);
    expect(plan(one({})).previousState).toEqual(EMPTY_STATE);
  });
});

describe("inputs", () => {
  const params = resource("r", { values: { params: { A: "declared" } } });

  test("come in listed order, resources and jobs, switched off too", () => {
    const made = plan(
      one({ steps: [input("a"), task("make"), input("r", { isSwitchedOn: false })] }, [params]),
    );
    expect(made.inputs.map(({ name, kind, type, id }) => [name, kind, type, id])).toEqual([
      ["a", "job", "runSh", "id-of-a"],
      ["r", "resource", "params", "id-of-r"],
    ]);
  });

  test("freeze the version as it is now", () => {
    const version = { id: "v3", number: 3, name: "three", values: { params: { A: "3" } } };
    expect(
      plan(one({ steps: [input("r")] }, [params]), { resources: { r: version } }).inputs[0],
    ).toMatchObject({
      versionId: "v3",
      versionNumber: 3,
      versionName: "three",
      values: { params: { A: "3" } },
    });
  });

  test("take the version that the run took, which may not be the newest", () => {
    const stored = { resources: { r: { number: 3 }, "r@2": { number: 2 } } };
    const numberFor = (reads: Readonly<Record<string, number>>) =>
      plan(one({ steps: [input("r")] }, [params]), { ...stored, reads }).inputs[0]?.versionNumber;
    expect(numberFor({ r: 2 })).toBe(2);
    expect(numberFor({})).toBe(3);
  });

  test("of a job are its version with name and state", () => {
    const version = {
      runId: "run-a",
      number: 4,
      name: "v4",
      state: { values: { IP: "10.0.0.4" }, files: [] },
    };
    expect(plan(one({ steps: [input("a")] }), { jobs: { a: version } }).inputs[0]).toMatchObject({
      versionId: "run-a",
      versionNumber: 4,
      versionName: "v4",
      values: { IP: "10.0.0.4" },
    });
  });

  test("of a job without a version are empty: a manual run may read it", () => {
    expect(plan(one({ steps: [input("a")] })).inputs[0]).toEqual({
      name: "a",
      kind: "job",
      type: "runSh",
      id: "id-of-a",
      values: {},
      files: [],
      options: {},
    });
  });

  test("without a version have the declared values", () => {
    expect(plan(one({ steps: [input("r")] }, [params])).inputs[0]?.values).toEqual(params.values);
  });

  test("say their integration and the options as written", () => {
    const cli = resource("cli", { type: "cliConfig", integration: "aws" });
    const made = plan(one({ steps: [input("cli", { options: { scopes: ["ecr"] } })] }, [cli]));
    expect(made.inputs[0]).toMatchObject({ integration: "aws", options: { scopes: ["ecr"] } });
  });

  test("that are git repositories say what to clone, without the password", () => {
    const repo = resource("repo", {
      type: "gitRepo",
      values: { sourceName: "https://bob:s3cret@host/acme/app" },
    });
    const made = plan(one({ steps: [input("repo")] }, [repo]));
    expect(made.inputs[0]?.clone).toEqual({ url: "https://host/acme/app", config: [] });
    expect(JSON.stringify(made)).not.toContain("s3cret");
  });
});

describe("outputs", () => {
  test("show the newest version and keep the declared fields beside it", () => {
    const image = resource("app", { type: "image", values: { sourceName: "acme/app", versionName: "0" } });
    const version = {
      id: "v2",
      number: 2,
      name: "2",
      values: { sourceName: "acme/app", versionName: "2", sha: "abc" },
    };
    const step = output("app", {
      overwrite: true,
      onFailure: true,
      replicate: "other",
      replicateOnPullRequest: true,
    });
    expect(plan(one({ steps: [step] }, [image]), { resources: { app: version } }).outputs).toEqual([
      {
        name: "app",
        type: "image",
        id: "id-of-app",
        overwrite: true,
        onFailure: true,
        replicate: "other",
        replicateOnPullRequest: true,
        versionId: "v2",
        versionNumber: 2,
        versionName: "2",
        values: version.values,
        template: image.values,
        files: [],
      },
    ]);
  });

  test("that name no resource are left out", () => {
    expect(plan(one({ steps: [output("nobody"), output("a")] })).outputs).toEqual([]);
  });

  test("that are git repositories have no password either", () => {
    const repo = resource("repo", {
      type: "gitRepo",
      values: { sourceName: "https://bob:s3cret@host/acme/app" },
    });
    const stored = { repo: { values: { sourceName: "https://bob:s3cret@host/acme/app", branch: "main" } } };
    const made = plan(one({ steps: [output("repo")] }, [repo]), { resources: stored });
    expect(made.outputs[0]?.values).toEqual({ sourceName: "https://host/acme/app", branch: "main" });
    expect(JSON.stringify(made)).not.toContain("s3cret");
  });
});

describe("tasks", () => {
  test.each([
    [undefined, undefined, true],
    [false, undefined, false],
    [undefined, false, false],
    [true, false, false],
    [false, true, true],
  ])("job-level container %s, task-level %s: in a container is %s", (ofJob, ofTask, isContainer) => {
    const flag = (container: boolean | undefined) => ({
      env: {},
      ...(container === undefined ? {} : { container }),
    });
    const step = { kind: "task", name: "t", runtime: flag(ofTask), script: ["make"] } as const;
    expect(plan(one({ runtime: flag(ofJob), steps: [step] })).tasks[0]?.isContainer).toBe(isContainer);
  });

  const image = { name: "node", pull: false };
  test.each([
    ["nothing", {}, {}, false],
    ["container: true at the job", { container: true }, {}, true],
    ["container: true at the task", {}, { container: true }, true],
    ["an image at the job", { image }, {}, true],
    ["an image at the task", {}, { image }, true],
    ["options of docker alone", { dockerOptions: "--cpus 1" }, {}, false],
    ["an image, with container: false", { container: false, image }, {}, false],
    ["an image at the task, with container: false at the job", { container: false }, { image }, false],
    ["container: true at the job, false at the task", { container: true }, { container: false }, false],
  ])("%s: what is asked for is kept apart from the default", (_what, ofJob, ofTask, asksForContainer) => {
    const step = { kind: "task", name: "t", runtime: { env: {}, ...ofTask }, script: ["make"] } as const;
    const [task] = plan(one({ runtime: { env: {}, ...ofJob }, steps: [step] })).tasks;
    expect(task).toMatchObject({ asksForContainer });
    expect(task && needsContainer(task)).toBe(asksForContainer);
  });

  test("of a plan made before what was asked for was kept need a container where they name an image", () => {
    const older = { name: "t", isContainer: true, env: {}, script: [] };
    const named = { ...older, image: { name: "node", tag: "20", pull: false } };
    expect(needsContainer(older)).toBe(false);
    expect(needsContainer(named)).toBe(true);
    expect(needsContainer({ ...named, isContainer: false })).toBe(false);
  });

  test("have the env of the job with their own over it", () => {
    const step = { kind: "task", name: "t", runtime: { env: { B: "task" } }, script: ["make"] } as const;
    const made = plan(one({ runtime: { env: { A: "job", B: "job" } }, steps: [step] }));
    expect(made.tasks[0]?.env).toEqual({ A: "job", B: "task" });
  });

  test("take image and options of docker from themselves, else from the job; the tag is latest unless written", () => {
    const runtime = { env: {}, image: { name: "node", pull: false }, dockerOptions: "--cpus 1" };
    const own = { env: {}, image: { name: "go", tag: "1", pull: true }, dockerOptions: "--cpus 2" };
    const steps = [
      { kind: "task", name: "t", runtime: { env: {} }, script: ["make"] },
      { kind: "task", name: "u", runtime: own, script: ["make"] },
    ] as const;
    expect(plan(one({ runtime, steps })).tasks).toMatchObject([
      { image: { name: "node", tag: "latest", pull: false }, dockerOptions: "--cpus 1" },
      { image: { name: "go", tag: "1", pull: true }, dockerOptions: "--cpus 2" },
    ]);
  });
});

describe("what to clone", () => {
  test.each([
    ["a path", { sourceName: "/srv/app.git" }, { url: "file:///srv/app.git", config: [] }],
    ["an address", { sourceName: "https://host/app" }, { url: "https://host/app", config: [] }],
    ["ssh", { sourceName: "git@host:acme/app.git" }, { url: "git@host:acme/app.git", config: [] }],
    ["a branch", { sourceName: "/a", branch: "main" }, { url: "file:///a", branch: "main", config: [] }],
    [
      "a commit of a webhook",
      { sourceName: "/a", branch: "main", shaData: { commitSha: "abc", branchName: "fix" } },
      { url: "file:///a", commit: "abc", branch: "fix", config: [] },
    ],
    ["a depth", { sourceName: "/a", depth: 5 }, { url: "file:///a", depth: 5, config: [] }],
    ["a depth as text", { sourceName: "/a", depth: "5" }, { url: "file:///a", depth: 5, config: [] }],
    ["no sensible depth", { sourceName: "/a", depth: -1 }, { url: "file:///a", config: [] }],
    [
      "settings of git",
      { sourceName: "/a", gitConfig: ["core.autocrlf false"] },
      { url: "file:///a", config: ["core.autocrlf false"] },
    ],
    ["only a host's integration knows the address", { sourceName: "acme/app" }, undefined],
    ["nothing", {}, undefined],
  ])("for %s", (_what, values, clone) => {
    expect(cloneOf(values)).toEqual(clone);
  });
});

test.each([
  [{ sourceName: "/a", branch: "main", gitConfig: ["a.b ${X}"] }, true],
  [{ sourceName: "/a/$X/${" }, true],
  [{ sourceName: "/a/${X}" }, false],
  [{ sourceName: "/a", branch: "${X}" }, false],
])("a repository with %j can be watched: %s", (values, expected) => {
  expect(isWatchable(values)).toBe(expected);
});

describe("the steps of a plan", () => {
  const tasks = [{ name: "build", isContainer: false, env: {}, script: ["make"] }];
  test("are prepare, the tasks, the sections that it has, and finish", () => {
    const all = { tasks, onSuccess: ["a"], onFailure: ["b"], always: ["c"] };
    expect(stepsOf(all).map(({ index, kind, name }) => [index, kind, name])).toEqual([
      [0, "prepare", "prepare"],
      [1, "task", "build"],
      [2, "on_success", "on_success"],
      [3, "on_failure", "on_failure"],
      [4, "always", "always"],
      [5, "finish", "finish"],
    ]);
  });

  test("without sections are the rest", () => {
    const bare = { tasks, onSuccess: [], onFailure: [], always: [] };
    expect(stepsOf(bare).map(({ kind }) => kind)).toEqual(["prepare", "task", "finish"]);
  });
});

test("a plan that is carried out again has the values of its own run, whose gate may be answered anew", () => {
  const first = plan(one({}), { env: { WINDOW: "day", MODE: "deep" } });
  const run: LiveRun = { ...RUN, id: "run-2", number: 8, replays: { runId: "run-1" } };
  const again = planAgain(first, { run, env: { WINDOW: "night", MODE: "deep" }, url: "http://x/8" });
  expect(again).toEqual({
    ...first,
    runId: "run-2",
    number: 8,
    url: "http://x/8",
    env: { WINDOW: "night", MODE: "deep" },
  });
});

test.each([
  ["its job's own", { timeoutMinutes: 5, nodePool: "big" }, "big", 5],
  [
    "that of the pool in which it runs, also where its job was moved to another",
    { nodePool: "small" },
    "big",
    20,
  ],
  ["that of the default pool", {}, undefined, 7],
  ["that of the workspace where its pool has none", {}, "other", 30],
])("the time limit of a run is %s", (_name, runtime, nodePool, minutes) => {
  const timeLimits = { workspace: 30, pools: { big: 20, small: 10, default: 7 } };
  const made = plan(one({ runtime: { env: {}, ...runtime } }), {
    timeLimits,
    ...(nodePool === undefined ? {} : { nodePool }),
  });
  expect(made.timeoutMs).toBe(minutes * 60_000);
});
