import { ciLegsOf, createWorkflow, graphOf } from "@landbridge/core";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "./load-workflow.ts";
import type { LoadOptions, LoadedWorkflow } from "./load-workflow.ts";

// The reference with its example configurations lies beside the repository, where it is present at all.
const REFERENCE = fileURLToPath(new URL("../../../../shared/spec/language.md", import.meta.url));
const text = existsSync(REFERENCE) ? readFileSync(REFERENCE, "utf8") : "";

/** The configuration files of an example: a block that begins with the name of a file is that file. */
function example(name: string, options: LoadOptions = {}): LoadedWorkflow {
  const section = text.split(/^### /m).find((each) => each.startsWith(`${name} `)) ?? "";
  const blocks = [...section.matchAll(/```yaml\n([^]*?)```/g)].map(([, block = ""]) => block);
  const files = blocks.map((block) => ({
    path: /^# (shippable\.templates\.yml)/.exec(block)?.[1] ?? "shippable.yml",
    text: block,
  }));
  return loadWorkflow(files, options);
}

/** `name type`, resources first. */
function verticesOf({ definition }: LoadedWorkflow): readonly string[] {
  return graphOf(createWorkflow(definition)).vertices.map(({ name, type }) => `${name} ${type}`);
}

/** `a > b`: b consumes a. `a => b`: a writes b. `a . b`: consumed, but switched off. */
function edgesOf({ definition }: LoadedWorkflow): readonly string[] {
  const { edges } = graphOf(createWorkflow(definition));
  return edges.map(({ from, to, kind, isSwitchedOn }) => {
    if (kind === "out") return `${from} => ${to}`;
    return `${from} ${isSwitchedOn ? ">" : "."} ${to}`;
  });
}

function errorsOf({ problems }: LoadedWorkflow): readonly string[] {
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`);
}

function valuesOf({ definition }: LoadedWorkflow, name: string): unknown {
  return definition.resources.find((each) => each.name === name)?.values;
}

function jobOf({ definition }: LoadedWorkflow, name: string): (typeof definition.jobs)[number] | undefined {
  return definition.jobs.find((each) => each.name === name);
}

const announce = { ok: true, text: "announce: &announce\n  - ./announce.sh\n" } as const;
const OPTIONS: LoadOptions = {
  project: "web",
  externals: new Map([["https://git.example.com/raw/ops/common.yml", announce]]),
};

/** Of each: its vertices, its edges and its errors. */
const GRAPHS: Readonly<Record<string, readonly [readonly string[], readonly string[], readonly string[]]>> = {
  E1: [
    ["build-env params", "make-env runSh", "use-env runSh"],
    ["make-env => build-env", "build-env > use-env"],
    [],
  ],
  E2: [
    ["src_in gitRepo", "src_ok gitRepo", "lint runSh", "tests runSh"],
    ["src_in > lint", "lint => src_ok", "src_ok > tests"],
    [],
  ],
  E3: [
    [
      "img image",
      "opts dockerOptions",
      "opts_prod dockerOptions",
      "env_test params",
      "env_prod params",
      "two replicas",
      "kube cluster",
      "seed version",
      "api_def manifest",
      "test_deploy deploy",
      "rel release",
      "prod_deploy deploy",
    ],
    [
      "img > api_def",
      "opts > api_def",
      "env_test > test_deploy",
      "kube > test_deploy",
      "api_def > test_deploy",
      "seed > rel",
      "test_deploy > rel",
      "env_prod > prod_deploy",
      "kube > prod_deploy",
      "rel . prod_deploy",
      "two > prod_deploy",
      "opts_prod > prod_deploy",
    ],
    [],
  ],
  E4: [
    ["r1 params", "r2 params", ..."j1 j2 j3 j4 x1 x2 s2 i2 mixed".split(" ").map((name) => `${name} runSh`)],
    [
      "j4 => r1",
      "j1 > x1",
      "r1 > x1",
      "r2 > x1",
      "j2 > x1",
      "r1 > x2",
      "r2 > x2",
      "j2 > x2",
      "j3 > x2",
      "r1 > s2",
      "j2 > s2",
      "j3 > s2",
      "j1 > i2",
      "j2 > i2",
      "j3 > i2",
      "j2 > mixed",
      "j3 > mixed",
    ],
    [],
  ],
  E5: [
    ["nightly time", "go webhook", "quiet params", "kick trigger", "sweep runSh"],
    ["nightly > sweep", "go > sweep", "kick > sweep", "quiet > sweep"],
    [],
  ],
  E6: [
    ["tf_state state", "tf_info params", "verdict params", "up runSh", "down runSh"],
    [
      "tf_state > up",
      "up => tf_info",
      "up => verdict",
      "up => tf_state",
      "tf_info . down",
      "tf_state > down",
      "up . down",
      "down => tf_state",
    ],
    [],
  ],
  E7: [
    ["web_img image", "web_ciRepo ciRepo", "web_runCI runCI"],
    ["web_ciRepo > web_runCI", "web_runCI => web_img"],
    [],
  ],
  E8: [
    ["aws cliConfig", "chat notification", "mail notification", "creds integration", "ship runSh"],
    ["aws > ship", "creds > ship", "chat > ship"],
    [],
  ],
  E9: [
    [
      "pkg file",
      "app_cfg params",
      "vms cluster",
      "key integration",
      "svc loadBalancer",
      "pkg_def manifest",
      "vm_deploy deploy",
      "lb_up provision",
    ],
    [
      "pkg > pkg_def",
      "app_cfg > pkg_def",
      "vms > vm_deploy",
      "key > vm_deploy",
      "pkg_def > vm_deploy",
      "svc > lb_up",
    ],
    [],
  ],
  // Whether an integration exists is known where they are kept; the two other reasons stand in the file.
  E10: [
    ["good params", "bad_int image", "fine runSh", "uses_bad runSh", "typo runSh", "loop runSh"],
    ["good > fine", "bad_int > uses_bad", "good > loop", "loop => good"],
    [
      "UNKNOWN_REFERENCE The IN `goood` of job `typo` names no resource or job that is declared.",
      "INPUT_IS_OUTPUT The job `loop` has `good` both as IN and as OUT, which would start it without end.",
    ],
  ],
  E11: [
    [
      "jenkins externalCIServer",
      "old_img image",
      "old_opts dockerOptions",
      "old_time time",
      "jenkins_build externalCI",
      "after runSh",
    ],
    ["jenkins_build > after", "old_img > after"],
    [],
  ],
};

describe.skipIf(text === "")(
  "the examples of the reference (left out where ../shared/spec is not there)",
  () => {
    test.each(Object.entries(GRAPHS))("%s has its graph", (name, [vertices, edges, errors]) => {
      const loaded = example(name, OPTIONS);
      expect(verticesOf(loaded)).toEqual(vertices);
      expect(edgesOf(loaded)).toEqual(edges);
      expect(errorsOf(loaded)).toEqual(errors);
      expect(loaded.isApplicable).toBe(true);
    });

    test("E2: a template is part of the script; the external reference is read, and missing without", () => {
      const loaded = example("E2", OPTIONS);
      expect(jobOf(loaded, "lint")?.steps).toMatchObject([
        { from: "src_in", options: { showBuildStatus: true } },
        { script: ['cd "$(shipctl get_resource_state src_in)"', "git log -1", "./lint.sh"] },
        { to: "src_ok", replicate: "src_in", replicateOnPullRequest: false },
      ]);
      const unread = new Map([
        ["https://git.example.com/raw/ops/common.yml", { ok: false, reason: "it answers 404" } as const],
      ]);
      expect(example("E2", { externals: unread }).problems.map(({ code }) => code)).toContain(
        "EXTERNAL_NOT_READABLE",
      );
    });

    test("E3: a template that params before it fill, and the options of each type", () => {
      const loaded = example("E3", OPTIONS);
      expect(valuesOf(loaded, "kube")).toEqual({ sourceName: "c1", region: "r1", namespace: "${NAMESPACE}" });
      expect(loaded.problems.map(({ code }) => code)).not.toContain("UNRESOLVED_TEMPLATE");
      expect(loaded.definition.jobs.map(({ name, options }) => [name, options])).toEqual([
        ["api_def", {}],
        ["test_deploy", { method: "replace" }],
        ["rel", { bump: "rc" }],
        ["prod_deploy", { stabilityDuration: 60 }],
      ]);
      expect(jobOf(loaded, "api_def")?.steps[1]).toMatchObject({
        from: "opts",
        options: { applyTo: ["img"] },
      });
    });

    test("E4: the modes of the jobs, and of one IN", () => {
      const loaded = example("E4", OPTIONS);
      const modes = loaded.definition.jobs
        .slice(4)
        .map((job) => `${job.name} ${job.dependencyMode} ${job.triggerMode}`);
      expect(modes).toEqual([
        "x1 chrono serial",
        "x2 chrono serial",
        "s2 strict serial",
        "i2 immediate parallel",
        "mixed strict serial",
      ]);
      const [first, second] = jobOf(loaded, "mixed")?.steps ?? [];
      expect(first).toMatchObject({ from: "j2", dependencyMode: "immediate" });
      expect(second).not.toHaveProperty("dependencyMode");
    });

    test("E5 and E6: priority, pool and time; what is written when a job fails", () => {
      expect(jobOf(example("E5"), "sweep")).toMatchObject({
        priority: 10,
        runtime: { nodePool: "small", timeoutMinutes: 15 },
      });
      expect(valuesOf(example("E5"), "kick")).toEqual({ counter: 1 });
      expect(jobOf(example("E6"), "up")?.steps.slice(2)).toMatchObject([
        { to: "tf_info", overwrite: true, onFailure: false },
        { to: "verdict", overwrite: false, onFailure: true },
        { to: "tf_state", overwrite: false, onFailure: true },
      ]);
      expect(example("E6").problems).toEqual([]);
    });

    test("E7: the CI part has three legs, of which one may fail", () => {
      const ci = jobOf(example("E7", OPTIONS), "web_runCI")?.ci;
      const found = ci && ciLegsOf(ci);
      const legs = found?.ok ? found.legs : [];
      expect(legs.map(({ version, env, mayFail }) => ({ version, env, mayFail }))).toEqual([
        { version: "8", env: [{ kind: "plain", name: "SUITE", value: "unit" }], mayFail: false },
        { version: "10", env: [{ kind: "plain", name: "SUITE", value: "unit" }], mayFail: false },
        { version: "10", env: [{ kind: "plain", name: "SUITE", value: "e2e" }], mayFail: true },
      ]);
      expect(ci).toMatchObject({
        language: "node_js",
        services: ["postgres", "redis"],
        branches: { only: ["master", "release/*"], except: ["release/old*"] },
        env: { global: [{ kind: "secure", encrypted: "ENCRYPTEDBLOB" }] },
        build: { cache: true, boot: { imageName: "ci-img", imageTag: "1", pull: "false" } },
        notifications: [{ type: "email", recipients: ["--last_committer"], on: { success: "change" } }],
      });
    });

    test("E8 and E9: containers, sections, pins and forced deployments", () => {
      const ship = jobOf(example("E8"), "ship");
      expect(ship).toMatchObject({
        allowPublicAccess: true,
        integrations: ["awskeys"],
        runtime: { container: false },
      });
      expect(ship?.steps[3]).toMatchObject({
        runtime: {
          container: true,
          image: { name: "alpine", tag: "3.9", pull: true },
          env: { MODE: "fast", N: "2" },
        },
      });
      expect(ship?.sections).toEqual({
        onStart: { script: [], notify: [{ name: "chat", options: {} }] },
        onSuccess: { script: ["echo ok"], notify: [{ name: "chat", options: {} }] },
        onFailure: { script: [], notify: [{ name: "mail", options: { sendFailingSnippet: true } }] },
        onCancel: { script: [], notify: [{ name: "chat", options: {} }] },
        always: { script: ["pwd"], notify: [] },
      });
      expect(jobOf(example("E9"), "pkg_def")?.steps).toMatchObject([
        { pin: { kind: "name", versionName: "abc123" } },
        { pin: { kind: "number", versionNumber: 1 } },
      ]);
      expect(jobOf(example("E9"), "vm_deploy")?.steps[2]).toMatchObject({ options: { force: true } });
    });

    test("E11: the sections of the older syntax are the values of today's", () => {
      const loaded = example("E11");
      expect(valuesOf(loaded, "old_img")).toEqual({ sourceName: "acme/old", versionName: "1.0" });
      expect(valuesOf(loaded, "old_opts")).toEqual({ memory: 128 });
      expect(valuesOf(loaded, "old_time")).toEqual({ interval: "*/5 * * * *" });
    });
  },
);
