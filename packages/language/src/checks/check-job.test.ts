import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadOptions } from "../load-workflow.ts";

const DECLARED = `resources:
  - {name: img, type: image, integration: hub, versionTemplate: {sourceName: acme/app, versionName: one}}
  - {name: pkg, type: file, versionTemplate: {sourceName: "https://files.example.com/app.tgz", versionName: one}}
  - {name: kube, type: cluster, integration: k8s, versionTemplate: {sourceName: a, region: r}}
  - {name: kube2, type: cluster, integration: k8s, versionTemplate: {sourceName: b, region: r}}
  - {name: vms, type: cluster, integration: nodes, versionTemplate: {bastionHost: {address: 1.2.3.4, user: ops, keyIntegration: key}}}
  - {name: key, type: integration, integration: sshkey}
  - {name: lb, type: loadBalancer, integration: aws, versionTemplate: {sourceName: lb, method: classic}}
  - {name: opts, type: dockerOptions, versionTemplate: {memory: 256}}
  - {name: num, type: version, versionTemplate: {versionName: 1.0.0}}
  - {name: code, type: gitRepo, versionTemplate: {sourceName: https://git.example.com/acme/app.git}}
jobs:
  - {name: man, type: manifest, steps: [{IN: img}]}
  - {name: test, type: runSh, steps: [{IN: img}, {TASK: a}]}
  - {name: build, type: runSh, steps: [{TASK: a}, {OUT: img}]}
`;
/** The job that is looked at stands on this line. */
const LINE = 16;

interface Told {
  readonly said: readonly string[];
  readonly messages: readonly string[];
  readonly hints: readonly (string | undefined)[];
}

function check(job: string, options: LoadOptions = {}): Told {
  const loaded = loadWorkflow([{ path: "a.yml", text: `${DECLARED}  - {name: j, ${job}}\n` }], options);
  const problems = loaded.problems.filter(({ line, code }) => line === LINE && code !== "NOT_YET_IN_EFFECT");
  return {
    said: problems.map(({ severity, code, column }) => `${severity} ${code} ${column}`),
    messages: problems.map(({ message }) => message),
    hints: problems.map(({ hint }) => hint),
  };
}

describe("jobs that have what they need", () => {
  test.each([
    "type: manifest, steps: [{IN: img}, {IN: opts, applyTo: [img]}]",
    "type: manifest, steps: [{IN: pkg}, {IN: test}]",
    "type: release, bump: rc, steps: [{IN: num}, {IN: man}]",
    "type: release, steps: [{IN: man}, {TASK: managed, bump: patch}]",
    "type: deploy, method: blueGreen, stabilityDuration: 60, steps: [{IN: kube}, {IN: man, force: true, deployName: api}]",
    "type: deploy, steps: [{IN: vms}, {IN: key}, {IN: code}, {TASK: [./start.sh]}]",
    "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: opts, applyTo: [img, man]}, {IN: lb, applyTo: [{manifest: man, image: img, port: 80}]}]",
    "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: lb, applyTo: {manifest: man, image: img, port: '80'}}, {TASK: managed, deployMethod: upgrade}]",
    "type: provision, steps: [{IN: lb}]",
    "type: externalCI",
    "type: rSync",
    "type: runCI, dependencyMode: strict, priority: 5, steps: [{OUT: img}]",
    "type: runSh, steps: [{IN: img, passed: [test, build]}, {TASK: a}]",
    "type: runSh, steps: [{IN: test}, {TASK: a}]",
  ])("%s", (job) => {
    expect(check(job)).toEqual({ said: [], messages: [], hints: [] });
  });
});

describe("what a job needs for its type", () => {
  test.each<[string, readonly string[], string, string | undefined]>([
    [
      "type: manifest, steps: [{IN: opts}]",
      ["warning MISSING_INPUT 12"],
      "The manifest job `j` has no IN that is an image or a file, so it describes nothing.",
      "for example: `- IN: my_image`",
    ],
    [
      "type: manifest",
      ["warning MISSING_INPUT 12"],
      "The manifest job `j` has no IN that is an image or a file, so it describes nothing.",
      "for example: `- IN: my_image`",
    ],
    [
      "type: manifest, steps: [{IN: pkg}, {IN: img}]",
      ["error CONFLICTING_INPUTS 55"],
      "The manifest `j` holds images and files; it can only hold one kind.",
      "make two manifests of it",
    ],
    [
      "type: release, steps: [{IN: img}]",
      ["warning MISSING_INPUT 12"],
      "The release job `j` has no IN that is a version or another release, so it has no number to count up.",
      "for example: `- IN: my_version`, a resource of type version",
    ],
    [
      "type: deploy, steps: [{IN: man}]",
      ["warning MISSING_INPUT 12"],
      "The deploy job `j` has no IN that is a cluster to deploy to.",
      "for example: `- IN: my_cluster`",
    ],
    [
      "type: deploy, steps: [{IN: kube}]",
      ["warning MISSING_INPUT 12"],
      "The deploy job `j` has no IN that is a manifest, a release or another deploy, so it has nothing to deploy.",
      "for example: `- IN: my_manifest`",
    ],
    [
      "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: kube2}]",
      ["error CONFLICTING_INPUTS 65"],
      "The deploy job `j` has two clusters; it deploys to one.",
      "make a job for each cluster",
    ],
    [
      "type: deploy, steps: [{IN: vms}, {IN: man}]",
      ["warning MISSING_INPUT 42"],
      "`vms` is reached over a bastion host with the key `key`, which is no IN of the job.",
      "add `- IN: key`",
    ],
    [
      "type: provision, steps: [{IN: kube}]",
      ["warning MISSING_INPUT 12"],
      "The provision job `j` has no IN that is a load balancer, so it has nothing to set up.",
      "for example: `- IN: my_load_balancer`",
    ],
    [
      "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: lb}]",
      ["warning MISSING_KEY 65"],
      "The load balancer `lb` has no `applyTo`, so nothing is put behind it.",
      "for example: `applyTo: [{manifest: my_manifest, image: my_image, port: 8080}]`",
    ],
    [
      "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: lb, applyTo: [{manifest: man, image: img}]}]",
      ["warning MISSING_KEY 79"],
      "`applyTo` of a load balancer needs a manifest, an image and a port; port is missing.",
      "for example: `{manifest: my_manifest, image: my_image, port: 8080}`",
    ],
    [
      "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: lb, applyTo: [{manfest: man, image: img, port: 80}]}]",
      ["warning MISSING_KEY 79", "warning UNKNOWN_KEY 80"],
      "`applyTo` of a load balancer needs a manifest, an image and a port; manifest is missing.",
      "for example: `{manifest: my_manifest, image: my_image, port: 8080}`",
    ],
    [
      "type: manifest, steps: [{IN: img}, {IN: opts, applyTo: [imgs]}]",
      ["warning UNKNOWN_REFERENCE 71"],
      "`applyTo` names `imgs`, which nothing declares.",
      "did you mean `img`?",
    ],
    [
      "type: manifest, steps: [{IN: img}, {IN: opts, applyTo: [pkg]}]",
      ["warning KEY_WITHOUT_EFFECT 71"],
      "`applyTo` names `pkg`, which is no IN of the manifest.",
      "name an image or file that is an IN of it",
    ],
    [
      "type: deploy, steps: [{IN: kube}, {IN: man}, {IN: opts, applyTo: code}]",
      ["warning KEY_WITHOUT_EFFECT 80"],
      "`applyTo` names `code`, which is of type gitRepo and can't be applied to.",
      "it names images, files and manifests",
    ],
    [
      "type: deploy, steps: [{IN: kube, force: true}, {IN: man}]",
      ["warning KEY_WITHOUT_EFFECT 48"],
      "`force` has no effect on an IN of type cluster.",
      "only INs of type manifest, release and deploy have it",
    ],
    [
      "type: deploy, steps: [{IN: kube}, {IN: man, versionNumber: 1}, {IN: num, deployName: a}]",
      ["warning KEY_WITHOUT_EFFECT 88"],
      "`deployName` has no effect on an IN of type version.",
      "only INs of type manifest have it",
    ],
  ])("%s", (job, said, message, hint) => {
    const told = check(job);
    expect(told.said).toEqual(said);
    expect(told.messages[0]).toBe(message);
    expect(told.hints[0]).toBe(hint);
  });

  test("nothing is said where an IN may be what is needed", () => {
    const told = check("type: deploy, steps: [{IN: elsewhere}, {IN: opts, applyTo: [unknown]}]", {
      isAlone: true,
    });
    expect(told.said).toEqual(["warning UNKNOWN_REFERENCE 42"]);
  });

  test("what other sources declare counts", () => {
    const elsewhere = loadWorkflow([
      { path: "b.yml", text: "resources: [{name: far, type: cluster, integration: k8s}]" },
    ]);
    const told = check("type: deploy, steps: [{IN: far}, {IN: man}]", { elsewhere: elsewhere.definition });
    expect(told.said).toEqual([]);
  });
});

test.each([
  ["scopes: [ecr, gcr]", "{region: eu}", []],
  ["scopes: gke", "{region: eu, clusterName: a}", []],
  ["scopes: [gke]", "{region: eu}", ["The scope `gke` needs clusterName, which `tools` does not give."]],
  [
    "scopes: [aks]",
    "{region: eu}",
    ["The scope `aks` needs groupName and clusterName, which `tools` does not give."],
  ],
])("%s of a cliConfig with %s", (scopes, values, expected) => {
  const text = `resources: [{name: tools, type: cliConfig, integration: a, versionTemplate: ${values}}]\njobs:\n  - {name: j, type: runSh, steps: [{IN: tools, ${scopes}}, {TASK: a}]}\n`;
  const { problems } = loadWorkflow([{ path: "a.yml", text }]);
  const told = problems.filter(({ line, code }) => line === 3 && code === "MISSING_KEY");
  expect(told.map(({ message }) => message)).toEqual(expected);
  expect(told.every(({ severity, column }) => severity === "warning" && column === 56)).toBe(true);
});

describe("passed", () => {
  test.each<[string, string, string, string | undefined]>([
    [
      "passed: [tset]",
      "error UNKNOWN_REFERENCE 55",
      "`passed` of job `j` names `tset`, which is no job that is declared.",
      "did you mean `test`?",
    ],
    [
      "passed: [test, opts]",
      "error INVALID_PASSED 61",
      "`passed` names `opts`, which is a resource of type dockerOptions.",
      "it names the jobs that a version has been through",
    ],
    [
      "passed: j",
      "error INVALID_PASSED 54",
      "`passed` names `j` itself, which could never run a first time.",
      "name jobs that come before",
    ],
  ])("%s", (option, said, message, hint) => {
    const told = check(`type: runSh, steps: [{IN: img, ${option}}, {TASK: a}]`);
    expect(told).toEqual({ said: [said], messages: [message], hints: [hint] });
  });

  test("a job that has nothing to do with the resource can't be passed", () => {
    const told = check("type: runSh, steps: [{IN: pkg, passed: [test]}, {TASK: a}]");
    expect(told.messages).toEqual([
      "No version of `pkg` can have passed `test`: that job has it neither as IN nor as OUT.",
    ]);
    expect(told.hints).toEqual(["add `- IN: pkg` to `test`, or name another job"]);
  });

  test.each([
    ["as IN", "{IN: img}, {IN: j}", ["error INVALID_PASSED"]],
    ["by a passed of its own", "{IN: img, passed: [j]}", ["error INVALID_PASSED", "error INVALID_PASSED"]],
    ["as an IN that need not have run", "{IN: img}, {IN: j, dependencyMode: immediate}", []],
  ])("a job that waits for this one %s", (_how, steps, expected) => {
    const text = `${DECLARED}  - {name: j, type: runSh, steps: [{IN: img, passed: [later]}, {TASK: a}]}\n  - {name: later, type: runSh, steps: [${steps}, {TASK: a}]}\n`;
    const { problems } = loadWorkflow([{ path: "a.yml", text }]);
    const errors = problems.filter(({ severity }) => severity === "error");
    expect(errors.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
    for (const { message } of errors)
      expect(message).toMatch(/itself waits for `(?:j|later)`, so neither could run/);
  });

  test("a job that is declared elsewhere is only a warning for a folder on its own", () => {
    const told = check("type: runSh, steps: [{IN: img, passed: [far]}, {TASK: a}]", { isAlone: true });
    expect(told.said).toEqual(["warning UNKNOWN_REFERENCE 55"]);
  });

  test("a job that could not be read is not at fault", () => {
    const text = `${DECLARED}  - {name: j, type: runSh, steps: [{IN: img, passed: [old]}, {TASK: a}]}\n  - {name: old, type: jenkinsJob}\n`;
    const { problems } = loadWorkflow([{ path: "a.yml", text }]);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

test("a job whose IN gives each version its own run supersedes none", () => {
  expect(check("type: runSh, supersede: all, steps: [{IN: img, flow: every}, {TASK: a}]")).toEqual({
    said: ["warning KEY_WITHOUT_EFFECT 28"],
    messages: [
      "`supersede` has no effect on this job: `flow: every` of its IN `img` gives each version its own run.",
    ],
    hints: ["remove it, or remove `flow: every` if a newer version makes older ones needless"],
  });
  expect(check("type: runSh, supersede: all, steps: [{IN: img, flow: latest}, {TASK: a}]").said).toEqual([]);
});
