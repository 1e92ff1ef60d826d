import { expect, test } from "vitest";
import { inputStandingsOf } from "./input-standing.ts";
import { input, job, jobOf, resource, workflow } from "./testing/line.ts";
import { factsOf } from "./testing/world.ts";
import type { Standing } from "./testing/world.ts";
import { createWorkflow } from "./workflow.ts";
import type { Workflow } from "./workflow.ts";

/** Code and sentence of everything against the first IN of `x`. */
function against(line: Workflow, standing: Standing): readonly string[] {
  const [first] = inputStandingsOf(line, factsOf(line, standing), jobOf(line, "x"));
  return (first?.reasons ?? []).map(({ code, text }) => `${code}: ${text}`);
}

test.each([
  ["a -> x", "success", []],
  ["a -> x", "", ["input-unhealthy: a has not finished a run yet."]],
  ["a -> x", "success failure", ["input-unhealthy: a failed in its last run."]],
  ["a -immediate-> x", "success failure", []],
  ["a -> x", "success processing", ["upstream-processing: a #2 is processing."]],
  ["a -> x", "success queued", ["upstream-busy: a is under way."]],
  ["a -immediate-> x", "success processing", []],
  ["a ..> x", "success", ["switched-off: a is switched off: its news start nothing."]],
  ["a@3 -> x", "success", ["input-pinned: a is pinned to version 3: nothing else of it starts the job."]],
  [
    "a@stable -> x",
    "success",
    ["input-pinned: a is pinned to the newest version named stable: nothing else of it starts the job."],
  ],
  ["(a:state) -> x", "", ["never-fires: Versions of a never start a job."]],
])("%s, where a stands at %j: %j", (chain, standing, reasons) => {
  const isJob = !chain.startsWith("(");
  expect(against(workflow(chain), isJob ? { a: standing } : {})).toEqual(reasons);
});

test("a strict job waits for a busy IN; another IN that is immediate does not make the others healthy", () => {
  const strict = workflow("a -> x", { x: "strict" });
  expect(against(strict, { a: "processing" })).toEqual(["waits-for-upstream: a is under way."]);
  const mixed = workflow("a -> x", "b -immediate-> x");
  expect(against(mixed, { a: "failure" })).toEqual(["input-unhealthy: a failed in its last run."]);
});

test("every reason says what would change it", () => {
  const line = workflow("a -> x", "b ..> x", "(c)@3 -> x");
  const standings = inputStandingsOf(line, factsOf(line, { a: "failure", b: "success" }), jobOf(line, "x"));
  expect(standings.map(({ reasons }) => reasons[0]?.unblock.map(({ text }) => text))).toEqual([
    ["Run a until it succeeds."],
    ["Run x by hand.", "Take switch: off of b out of the configuration."],
    ["Unpin c."],
  ]);
});

test("a pin by command says who set it, and counts before that of the configuration", () => {
  const line = workflow("(r)@1 -> x");
  const facts = factsOf(line);
  const pin = { kind: "number", versionNumber: 2 } as const;
  facts.setResource("r", { isDeleted: false, lastVersionNumber: 5 });
  facts.setJob("x", { ...facts.job("x"), pins: { r: { pin, by: "ann", at: 7, comment: "1.4 is broken" } } });
  const [standing] = inputStandingsOf(line, facts, jobOf(line, "x"));
  expect(standing).toMatchObject({ pin, pinned: { by: "ann", at: 7 }, version: 2 });
  expect(standing?.reasons[0]?.text).toBe(
    "r is pinned to version 2, by ann (1.4 is broken): nothing else of it starts the job.",
  );
});

test("the version that a run would read: the newest that is not in quarantine, the oldest that needs a run", () => {
  const line = createWorkflow({
    resources: [resource("r"), resource("s"), resource("t")],
    jobs: [job("x", { steps: [input("r"), input("s", { flow: "every" }), input("t")] })],
  });
  const facts = factsOf(line);
  for (const name of ["r", "s"]) facts.setResource(name, { isDeleted: false, lastVersionNumber: 5 });
  facts.setResource("r", { ...facts.resource("r"), quarantined: [5] });
  facts.setResource("t", { isDeleted: false, lastVersionNumber: 1, quarantined: [1] });
  facts.setJob("x", { ...facts.job("x"), backlog: { s: [[3, 5]] } });
  expect(inputStandingsOf(line, facts, jobOf(line, "x"))).toMatchObject([
    { from: "r", version: 4, quarantined: [5], backlog: 0 },
    { from: "s", version: 3, backlog: 3, flow: "every" },
    {
      from: "t",
      reasons: [{ code: "input-unhealthy", text: "t has only versions that are in quarantine." }],
    },
  ]);
});

test("of versions that have to pass other jobs it says what is missing", () => {
  const line = createWorkflow({
    resources: [resource("r")],
    jobs: [job("unit", { steps: [input("r")] }), job("x", { steps: [input("r", { passed: ["unit"] })] })],
  });
  const facts = factsOf(line, { unit: "success" });
  facts.setJob("unit", { ...facts.job("unit"), successes: [] });
  const standing = () => inputStandingsOf(line, facts, jobOf(line, "x"))[0];
  expect(standing()).toMatchObject({
    passed: ["unit"],
    reasons: [
      {
        code: "not-passed",
        text: "No successful run of unit has a version of r yet.",
        unblock: [{ target: "unit" }],
      },
    ],
  });
  expect(standing()).not.toHaveProperty("version");
  facts.setJob("unit", { ...facts.job("unit"), successes: [{ number: 1, versions: { r: 1 } }] });
  expect(standing()).toMatchObject({ version: 1, reasons: [] });
});
