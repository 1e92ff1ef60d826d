import { ciLegsOf, createWorkflow, graphOf } from "@landbridge/core";
import { expect, test } from "vitest";
import { loadWorkflow } from "./load-workflow.ts";
import type { LoadOptions, LoadedWorkflow } from "./load-workflow.ts";

/** Whole workflows, one for each kind of thing that the language is made for. */
function load(files: Readonly<Record<string, string>>, options?: LoadOptions): LoadedWorkflow {
  return loadWorkflow(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    options,
  );
}

/** `a > b`: b consumes a, or a makes b. `a . b`: the same, switched off. */
function edgesOf({ definition }: LoadedWorkflow): readonly string[] {
  const { edges } = graphOf(createWorkflow(definition));
  return edges.map(({ from, to, isSwitchedOn }) => `${from} ${isSwitchedOn ? ">" : "."} ${to}`);
}

function errorsOf({ problems }: LoadedWorkflow): readonly string[] {
  return problems.filter(({ severity }) => severity === "error").map(({ code, line }) => `${code} ${line}`);
}

function codesOf({ problems }: LoadedWorkflow): readonly string[] {
  return [...new Set(problems.map(({ code }) => code))];
}

/** Where something loads that has no effect yet. */
function laterOf({ problems }: LoadedWorkflow): readonly string[] {
  return problems
    .filter(({ code }) => code === "NOT_YET_IN_EFFECT")
    .map(({ line, column }) => `${line}:${column}`);
}

test("a chain over params", () => {
  const loaded = load({
    "landbridge.yml": `
resources:
  - name: palette
    type: params
    versionTemplate: {params: {FIRST: "yes"}}
jobs:
  - name: mix
    type: runSh
    steps:
      - TASK: {name: post, script: ['shipctl put_resource_state_multi palette "HUE=blue DEPTH=3"']}
      - OUT: palette
  - name: paint
    type: runSh
    steps:
      - IN: palette
      - TASK:
          name: look
          script:
            - test "$HUE" = blue            # keys have no prefix
            - test "$PALETTE_TYPE" = params
`,
  });
  expect(loaded.problems).toEqual([]);
  expect(edgesOf(loaded)).toEqual(["mix > palette", "palette > paint"]);
  expect(loaded.definition.jobs[1]?.steps[1]).toMatchObject({
    name: "look",
    script: ['test "$HUE" = blue', 'test "$PALETTE_TYPE" = params'],
  });
});

test("one repository gates another, with a template and an external reference", () => {
  const shared = { ok: true, text: "report: &report\n  - ./report.sh\n" } as const;
  const externals = new Map([["https://git.example.org/raw/shared.yml", shared]]);
  const loaded = load(
    {
      "shippable.templates.yml": `
externalReferences:
  - https://git.example.org/raw/shared.yml
enter: &enter
  - cd "$(shipctl get_resource_state incoming)"
  - git status
`,
      "shippable.yml": `
resources:
  - name: incoming
    type: gitRepo
    integration: forge
    versionTemplate: {sourceName: acme/shop, branches: {only: [main, hotfix/*]}, buildOnPullRequest: true}
  - name: checked
    type: gitRepo
    integration: forge
    versionTemplate: {sourceName: acme/shop, branch: main, buildOnCommit: false}
jobs:
  - name: check
    type: runSh
    steps:
      - IN: incoming
        showBuildStatus: true
      - TASK: {name: check, script: [*enter, ./check.sh, *report]}
      - OUT: checked
        replicate: incoming
        replicateOnPullRequest: false
  - name: suite
    type: runSh
    steps:
      - IN: checked
      - TASK: {script: ['test -n "$CHECKED_COMMIT"', ./suite.sh]}
`,
    },
    { externals },
  );
  expect(errorsOf(loaded)).toEqual([]);
  expect(codesOf(loaded)).toEqual(["NOT_YET_IN_EFFECT"]);
  // Two repositories without an address, branches, buildOnPullRequest, showBuildStatus.
  expect(laterOf(loaded)).toEqual(["5:5", "6:46", "6:82", "9:5", "16:9"]);
  expect(edgesOf(loaded)).toEqual(["incoming > check", "check > checked", "checked > suite"]);
  expect(loaded.definition.jobs[0]?.steps).toMatchObject([
    { options: { showBuildStatus: true } },
    { script: ['cd "$(shipctl get_resource_state incoming)"', "git status", "./check.sh", "./report.sh"] },
    { replicate: "incoming", replicateOnPullRequest: false },
  ]);
  expect(loaded.definition.resources[1]?.values).toEqual({
    sourceName: "acme/shop",
    branch: "main",
    buildOnCommit: false,
  });
});

test("image, manifest, test deployment, release, gated production", () => {
  const loaded = load({
    "shippable.yml": `
resources:
  - {name: shop_img, type: image, integration: hub, versionTemplate: {sourceName: acme/shop, versionName: main.7}}
  - {name: small, type: dockerOptions, versionTemplate: {memory: 128, portMappings: ["80:3000/tcp"]}}
  - {name: large, type: dockerOptions, versionTemplate: {memory: 2048}}
  - {name: cfg, type: params, versionTemplate: {params: {STAGE: test}}}
  - {name: three, type: replicas, versionTemplate: {count: 3}}
  - {name: fleet, type: cluster, integration: kube, versionTemplate: {sourceName: c9, namespace: "\${STAGE}"}}
  - {name: start, type: version, versionTemplate: {versionName: v2.0.0}}
jobs:
  - name: shop_def
    type: manifest
    steps:
      - IN: shop_img
      - IN: small
        applyTo: [shop_img]
  - name: to_test
    type: deploy
    method: upgrade
    steps: [{IN: cfg}, {IN: fleet}, {IN: shop_def}]
  - name: rel
    type: release
    bump: beta
    steps: [{IN: start}, {IN: to_test}]
  - name: to_prod
    type: deploy
    stabilityDuration: 30
    steps:
      - IN: fleet
      - IN: rel
        switch: off
      - IN: three
      - IN: large
`,
  });
  expect(errorsOf(loaded)).toEqual([]);
  expect(edgesOf(loaded)).toEqual([
    "shop_img > shop_def",
    "small > shop_def",
    "cfg > to_test",
    "fleet > to_test",
    "shop_def > to_test",
    "start > rel",
    "to_test > rel",
    "fleet > to_prod",
    "rel . to_prod",
    "three > to_prod",
    "large > to_prod",
  ]);
  expect(loaded.definition.jobs.map(({ options }) => options)).toEqual([
    {},
    { method: "upgrade" },
    { bump: "beta" },
    { stabilityDuration: 30 },
  ]);
  expect(loaded.problems.filter(({ code }) => code === "NOT_YET_IN_EFFECT").length).toBe(2);
  expect(loaded.definition.resources[5]?.values).toEqual({ sourceName: "c9", namespace: "${STAGE}" });
});

test("the three dependency modes, also of a single IN", () => {
  const job = (name: string, keys: string, inputs: string): string =>
    `  - {name: ${name}, type: runSh, ${keys}steps: [${inputs}{TASK: {script: ["true"]}}]}\n`;
  const loaded = load({
    "landbridge.yml":
      "resources: [{name: r, type: params, versionTemplate: {params: {A: '1'}}}]\njobs:\n" +
      job("one", "", "") +
      job("two", "", "{OUT: r}, ") +
      job("calm", "dependencyMode: chrono, ", "{IN: one}, {IN: r}, ") +
      job("careful", "dependencyMode: strict, ", "{IN: one}, {IN: r}, ") +
      job("hasty", "dependencyMode: immediate, triggerMode: parallel, ", "{IN: one}, {IN: two}, ") +
      job("mixed", "dependencyMode: strict, ", "{IN: one, dependencyMode: immediate}, {IN: two}, "),
  });
  expect(loaded.problems).toEqual([]);
  expect(
    loaded.definition.jobs.map(({ dependencyMode, triggerMode }) => `${dependencyMode} ${triggerMode}`),
  ).toEqual([
    "chrono serial",
    "chrono serial",
    "chrono serial",
    "strict serial",
    "immediate parallel",
    "strict serial",
  ]);
  expect(loaded.definition.jobs[5]?.steps).toMatchObject([
    { from: "one", dependencyMode: "immediate" },
    { from: "two" },
    { kind: "task" },
  ]);
  expect(edgesOf(loaded)).toContain("two > r");
});

test("schedule, webhook, trigger and quiet params in front of one job", () => {
  const loaded = load({
    "shippable.resources.yml": `
resources:
  - {name: nightly, type: time, versionTemplate: {interval: "15 3 * * *"}}
  - {name: hook, type: webhook, versionTemplate: {webhookKey: s3cret}}
  - {name: knobs, type: params, versionTemplate: {params: {SPEED: "2"}}}
`,
    "shippable.triggers.yml": `
triggers:
  - {name: push_me, type: trigger, version: {counter: 4}}
`,
    "shippable.jobs.yml": `
jobs:
  - name: clean
    type: runSh
    priority: 5
    runtime: {nodePool: tiny, timeoutMinutes: 20}
    steps:
      - IN: nightly
      - IN: hook
      - IN: push_me
      - IN: knobs
      - TASK:
          name: clean
          script:
            - shipctl get_resource_version_key hook payload > body.json
            - echo "by $JOB_TRIGGERED_BY_NAME, detail \${SHIPPABLE_TRIGGER_DETAIL:-none}"
`,
  });
  expect(loaded.problems).toEqual([]);
  expect(loaded.definition.resources.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "nightly time",
    "hook webhook",
    "knobs params",
    "push_me trigger",
  ]);
  expect(loaded.definition.jobs[0]).toMatchObject({
    priority: 5,
    runtime: { nodePool: "tiny", timeoutMinutes: 20 },
  });
  expect(edgesOf(loaded)).toEqual(["nightly > clean", "hook > clean", "push_me > clean", "knobs > clean"]);
});

test("central state in a loop, with OUTs on failure", () => {
  const loaded = load({
    "landbridge.yml": `
resources:
  - {name: ledger, type: state}
  - {name: address, type: params, versionTemplate: {params: {FIRST: x}}}
  - {name: outcome, type: params, versionTemplate: {params: {FIRST: x}}}
jobs:
  - name: raise
    type: runSh
    steps:
      - IN: ledger
      - TASK: {name: apply, script: [./apply.sh, shipctl put_resource_state address IP 10.1.1.1]}
      - OUT: address
        overwrite: true
      - OUT: outcome
        on_failure: true
      - OUT: ledger
        on_failure: true
    on_failure: {script: ['shipctl put_resource_state outcome LAST "failed $BUILD_NUMBER"']}
    always: {script: [shipctl copy_file_to_resource_state all.json ledger]}
  - name: raze
    type: runSh
    steps:
      - IN: address
        switch: off
      - IN: ledger
      - IN: raise
        switch: off
      - TASK: {script: ['ls "$RAISE_STATE"', ./destroy.sh]}
      - OUT: ledger
`,
  });
  expect(loaded.problems).toEqual([]);
  expect(edgesOf(loaded)).toEqual([
    "ledger > raise",
    "raise > address",
    "raise > outcome",
    "raise > ledger",
    "address . raze",
    "ledger > raze",
    "raise . raze",
    "raze > ledger",
  ]);
  expect(loaded.definition.jobs[0]).toMatchObject({
    sections: {
      onFailure: { script: ['shipctl put_resource_state outcome LAST "failed $BUILD_NUMBER"'] },
      always: { script: ["shipctl copy_file_to_resource_state all.json ledger"] },
    },
  });
  expect(loaded.definition.jobs[0]?.steps.slice(2)).toMatchObject([
    { to: "address", overwrite: true, onFailure: false },
    { to: "outcome", overwrite: false, onFailure: true },
    { to: "ledger", overwrite: false, onFailure: true },
  ]);
});

test("a CI part beside the workflow", () => {
  const loaded = load({
    "shippable.yml": `
language: python
python: ["3.12", "3.13"]
branches: {only: [main]}
services: [postgres]
env:
  global:
    - secure: BLOB
  matrix: [SUITE=a, SUITE=b]
matrix:
  exclude: [{python: "3.12", env: SUITE=b}]
  allow_failures: [{python: "3.13", env: SUITE=b}]
build:
  ci: [pip install ., pytest]
  cache: true
integrations:
  notifications:
    - {integrationName: email, type: email, recipients: [--last_committer]}
resources:
  - {name: site_img, type: image, integration: hub, versionTemplate: {sourceName: acme/site, versionName: none.0}}
jobs:
  - name: site_runCI
    type: runCI
    steps: [{OUT: site_img}]
`,
  });
  expect(errorsOf(loaded)).toEqual([]);
  expect(loaded.ci).toEqual([{ file: "shippable.yml" }]);
  expect(edgesOf(loaded)).toEqual(["site_runCI > site_img"]);
  const ci = loaded.definition.jobs[0]?.ci;
  const found = ci && ciLegsOf(ci);
  const legs = found?.ok ? found.legs : [];
  expect(legs.map(({ version, mayFail }) => ({ version, mayFail }))).toEqual([
    { version: "3.12", mayFail: false },
    { version: "3.13", mayFail: false },
    { version: "3.13", mayFail: true },
  ]);
});

test("tasks with runtimes, tools, lifecycle sections and notifications", () => {
  const loaded = load({
    "landbridge.yml": `
resources:
  - {name: cloud, type: cliConfig, integration: keys, versionTemplate: {region: eu-west-1}}
  - {name: room, type: notification, integration: chat, versionTemplate: {recipients: ["#ops"]}}
  - {name: post, type: notification, versionTemplate: {method: email, recipients: [ops@example.org]}}
jobs:
  - name: ship
    type: runSh
    allowPublicAccess: true
    integrations: [keys]
    runtime: {container: false}
    on_start: [{NOTIFY: room}]
    steps:
      - IN: cloud
        scopes: [ecr]
      - TASK:
          name: pack
          runtime:
            container: true
            options: {imageName: debian, imageTag: "12", pull: true, options: "--cpus 2", env: [{MODE: slow}, {N: "4"}]}
          script: ['echo "$MODE" > "$SHARED_DIR/mode"']
      - TASK: {name: push, script: [grep -q slow "$SHARED_DIR/mode"]}
    on_success: {script: [echo done], NOTIFY: [{name: room}]}
    on_failure: {NOTIFY: [{name: post, sendFailingSnippet: true}]}
    on_cancel: {NOTIFY: [{name: room}]}
    always: {script: [pwd]}
`,
  });
  expect(codesOf(loaded)).toEqual(["NOT_YET_IN_EFFECT"]);
  // cliConfig, allowPublicAccess, integrations, scopes, and NOTIFY in four sections.
  expect(laterOf(loaded)).toEqual(["3:25", "9:5", "10:5", "12:17", "15:9", "23:39", "24:18", "25:17"]);
  const [job] = loaded.definition.jobs;
  expect(job).toMatchObject({
    allowPublicAccess: true,
    integrations: ["keys"],
    runtime: { container: false },
  });
  expect(job?.steps).toMatchObject([
    { from: "cloud", options: { scopes: ["ecr"] } },
    {
      name: "pack",
      runtime: {
        container: true,
        image: { name: "debian", tag: "12", pull: true },
        dockerOptions: "--cpus 2",
        env: { MODE: "slow", N: "4" },
      },
    },
    { name: "push", runtime: { env: {} } },
  ]);
  expect(job?.sections).toEqual({
    onStart: { script: [], notify: [{ name: "room", options: {} }] },
    onSuccess: { script: ["echo done"], notify: [{ name: "room", options: {} }] },
    onFailure: { script: [], notify: [{ name: "post", options: { sendFailingSnippet: true } }] },
    onCancel: { script: [], notify: [{ name: "room", options: {} }] },
    always: { script: ["pwd"], notify: [] },
  });
});

test("files to machines, with pins, forced deployment and a load balancer", () => {
  const loaded = load({
    "landbridge.yml": `
resources:
  - {name: bundle, type: file, versionTemplate: {sourceName: "https://files.example.org/app.tgz", versionName: f00}}
  - {name: cfg, type: params, versionTemplate: {params: {PORT: "8080"}}}
  - {name: hosts, type: cluster, integration: nodes, versionTemplate: {bastionHost: {address: 10.2.3.4, user: ops, keyIntegration: door}}}
  - {name: door, type: integration, integration: sshkey}
  - {name: front, type: loadBalancer, integration: kube, versionTemplate: {sourceName: front, method: LoadBalancer, ports: [{port: 80}]}}
jobs:
  - {name: bundle_def, type: manifest, steps: [{IN: bundle, versionName: f00}, {IN: cfg, versionNumber: 1}]}
  - name: roll_out
    type: deploy
    steps:
      - IN: hosts
      - IN: door
      - IN: bundle_def
        force: true
      - TASK: [{script: "source package.env"}, {script: "./restart.sh"}]
  - {name: open_up, type: provision, steps: [{IN: front}]}
`,
  });
  expect(errorsOf(loaded)).toEqual([]);
  expect(loaded.definition.jobs[0]?.steps).toMatchObject([
    { pin: { kind: "name", versionName: "f00" } },
    { pin: { kind: "number", versionNumber: 1 } },
  ]);
  expect(loaded.definition.jobs[1]?.steps).toMatchObject([
    { from: "hosts" },
    { from: "door" },
    { from: "bundle_def", options: { force: true } },
    { script: ["source package.env", "./restart.sh"] },
  ]);
});

test("what is inconsistent is told; the rest loads", () => {
  const loaded = load({
    "landbridge.yml": `
resources:
  - {name: sound, type: params, versionTemplate: {params: {A: "1"}}}
jobs:
  - {name: fine, type: runSh, steps: [{IN: sound}, {TASK: {script: ["true"]}}]}
  - {name: slip, type: runSh, steps: [{IN: soudn}, {TASK: {script: ["true"]}}]}
  - {name: loop, type: runSh, steps: [{IN: sound}, {TASK: {script: ["true"]}}, {OUT: sound}]}
`,
  });
  expect(errorsOf(loaded)).toEqual(["UNKNOWN_REFERENCE 6", "INPUT_IS_OUTPUT 7"]);
  expect(loaded.problems[0]?.hint).toBe("did you mean `sound`?");
  expect(loaded.definition.jobs.map(({ name }) => name)).toEqual(["fine", "slip", "loop"]);
});

test("an external server, and the older syntax", () => {
  const loaded = load({
    "shippable.yml": `
resources:
  - {name: other_ci, type: externalCIServer}
  - {name: img, type: image, integration: hub, pointer: {sourceName: acme/img}, seed: {versionName: "3.0"}}
  - {name: opts, type: dockerOptions, version: {memory: 96}}
  - {name: often, type: time, seed: {interval: "*/10 * * * *"}}
jobs:
  - {name: elsewhere, type: externalCI}
  - {name: later, type: runSh, steps: [{IN: elsewhere}, {IN: img}, {TASK: [{script: "echo 1"}, {script: "echo 2"}]}]}
`,
  });
  expect(errorsOf(loaded)).toEqual([]);
  expect(loaded.definition.resources.map(({ values }) => values)).toEqual([
    {},
    { sourceName: "acme/img", versionName: "3.0" },
    { memory: 96 },
    { interval: "*/10 * * * *" },
  ]);
  expect(edgesOf(loaded)).toEqual(["elsewhere > later", "img > later"]);
});
