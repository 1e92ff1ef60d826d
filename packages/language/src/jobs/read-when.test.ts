import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { celOf } from "../conditions/condition.ts";
import { loadWorkflow } from "../load-workflow.ts";
import { cpuMs } from "../testing/cpu-time.ts";

interface Read {
  readonly when: string | undefined;
  readonly said: readonly string[];
  readonly messages: readonly string[];
  readonly hints: readonly (string | undefined)[];
}

/** A job with the INs `app_image`, `my-repo` and `in`, the inputs REGION, COUNT and SURE, and this `when` on line 13. */
function read(when: string): Read {
  const text = `resources:
  - {name: app_image, type: image, versionTemplate: {sourceName: acme/app, versionName: one}}
  - {name: my-repo, type: gitRepo, versionTemplate: {sourceName: https://git.example.com/acme/app.git}}
  - {name: in, type: state}
jobs:
  - name: j
    type: runSh
    inputs:
      - {name: REGION, options: [eu, us]}
      - {name: COUNT, type: number}
      - {name: SURE, type: boolean}
    steps: [{IN: app_image}, {IN: my-repo}, {IN: in}, {TASK: a}]
    when: ${when}
`;
  const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
  const others = problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT");
  return {
    when: definition.jobs[0]?.when,
    said: others.map(
      ({ code, line, column, endColumn }) =>
        `${code} ${line}:${column}${endColumn === undefined ? "" : `-${endColumn}`}`,
    ),
    messages: others.map(({ message }) => message),
    hints: others.map(({ hint }) => hint),
  };
}

describe("conditions that can be decided", () => {
  test.each([
    "in.app_image.branch == 'main'",
    "in['my-repo'].commit != ''",
    "in['in'].versionNumber > 3",
    "'a' in ['a', 'b'] && in.app_image.versionName in ['one', 'two']",
    "in.app_image.values.sourceName.startsWith('acme/')",
    "in.app_image.values['in'] == 'in.nothing'",
    "has(in.app_image) || in.exists(name, name == 'app_image')",
    "inputs.REGION == 'eu' && inputs.COUNT > 3 && inputs.COUNT == 4 && inputs.SURE",
    "inputs.COUNT + 1 >= 2 * inputs.COUNT",
    "cause.kind == 'manual' && cause.by != '' || cause.name == 'app_image'",
    "cause.kind == 'retry' || cause.kind != 'replay'",
    "in.app_image.type == 'image' // in.nothing is only a remark",
    "!(in.app_image.branch.matches('^release/.*$'))",
    "true",
  ])("%s", (condition) => {
    const { when, said } = read(JSON.stringify(condition));
    expect(said).toEqual([]);
    expect(when).toBe(condition);
  });

  test.each([
    ["plain", "in.app_image.branch == 'main'", "in.app_image.branch == 'main'"],
    ["in single quotes", "'in.app_image.branch == ''main'''", "in.app_image.branch == 'main'"],
    ["true", "true", "true"],
    ["over several lines", "|\n      inputs.SURE\n      && true", "inputs.SURE\n&& true"],
    ["folded", ">-\n      inputs.SURE\n      && true", "inputs.SURE && true"],
  ])("written %s", (_style, written, expected) => {
    const { when, said } = read(written);
    expect([when, said]).toEqual([expected, []]);
  });
});

describe("faults", () => {
  test.each<[string, string, string, string, string?]>([
    [
      "an IN that the job does not have",
      "in.app_imag.branch == 'main'",
      "INVALID_CONDITION 13:14-22",
      "`when` reads `app_imag`, which is no IN of the job.",
      "did you mean `app_image`?",
    ],
    [
      "the same by its text",
      "in['my-rep'].branch == 'main'",
      "INVALID_CONDITION 13:14-22",
      "`when` reads `my-rep`, which is no IN of the job.",
      "did you mean `my-repo`?",
    ],
    [
      "a dash, which subtracts",
      "in.my-repo.branch == 'main'",
      "INVALID_CONDITION 13:14-21",
      "`when` reads `in.my-repo`, which is a subtraction to CEL.",
      "write `in['my-repo']`",
    ],
    [
      "what no version has",
      "in.app_image.brnch == 'main'",
      "INVALID_CONDITION 13:24-29",
      "`when` reads `brnch` of a version, which has none.",
      "did you mean `branch`?",
    ],
    [
      "a value beside the others",
      "in.app_image.REGION == 'eu'",
      "INVALID_CONDITION 13:24-30",
      "`when` reads `REGION` of a version, which has none.",
      "values stand in `values`: `.values.REGION`",
    ],
    [
      "an input that the job does not have",
      "inputs.REGIO == 'eu'",
      "INVALID_CONDITION 13:18-23",
      "`when` reads the input `REGIO`, which the job does not have.",
      "did you mean `REGION`?",
    ],
    [
      "what no cause has",
      "cause.who == 'alice'",
      "INVALID_CONDITION 13:17-20",
      "`when` reads `who` of the cause, which has none.",
      "it has `kind`, `name` and `by`",
    ],
    [
      "a cause that never is",
      "cause.kind == 'manaul'",
      "INVALID_CONDITION 13:25-33",
      "`when` compares `cause.kind` with a text that it never is.",
      "did you mean `manual`?",
    ],
    [
      "a choice that never is",
      "\"'asia' == inputs.REGION\"",
      "INVALID_CONDITION 13:12-18",
      "`when` compares `inputs.REGION` with a text that it never is.",
      "it is one of `eu` and `us`",
    ],
    [
      "a name that nobody knows",
      "input.REGION == 'eu'",
      "INVALID_CONDITION 13:11-16",
      "`when` names `input`, which nobody knows.",
      "did you mean `inputs`?",
    ],
    [
      "an IN without `in`",
      "app_image.branch == 'main'",
      "INVALID_CONDITION 13:11-20",
      "`when` names `app_image`, which nobody knows.",
      "write `in.app_image`",
    ],
    [
      "a text without quotes",
      "in.app_image.branch == main",
      "INVALID_CONDITION 13:34-38",
      "`when` names `main`, which nobody knows.",
      "a condition knows `in`, `inputs` and `cause`; put texts into quotes",
    ],
    [
      "types that do not fit",
      "in.app_image.versionNumber == 'one'",
      "INVALID_CONDITION 13:11-46",
      "`when` puts together what does not fit: int == string.",
    ],
    [
      "a number as flag",
      "inputs.COUNT",
      "INVALID_CONDITION 13:11-23",
      "`when` must be true or false, but gives a number.",
      "compare it, for example with `==`",
    ],
    [
      "a version as flag",
      "in.app_image",
      "INVALID_CONDITION 13:11-23",
      "`when` must be true or false, but gives a value of type Version.",
      "compare it, for example with `==`",
    ],
    [
      "one equals sign",
      "in.app_image.branch = 'main'",
      "INVALID_CONDITION 13:31-32",
      "`when` can't be read: `=` is no operator.",
      "write `==`",
    ],
    [
      "and in words",
      "inputs.SURE and true",
      "INVALID_CONDITION 13:23-26",
      "`when` can't be read: `and` is no operator.",
      "write `&&`",
    ],
    [
      "nothing after an operator",
      "in.app_image.branch ==",
      "INVALID_CONDITION 13:33",
      "`when` can't be read: it ends too early.",
    ],
    [
      "a bracket that is not closed",
      '"(inputs.SURE"',
      "INVALID_CONDITION 13:24-25",
      "`when` can't be read: it ends too early.",
    ],
    [
      "in single quotes, after a doubled one",
      "'''a'' == inputs.REGIO'",
      "INVALID_CONDITION 13:28-33",
      "`when` reads the input `REGIO`, which the job does not have.",
      "did you mean `REGION`?",
    ],
    [
      "in double quotes, after an escape",
      '"\\"\\x61\\" == inputs.REGIO"',
      "INVALID_CONDITION 13:31-36",
      "`when` reads the input `REGIO`, which the job does not have.",
      "did you mean `REGION`?",
    ],
    [
      "on the third line of a block",
      "|\n      inputs.SURE\n\n      && inputs.REGIO == 'a'",
      "INVALID_CONDITION 16:17-22",
      "`when` reads the input `REGIO`, which the job does not have.",
      "did you mean `REGION`?",
    ],
    [
      "on the second line of a folded text",
      ">\n      inputs.SURE\n      && inputs.REGIO == 'a'",
      "INVALID_CONDITION 15:17-22",
      "`when` reads the input `REGIO`, which the job does not have.",
      "did you mean `REGION`?",
    ],
    [
      "on the second line of a plain text",
      "inputs.SURE\n      && inputs.REGIO == 'a'",
      "INVALID_CONDITION 14:17-22",
      "`when` reads the input `REGIO`, which the job does not have.",
      "did you mean `REGION`?",
    ],
    [
      "a pattern that can't be read",
      "in.app_image.branch.matches('(a')",
      "INVALID_CONDITION 13:39-43",
      "`when` matches a pattern that can't be read: a `(` is not closed.",
    ],
    [
      "a pattern that is no text",
      "in.app_image.branch.matches(3)",
      "INVALID_CONDITION 13:11-41",
      "`when` puts together what does not fit: 'string.matches(int)'.",
    ],
    [
      "loops that multiply",
      '"[1,2,3,4,5,6,7,8].all(a, [1,2,3,4,5,6,7,8].all(b, [1,2,3,4,5,6,7,8].all(c, [1,2,3,4,5,6,7,8].all(d, [1,2,3,4,5,6,7,8].all(e, [1,2,3,4,5,6,7,8].all(f, [1,2,3,4,5,6,7,8].all(g, a == g)))))))"',
      "INVALID_CONDITION 13:12-200",
      "`when` goes over too much: its loops multiply.",
      "decide it in a script",
    ],
    [
      "a list",
      "[a]",
      "INVALID_VALUE 13:11-14",
      "`when` must be a condition, but is a list.",
      "for example: `when: in.app_image.branch == 'main'`",
    ],
  ])("%s", (_what, when, place, message, hint) => {
    const { said, messages, hints } = read(when);
    expect(said).toEqual([place]);
    expect(messages).toEqual([message]);
    expect(hints).toEqual([hint]);
  });

  test("several at once", () => {
    const { said } = read("in.a.branch == 'x' && in.b.branch == 'y' && inputs.C");
    expect(said).toEqual([
      "INVALID_CONDITION 13:14-15",
      "INVALID_CONDITION 13:36-37",
      "INVALID_CONDITION 13:62-63",
    ]);
  });

  test("where the steps can't be read, nothing is said about INs", () => {
    const text = "jobs: [{name: j, type: runSh, steps: {IN: r}, when: in.x.branch == 'a'}]";
    const { problems } = loadWorkflow([{ path: "a.yml", text }]);
    expect(problems.map(({ code }) => code)).toEqual(["INVALID_STEP"]);
  });

  test("an alias is blamed where it stands", () => {
    const text =
      "x-only: &only inputs.X\njobs:\n  - {name: j, type: runSh, steps: [{TASK: a}], when: *only}\n";
    const { problems } = loadWorkflow([{ path: "a.yml", text }]);
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual(["3:54"]);
  });

  test.each([
    ["too long", `"${"true || ".repeat(1000)}true"`],
    ["nested too deep", `"${"(".repeat(300)}true${")".repeat(300)}"`],
    ["quotes that never end", `|\n      ${'\\"'.repeat(1900)}`],
  ])("what is %s is refused in milliseconds", (_what, when) => {
    let said: readonly string[] = [];
    expect(cpuMs(() => (said = read(when).said))).toBeLessThan(500);
    expect(said.length).toBe(1);
  });
});

test.each([
  ["in.a", "IN.a"],
  ["x in in.a", "x in IN.a"],
  ["'in' in in['in']", "'in' in IN['in']"],
  ["(in.a)", "(IN.a)"],
  ["a.in.b", "a.in.b"],
  ["a.matches('x')", "a.MATCHES('x')"],
  ["a.matches == matches('x')", "a.matches == matches('x')"],
  ["a . matches // (\n  ('x')", "a . MATCHES // (\n  ('x')"],
  ["[1] in in.a || !in.b", "[1] in IN.a || !IN.b"],
  ["inner.a in r'\\' ", "inner.a in r'\\' "],
  ["in.a // in.b\n && in.c", "IN.a // in.b\n && IN.c"],
  ['"""in.a""" == in.b', '"""in.a""" == IN.b'],
])("%s is %s to CEL", (condition, cel) => {
  expect(celOf(condition)).toBe(cel);
});

const PARTS =
  "in|.|in|['|']|\"|'|\\|my-repo|app_image|branch| |==|&&|(|)|[|]|inputs|REGION|cause|//|\n|!|?|:|1|2.5|,|{|}|r'|\"\"\"|.exists(|x|has(|é|\ud83d\ude00";

test("any condition at all is looked at without a throw, and blamed within itself", () => {
  const condition = fc.string({ unit: fc.constantFrom(...PARTS.split("|")), minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(condition, (text) => {
      expect(celOf(text).length).toBe(text.length);
      const written = JSON.stringify(text);
      for (const place of read(written).said) {
        const [, line, column] = /(\d+):(\d+)/.exec(place) ?? [];
        expect(Number(line)).toBe(13);
        expect(Number(column)).toBeGreaterThanOrEqual(11);
        expect(Number(column)).toBeLessThanOrEqual(11 + written.length);
      }
    }),
    { numRuns: 500 },
  );
});
