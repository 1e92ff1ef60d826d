import { conditionValuesOf } from "@landbridge/core";
import type { ConditionValues, JsonObject, PlannedInput } from "@landbridge/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateCondition } from "./evaluate-condition.ts";
import { cpuMs } from "../testing/cpu-time.ts";

function planned(name: string, type: string, parts: Partial<PlannedInput>): PlannedInput {
  return { name, kind: "resource", type, id: name, values: {}, files: [], options: {}, ...parts };
}

const IMAGE: JsonObject = { sourceName: "acme/app", branch: "main", N: 3, B: "b", matches: "m", NONE: null };
const VALUES: ConditionValues = conditionValuesOf(
  {
    inputs: [
      planned("app_image", "image", { versionNumber: 4, versionName: "main.4", values: IMAGE }),
      planned("my-repo", "gitRepo", {
        versionNumber: 7,
        versionName: "c0ffee",
        values: { branch: "main", shaData: { branchName: "feature/x", commitSha: "c0ffee" } },
      }),
      planned("settings", "params", { values: { params: { REGION: "eu", SIZES: [1, 2.5] } } }),
      planned("build", "runSh", { kind: "job", versionNumber: 9, values: { DIGEST: "sha256:1" } }),
      planned("in", "state", {}),
    ],
    cause: { kind: "manual", by: "alice" },
  },
  { COUNT: 4, SURE: true, REGION: "eu" },
);

function withText(text: string): ConditionValues {
  return conditionValuesOf(
    { inputs: [planned("a", "webhook", { values: { text } })], cause: { kind: "manual", by: "alice" } },
    {},
  );
}

describe("a condition is decided on the versions, the inputs and the cause of a run", () => {
  test.each<[string, boolean]>([
    ["in.app_image.branch == 'main'", true],
    ["in.app_image.branch != 'main'", false],
    ["in.app_image.versionNumber == 4 && in.app_image.versionName.startsWith('main.')", true],
    ["in.app_image.versionNumber % 2 == 0 && in.app_image.values.N < 4", true],
    ["in.app_image.values.N == 3 && in.app_image.values.NONE == null", true],
    ["in['my-repo'].branch == 'feature/x' && in['my-repo'].commit == 'c0ffee'", true],
    ["in['my-repo'].values.shaData.branchName.startsWith('feature/')", true],
    ["in.settings.values.REGION == inputs.REGION && in.settings.values.SIZES.exists(size, size > 2.0)", true],
    ["in.build.versionNumber >= 9 && in.build.type == 'runSh' && in.build.values.DIGEST.contains(':')", true],
    ["in['in'].versionNumber == 0 && in['in'].versionName == ''", true],
    ["'app_image' in in && !('other' in in) && !('toString' in in)", true],
    ["in.all(name, in[name].type != '')", true],
    ["has(in.app_image.values.B) && !has(in.app_image.values.C)", true],
    ["inputs.COUNT == 4 && 4 == inputs.COUNT && inputs.COUNT != 5", true],
    ["inputs.COUNT + 1 > 4.5 && 10 - inputs.COUNT == 6 && inputs.COUNT * 2 / 4 == 2", true],
    ["inputs.SURE && cause.by == 'bob'", false],
    ["cause.kind == 'manual' && cause.name == ''", true],
    ["in.app_image.branch.matches('^(main|release/.*)$')", true],
    ["in.app_image.values.matches.matches(in.app_image.values.matches)", true],
    ["in['my-repo'].branch.matches('^main$')", false],
    ["inputs.REGION == 'eu' ? true : in.nothing.branch == ''", true],
    ["true", true],
  ])("%s: %s", (condition, value) => {
    expect(evaluateCondition(condition, VALUES)).toEqual({ ok: true, value });
    // A second time from what was kept.
    expect(evaluateCondition(condition, VALUES)).toEqual({ ok: true, value });
  });

  test("the same condition is decided anew on other values", () => {
    expect(evaluateCondition("in.a.values.text == 'x'", withText("x"))).toEqual({ ok: true, value: true });
    expect(evaluateCondition("in.a.values.text == 'x'", withText("y"))).toEqual({ ok: true, value: false });
  });
});

describe("what can't be decided says why", () => {
  test.each([
    ["in.app_image.values.C == 'c'", "The condition reads `in.app_image.values.C`, which is not there."],
    [
      "in.app_image.values['C'] == 'c'",
      "The condition reads `in.app_image.values['C']`, which is not there.",
    ],
    ["in.other.branch == 'main'", "The condition reads `in.other`, which is not there."],
    ["inputs.OTHER == 'x'", "The condition reads `inputs.OTHER`, which is not there."],
    [
      "in.app_image.values.toString == 'x'",
      "The condition reads `in.app_image.values.toString`, which is not there.",
    ],
    ["in.app_image.values.B", "The condition must be true or false, but gives a text."],
    ["in.app_image.versionNumber", "The condition must be true or false, but gives a number."],
    ["in.settings.values.SIZES", "The condition must be true or false, but gives a list."],
    ["in.app_image.values.NONE", "The condition must be true or false, but gives nothing."],
    ["in.app_image", "The condition must be true or false, but gives a value of another type."],
    ["1 / (4 - in.app_image.versionNumber) == 1", "The condition can't be decided: division by zero."],
    [
      "in.app_image.branch.matches(in.app_image.values.B + '(')",
      "The condition can't be decided: the pattern `b(` can't be read: a `(` is not closed.",
    ],
    ["in.app_image.branch ==", "The condition can't be decided: unexpected token: EOF."],
    [`${"true || ".repeat(1000)}true`, "The condition has 8004 characters; at most 4000 are read."],
  ])("%s", (condition, text) => {
    expect(evaluateCondition(condition, VALUES)).toEqual({ ok: false, text });
  });
});

describe("no condition keeps anybody waiting", () => {
  const numbers = `[${Array.from({ length: 200 }, (_, index) => index).join(",")}]`;
  const doubled = (levels: number, first: string, last: string): string =>
    Array.from({ length: levels }, (_, index) => index)
      .reduceRight((body, index) => `cel.bind(x${index + 1}, x${index} + x${index}, ${body})`, last)
      .replace(/^/, `cel.bind(x0, ${first}, `) + ")";
  const letters = "a".repeat(200_000);
  const TOO_MUCH =
    "The condition goes over too much to be decided: the values are too large, or its loops multiply.";
  test.each([
    [
      "loops in loops",
      `${numbers}.all(a, ${numbers}.all(b, ${numbers}.all(c, a + b + c >= 0)))`,
      "",
      TOO_MUCH,
    ],
    [
      "loops over values",
      "in.a.values.text.split('').all(a, in.a.values.text.split('').all(b, a == b))",
      letters,
      TOO_MUCH,
    ],
    ["texts that double", doubled(40, "'a'", "x40.contains('b')"), "", TOO_MUCH],
    ["lists that double", doubled(40, "[1]", "x40.size() == 1"), "", TOO_MUCH],
    ["searches for long texts", "in.a.values.text.contains(in.a.values.text + 'b')", letters, TOO_MUCH],
    [
      "patterns that JavaScript never ends with",
      "in.a.values.text.matches('^(a+)+$')",
      `${letters}!`,
      "The condition matches texts that are too long for its patterns.",
    ],
    [
      "patterns within loops, which go on after a fault",
      "in.a.values.text.split('').exists(x, in.a.values.text.substring(0, 500).matches('^(a?){50}b$'))",
      "a".repeat(1000),
      "The condition matches texts that are too long for its patterns.",
    ],
  ])("%s", (_what, condition, text, expected) => {
    let outcome: unknown;
    expect(cpuMs(() => (outcome = evaluateCondition(condition, withText(text))))).toBeLessThan(1000);
    expect(outcome).toEqual({ ok: false, text: expected });
  });

  test("what people write is far from the limit", () => {
    const message = "fix: ".repeat(400);
    const scope = withText(message);
    for (const condition of [
      "!in.a.values.text.contains('[skip]')",
      "in.a.values.text.matches('(?i)\\\\bfix\\\\b')",
      "in.a.values.text.split(' ').exists(word, word == 'fix:')",
    ])
      expect(evaluateCondition(condition, scope)).toEqual({ ok: true, value: true });
  });

  test("any condition at all is decided or refused, and never thrown", () => {
    const parts = [
      "in.app_image",
      "in",
      ".values",
      ".branch",
      "inputs.COUNT",
      "'a'",
      "[1, 2]",
      "{'a': 1}",
      " + ",
      " == ",
      " && ",
      " ? ",
      " : ",
      "(",
      ")",
      ".size()",
      ".split('')",
      ".exists(x, x == 'a')",
      ".map(x, x + x)",
      "cel.bind(x, 'a', x + x)",
      ".matches('a*')",
      " in ",
      "1",
      "1.5",
      "has(in.app_image.values.B)",
      "!",
      "-",
      ".join()",
      "['x']",
      "null",
      "type(1)",
    ];
    const condition = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(condition, (written) => {
        const decided = evaluateCondition(written.join(""), VALUES);
        expect(typeof (decided.ok ? decided.value : decided.text)).toBe(decided.ok ? "boolean" : "string");
      }),
      { numRuns: 1000 },
    );
  });

  test("a thousand decisions take less than a second", () => {
    const decideOften = (): void => {
      for (let count = 0; count < 1000; count += 1)
        evaluateCondition(`in.app_image.branch == 'main' && inputs.COUNT > ${count % 700}`, VALUES);
    };
    expect(cpuMs(decideOften)).toBeLessThan(1000);
  });
});
