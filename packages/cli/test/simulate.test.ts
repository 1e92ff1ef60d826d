import { describe, expect, test } from "vitest";
import { runCli } from "./support/cli-process.ts";
import { makeDirectory } from "./support/workspace.ts";

/** The graph of the three dependency modes: one job upstream is red, two end one after the other. */
const MODES = `
resources:
  - {name: settings, type: params, versionTemplate: {params: {A: "1"}}}
  - {name: extras, type: params, versionTemplate: {params: {B: "1"}}}
jobs:
  - {name: red, type: runSh, steps: [{TASK: {script: [exit 1]}}]}
  - {name: quick, type: runSh, steps: [{TASK: {script: [echo quick]}}]}
  - {name: slow, type: runSh, steps: [{TASK: {script: [echo slow]}}]}
  - {name: writer, type: runSh, steps: [{TASK: {script: [lb put settings A=2]}}, {OUT: settings}]}
  - {name: chrono_red, type: runSh, steps: [{IN: red}, {IN: settings}, {IN: extras}, {IN: quick}, {TASK: {script: [echo]}}]}
  - {name: chrono, type: runSh, steps: [{IN: settings}, {IN: extras}, {IN: quick}, {IN: slow}, {TASK: {script: [echo]}}]}
  - {name: strict, type: runSh, dependencyMode: strict, steps: [{IN: settings}, {IN: quick}, {IN: slow}, {TASK: {script: [echo]}}]}
  - {name: immediate, type: runSh, dependencyMode: immediate, triggerMode: parallel, steps: [{IN: red}, {IN: quick}, {IN: slow}, {TASK: {script: [echo]}}]}
  - name: mixed
    type: runSh
    dependencyMode: strict
    steps:
      - IN: quick
        dependencyMode: immediate
      - IN: slow
      - TASK: {script: [echo]}
`;

const BEFORE = ["failure:red", "success:quick", "success:slow"];

interface Decision {
  readonly event: string;
  readonly job: string;
  readonly verdict: string;
  readonly reason: string;
  readonly inputs: readonly unknown[];
  readonly unblock: readonly { readonly action: string; readonly target: string }[];
}

interface Simulated {
  readonly code: number | null;
  readonly decisions: readonly Decision[];
  readonly events: readonly { readonly event: string; readonly ok: boolean; readonly reason?: string }[];
}

async function simulated(
  yaml: string,
  events: readonly string[],
  ...flags: readonly string[]
): Promise<Simulated> {
  const directory = makeDirectory({ "landbridge.yml": yaml });
  const { code, stdout } = await runCli(["simulate", directory, "--json", ...flags, "--event", ...events]);
  const answer: Pick<Simulated, "decisions" | "events"> = JSON.parse(stdout);
  return { code, ...answer };
}

function verdictsOf(decisions: readonly Decision[]): readonly string[] {
  return decisions.map(({ job, verdict, reason }) => `${job}: ${verdict} (${reason})`);
}

describe("the three dependency modes, after one upstream job failed and two succeeded", () => {
  test("the two run again at once: each consumer answers by its mode", async () => {
    const { code, decisions, events } = await simulated(MODES, [
      ...BEFORE,
      "run:quick",
      "run:slow",
      "success:quick",
      "success:slow",
    ]);
    expect(code).toBe(0);
    expect(events.every(({ ok }) => ok)).toBe(true);
    const last = decisions.findLastIndex(({ event }) => event === "run:slow");
    expect(verdictsOf(decisions.slice(last + 1))).toEqual([
      "chrono_red: none (input-unhealthy)",
      "chrono: queued (upstream-busy)",
      "strict: waiting (waits-for-upstream)",
      "immediate: queued (immediate-input)",
      "mixed: queued (immediate-input)",
      "chrono: queued (input-changed)",
      "strict: queued (input-changed)",
      "immediate: queued (immediate-input)",
      "mixed: queued (input-changed)",
    ]);
  });

  test("a decision says what it looked at and what would change it", async () => {
    const { decisions } = await simulated(MODES, ["failure:red", "success:quick"]);
    const decision = decisions.find(({ job, event }) => job === "chrono_red" && event === "success:quick");
    expect(decision).toMatchObject({
      verdict: "none",
      inputs: [
        { from: "red", health: { state: "unhealthy", because: "failure" }, isChanged: false },
        { from: "settings", health: { state: "healthy" } },
        { from: "extras" },
        { from: "quick", isChanged: true },
      ],
      unblock: [{ action: "run-job", target: "red" }],
    });
  });
});

const GATE = `
resources:
  - {name: image, type: image, versionTemplate: {sourceName: acme/app, versionName: "1"}}
jobs:
  - {name: build, type: runSh, steps: [{TASK: {script: [echo]}}, {OUT: image}]}
  - {name: test, type: runSh, steps: [{IN: build}, {TASK: {script: [echo]}}]}
  - {name: deploy, type: runSh, steps: [{IN: test, switch: off}, {IN: image}, {TASK: {script: [echo]}}]}
`;

describe("events", () => {
  test("a version from outside starts its consumers; behind a gate nothing starts", async () => {
    const { decisions } = await simulated(GATE, ["success:build", "success:test", "version:image"]);
    expect(verdictsOf(decisions.filter(({ job }) => job === "deploy"))).toEqual([
      "deploy: none (switched-off)",
      "deploy: queued (input-changed)",
    ]);
  });

  test("one that the start rule forbids changes nothing and says why", async () => {
    const { code, events, decisions } = await simulated(GATE, ["run:build", "run:test", "success:build"]);
    expect(code).toBe(0);
    expect(events).toMatchObject([
      { event: "run:build", ok: true },
      { event: "run:test", ok: false, reason: "upstream-processing" },
      { event: "success:build", ok: true },
    ]);
    expect(verdictsOf(decisions.filter(({ event }) => event === "success:build"))).toEqual([
      "test: queued (input-changed)",
    ]);
  });

  test("with --auto what may start starts, so that the next event can end it", async () => {
    const events = ["run:build", "success:build", "run:build"];
    const still = await simulated(GATE, events);
    expect(still.events.at(-1)).toMatchObject({ ok: true });
    const auto = await simulated(GATE, events, "--auto");
    expect(auto.events.at(-1)).toMatchObject({ ok: false, reason: "downstream-processing" });
  });

  test.each([
    ["sucess:build", '"sucess:build" is not an event.'],
    ["run:biuld", "There is no job named biuld."],
    ["version:build", "There is no resource named build."],
  ])("%s is a slip of the pen: exit 2", async (event, message) => {
    const directory = makeDirectory({ "landbridge.yml": GATE });
    const { code, stderr } = await runCli(["simulate", directory, "--event", event]);
    expect(code).toBe(2);
    expect(stderr).toContain(`USAGE: ${message}`);
  });

  test("for people: each event with what it led to", async () => {
    const directory = makeDirectory({ "landbridge.yml": GATE });
    const { stdout } = await runCli(["simulate", "--event", "success:build", directory]);
    expect(stdout).toContain("success:build\n");
    expect(stdout).toMatch(/test +queued +Run 1 was queued because build #1 succeeded\. \(input-changed\)/);
  });

  test("tells people what an event did that needed no decision", async () => {
    const directory = makeDirectory({ "landbridge.yml": GATE });
    const events = [
      "success:build",
      "run:test",
      "success:test",
      "version:image",
      "run:deploy",
      "success:deploy",
      "run:build",
    ];
    const { stdout } = await runCli(["simulate", directory, "--event", ...events]);
    expect(stdout).toContain("run:test\n  test #1 starts: it is processing.\n");
    expect(stdout).toMatch(/^run:build\n  build  queued[^\n]*\n  build #2 starts: it is processing\.$/m);
    expect(stdout).toContain("success:deploy\n  deploy #1 ended: success. No job looks at it.\n");
  });
});

test("conditions are evaluated on what is known, and say what they depend on where that is not enough", async () => {
  const { decisions } = await simulated(
    `
resources:
  - { name: app, type: image, integration: hub, versionTemplate: { sourceName: acme/app, versionName: main.1 } }
jobs:
  - { name: ship, type: runSh, when: in.app.versionName.startsWith('main.'), steps: [{ IN: app }, { TASK: ship }] }
`,
    ["version:app@main.2", "success:ship", "version:app@dev.1", "version:app"],
    "--auto",
  );
  expect(verdictsOf(decisions)).toEqual([
    "ship: queued (input-changed)",
    "ship: queued (input-changed)",
    "ship: skipped (condition-false)",
    "ship: queued (input-changed)",
    "ship: queued (condition-unknown)",
  ]);
});
