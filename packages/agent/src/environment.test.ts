import { describe, expect, test } from "vitest";
import { inputOf, outputOf, planOf } from "../test/support/plans.ts";
import { draftEnvironment } from "./environment.ts";
import type { EnvironmentFacts, StepEnvironment } from "./environment.ts";
import { fillInput } from "./filled-input.ts";
import { workspacePaths } from "./workspace.ts";

const facts: EnvironmentFacts = {
  paths: workspacePaths("/agent", "run-1"),
  helpers: "/helpers",
  agentMark: "mark",
  machine: { PATH: "/usr/bin", HOME: "/home/me" },
};
const CLONE = { commit: "c0ffee1234567", committer: "Ada", message: "Fix it\n\nReally" };

/** The environment of a plan as `prepare` makes it; every clone gives the same commit. */
function environmentOf(parts: Parameters<typeof planOf>[0]): StepEnvironment {
  const plan = planOf({ runId: "run-1", ...parts });
  const draft = draftEnvironment(plan, facts);
  for (const planned of plan.inputs) {
    const { input } = fillInput(planned, undefined, draft.lookup);
    draft.add(input, input.clone === undefined ? undefined : CLONE);
  }
  return draft.finish();
}

function variablesOf(parts: Parameters<typeof planOf>[0]): Readonly<Record<string, string>> {
  return environmentOf(parts).variables;
}

describe("the environment of a step", () => {
  test("names the run, its job and its directories", () => {
    expect(variablesOf({ cause: { kind: "version", resource: "app-repo", versionNumber: 4 } })).toEqual({
      PATH: "/helpers:/usr/bin",
      HOME: "/home/me",
      CI: "true",
      SHIPPABLE: "true",
      LANDBRIDGE: "true",
      LANDBRIDGE_RUN_ID: "run-1",
      LANDBRIDGE_RUN_NUMBER: "7",
      LANDBRIDGE_JOB: "ship-it",
      LANDBRIDGE_WORKSPACE: "acme",
      LANDBRIDGE_RUN_URL: "http://127.0.0.1:4600/acme/jobs/ship-it/runs/7",
      LANDBRIDGE_OUTBOX: "/agent/runs/run-1/outbox",
      LANDBRIDGE_AGENT_MARK: "mark",
      JOB_NAME: "ship-it",
      JOB_TYPE: "runSh",
      BUILD_ID: "run-1",
      BUILD_NUMBER: "7",
      BUILD_JOB_ID: "run-1",
      BUILD_JOB_NUMBER: "1",
      BUILD_URL: "http://127.0.0.1:4600/acme/jobs/ship-it/runs/7",
      SUBSCRIPTION_ID: "workspace-1",
      RESOURCE_ID: "job-1",
      SHIPPABLE_WWW_URL: "http://127.0.0.1:4600",
      JOB_PATH: "/agent/runs/run-1/build",
      JOB_STATE: "/agent/runs/run-1/build/state",
      JOB_PREVIOUS_STATE: "/agent/runs/run-1/build/previousState",
      JOB_MESSAGE: "/agent/runs/run-1/message",
      JOB_TRIGGERED_BY_NAME: "app-repo",
      SHARED_DIR: "/agent/runs/run-1/build/shared",
      SHIPIT_NAME: "ship-it",
      SHIPIT_ID: "job-1",
      SHIPIT_TYPE: "runSh",
      SHIPIT_PATH: "/agent/runs/run-1/build",
      SHIPIT_META: "/agent/runs/run-1/build",
      SHIPIT_STATE: "/agent/runs/run-1/build/state",
      SHIPIT_PREVIOUS_STATE: "/agent/runs/run-1/build/previousState",
      SHIPIT_MESSAGE: "/agent/runs/run-1/message",
    });
  });

  test.each([
    [
      "an IN has the uniform set",
      { inputs: [inputOf("my-img", { type: "image", versionName: "1.2" })] },
      {
        MYIMG_NAME: "my-img",
        MYIMG_ID: "id-my-img",
        MYIMG_TYPE: "image",
        MYIMG_OPERATION: "IN",
        MYIMG_PATH: "/agent/runs/run-1/build/IN/my-img",
        MYIMG_META: "/agent/runs/run-1/build/IN/my-img",
        MYIMG_STATE: "/agent/runs/run-1/build/IN/my-img/image",
        MYIMG_VERSIONID: "version-of-my-img",
        MYIMG_VERSIONNUMBER: "3",
        MYIMG_VERSIONNAME: "1.2",
      },
    ],
    [
      "an OUT has it too",
      { outputs: [outputOf("rel", { type: "version" })] },
      {
        REL_OPERATION: "OUT",
        REL_PATH: "/agent/runs/run-1/build/OUT/rel",
        REL_STATE: "/agent/runs/run-1/build/OUT/rel/version",
        REL_VERSIONID: "",
      },
    ],
    [
      "an IN job that never ran has no number",
      {
        inputs: [
          {
            ...inputOf("up", { kind: "job", type: "runSh" }),
            versionId: undefined,
            versionNumber: undefined,
          } as never,
        ],
      },
      {
        UP_VERSIONID: "",
        VERSIONNAME: undefined,
        UP_VERSIONNUMBER: "",
        UP_STATE: "/agent/runs/run-1/build/IN/up/runSh",
      },
    ],
    [
      "params are exported as they are, and prefixed; lists and maps as JSON",
      {
        inputs: [
          inputOf("cfg", { values: { params: { PORT: 80, ON: true, LIST: [1, { a: 2 }] }, COLOR: "red" } }),
        ],
      },
      {
        PORT: "80",
        ON: "true",
        LIST: '[1,{"a":2}]',
        COLOR: "red",
        CFG_PARAMS_PORT: "80",
        CFG_PARAMS_COLOR: "red",
      },
    ],
    [
      "fields are exported nested, by key and index, with TRUE and FALSE",
      {
        inputs: [
          inputOf("repo", {
            type: "gitRepo",
            values: { sourceName: "o/r", buildOnCommit: true, branches: { only: ["a", "b"] } },
          }),
        ],
      },
      {
        REPO_SOURCENAME: "o/r",
        REPO_POINTER_SOURCENAME: "o/r",
        REPO_POINTER_BUILDONCOMMIT: "TRUE",
        REPO_POINTER_BRANCHES_ONLY_0: "a",
        REPO_POINTER_BRANCHES_ONLY_1: "b",
        REPO_SEED_BRANCHES_ONLY_1: "b",
      },
    ],
    [
      "replicas have _VERSION_COUNT",
      { inputs: [inputOf("rep", { type: "replicas", values: { count: 3 } })] },
      { REP_VERSION_COUNT: "3" },
    ],
    [
      "what a third party sent stays out of the environment",
      {
        inputs: [inputOf("hook", { type: "webhook", values: { payload: { deep: { er: "x" } } } })],
      },
      { HOOK_POINTER_PAYLOAD_DEEP_ER: undefined },
    ],
    [
      "a gitRepo has its commit, from the clone",
      {
        inputs: [
          inputOf("app-repo", {
            type: "gitRepo",
            clone: { url: "https://h/r.git", branch: "main", config: [] },
            values: {
              shaData: { isPullRequest: true, pullRequestNumber: 12, baseBranch: "main", headBranch: "fix" },
            },
          }),
        ],
      },
      {
        APPREPO_COMMIT: "c0ffee1234567",
        APPREPO_COMMITTER: "Ada",
        APPREPO_COMMIT_MESSAGE: "Fix it\n\nReally",
        APPREPO_BRANCH: "main",
        APPREPO_BASE_BRANCH: "main",
        APPREPO_HEAD_BRANCH: "fix",
        APPREPO_PULL_REQUEST: "12",
        APPREPO_IS_PULL_REQUEST: "true",
        APPREPO_IS_GIT_TAG: "false",
        APPREPO_HTTPS_URL: "https://h/r.git",
      },
    ],
    [
      "${VAR} sees the run and the INs before, not those after",
      {
        inputs: [
          inputOf("cfg", { values: { params: { TAG: "v1-${BUILD_NUMBER}" } } }),
          inputOf("img", {
            type: "image",
            values: { sourceName: "acme/app:${TAG}-${BUILD_NUMBER}-${LATER}-${IMG_ID}" },
          }),
          inputOf("late", { values: { params: { LATER: "x" } } }),
        ],
      },
      { TAG: "v1-${BUILD_NUMBER}", IMG_SOURCENAME: "acme/app:v1-${BUILD_NUMBER}-7--" },
    ],
    [
      "${VAR} sees what a clone told, and what an IN before exports under its own name",
      {
        inputs: [
          inputOf("app-repo", { type: "gitRepo", clone: { url: "https://h/r.git", config: [] } }),
          inputOf("img", {
            type: "image",
            versionName: "7",
            values: { sourceName: "acme/app", versionName: "${APPREPO_COMMIT}" },
          }),
          inputOf("two", { type: "cluster", values: { namespace: "${IMG_SEED_VERSIONNAME}/${IMG_TYPE}" } }),
        ],
      },
      { IMG_SEED_VERSIONNAME: "c0ffee1234567", TWO_POINTER_NAMESPACE: "c0ffee1234567/image" },
    ],
    [
      "${VAR} sees values of a manual run and the platform's constants, and nothing of the machine",
      {
        env: { STAGE: "blue" },
        inputs: [
          inputOf("img", { type: "image", values: { sourceName: "${STAGE}-${CI}-[${HOME}${PATH}]" } }),
        ],
      },
      { IMG_SOURCENAME: "blue-true-[]" },
    ],
    [
      "values of a manual run win over params, the platform over both",
      {
        env: { COLOR: "blue", JOB_NAME: "mine" },
        inputs: [inputOf("cfg", { values: { params: { COLOR: "red", BUILD_NUMBER: "99" } } })],
      },
      { COLOR: "blue", JOB_NAME: "ship-it", BUILD_NUMBER: "7" },
    ],
    [
      "data can't change how programs run",
      {
        env: { LD_PRELOAD: "x.so", BASH_ENV: "x" },
        inputs: [
          inputOf("cfg", {
            values: { params: { PATH: "/evil", NODE_OPTIONS: "-r x", GIT_SSH_COMMAND: "x", GIT_TAG: "v1" } },
          }),
        ],
      },
      {
        PATH: "/helpers:/usr/bin",
        LD_PRELOAD: undefined,
        BASH_ENV: undefined,
        NODE_OPTIONS: undefined,
        GIT_SSH_COMMAND: undefined,
        GIT_TAG: "v1",
        CFG_PARAMS_PATH: "/evil",
      },
    ],
    [
      "what is no name of a variable is left out",
      { env: { "a-b": "1", "1a": "1", a_b: "2" } },
      {
        "a-b": undefined,
        "1a": undefined,
        a_b: "2",
      },
    ],
    ["NUL can't be in an environment", { env: { A: "x\0y" } }, { A: "xy" }],
  ])("%s", (_, parts, expected) => {
    const variables = variablesOf(parts);
    const picked = Object.fromEntries(Object.keys(expected).map((name) => [name, variables[name]]));
    expect(picked).toEqual(expected);
  });

  test("what the kernel would refuse is left out, and said", () => {
    const { variables, notices } = environmentOf({ env: { BIG: "x".repeat(200_000), SMALL: "y" } });
    expect(variables["BIG"]).toBeUndefined();
    expect(variables["SMALL"]).toBe("y");
    expect(notices).toEqual(["BIG is not exported: it is too long for an environment (200005 bytes)."]);
  });
});
