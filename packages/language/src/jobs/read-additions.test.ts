import type { Job } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  ADDITION_FIELDS,
  APPROVAL_FIELDS,
  AXIS_FIELD,
  CACHE_FIELDS,
  INPUT_FIELDS,
  MATRIX_FIELDS,
  REPORTS_FIELDS,
  RETRY_FIELDS,
} from "./addition-schema.ts";
import { loadWorkflow } from "../load-workflow.ts";
import { FUTURE_JOB_KEYS, IN_FIELDS } from "../fields/schema.ts";
import { cpuMs } from "../testing/cpu-time.ts";

interface Read {
  readonly job: Job | undefined;
  /** Without the word that the key has no effect yet. */
  readonly said: readonly string[];
  readonly hints: readonly (string | undefined)[];
  readonly isLater: boolean;
}

/** A job with one more key, which stands on line 5 at column 5. */
function read(key: string): Read {
  const text = `jobs:\n  - name: j\n    type: runSh\n    steps: [{TASK: a}]\n    ${key}\n`;
  const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
  const others = problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT");
  return {
    job: definition.jobs[0],
    said: others.map(({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`),
    hints: others.map(({ hint }) => hint),
    isLater: others.length < problems.length,
  };
}

type Right = [key: string, expected: Partial<Job>];
type Wrong = [key: string, expected: string, hint: string | undefined];

/** Does the key, as it is written here, say that it comes later? */
function comesLater(key: string): boolean {
  return FUTURE_JOB_KEYS.includes(key.split(":")[0] ?? "");
}

describe("what is right is in the job, and says where it comes later", () => {
  const gate = { approvers: [], required: 1, selfApproval: true };
  test.each<Right>([
    ["approval: true", { approval: gate }],
    ["approval: on", { approval: gate }],
    ["approval: {}", { approval: gate }],
    ["approval: {approvers: alice}", { approval: { ...gate, approvers: ["alice"] } }],
    [
      "approval: {approvers: [release-managers, alice], required: 2, selfApproval: no, timeoutMinutes: 1440, message: 'Ship ${X}?'}",
      {
        approval: {
          approvers: ["release-managers", "alice"],
          required: 2,
          selfApproval: false,
          timeoutMinutes: 1440,
          message: "Ship ${X}?",
        },
      },
    ],
    ["retry: 3", { retry: { attempts: 3, on: ["failure", "timeout", "lost"], backoffSeconds: 10 } }],
    [
      'retry: {attempts: "5", on: lost, backoffSeconds: 0}',
      { retry: { attempts: 5, on: ["lost"], backoffSeconds: 0 } },
    ],
    [
      "approval: {inputs: [{name: TICKET}, {name: SURE, type: boolean, default: no}]}",
      {
        approval: {
          ...gate,
          inputs: [
            { name: "TICKET", type: "string" },
            { name: "SURE", type: "boolean", default: false },
          ],
        },
      },
    ],
    ["approval: {inputs: []}", { approval: gate }],
    ["supersede: queued", { supersede: "queued" }],
    ["supersede: all", { supersede: "all" }],
    ["locks: prod-cluster", { locks: ["prod-cluster"] }],
    ["locks: [prod, 5.10]", { locks: ["prod", "5.10"] }],
    ["artifacts: dist/**", { artifacts: ["dist/**"] }],
    ["artifacts: ['dist/**', '*.tgz']", { artifacts: ["dist/**", "*.tgz"] }],
    ["reports: {junit: 'reports/*.xml'}", { reports: { junit: ["reports/*.xml"], coverage: [] } }],
    ["reports: {junit: [a, b], coverage: c}", { reports: { junit: ["a", "b"], coverage: ["c"] } }],
    [
      "cache: {key: 'npm-${CHECKSUM:package-lock.json}-${OS}', paths: node_modules}",
      { cache: { key: "npm-${CHECKSUM:package-lock.json}-${OS}", paths: ["node_modules"] } },
    ],
    [
      "inputs: [{name: A}, {name: B, type: number, default: 2}, {name: C, type: boolean, default: on, description: sure}]",
      {
        inputs: [
          { name: "A", type: "string" },
          { name: "B", type: "number", default: 2 },
          { name: "C", type: "boolean", default: true, description: "sure" },
        ],
      },
    ],
    [
      "inputs: [{name: REGION, type: choice, options: [eu, us], default: eu}, {name: V, options: [1.10]}]",
      {
        inputs: [
          { name: "REGION", type: "choice", options: ["eu", "us"], default: "eu" },
          { name: "V", type: "choice", options: ["1.10"] },
        ],
      },
    ],
    ["inputs: [{name: V, default: 1.10}]", { inputs: [{ name: "V", type: "string", default: "1.10" }] }],
    [
      'matrix: {NODE: ["20", 22], OS: [debian], exclude: [{NODE: 20}], include: [{NODE: "18"}]}',
      {
        matrix: {
          axes: { NODE: ["20", "22"], OS: ["debian"] },
          exclude: [{ NODE: "20" }],
          include: [{ NODE: "18" }],
        },
      },
    ],
    ["matrix: {V: [5.10, true]}", { matrix: { axes: { V: ["5.10", "true"] }, exclude: [], include: [] } }],
    ["matrix: {include: [{A: 1}]}", { matrix: { axes: {}, exclude: [], include: [{ A: "1" }] } }],
  ])("%s", (key, expected) => {
    const { job, said, isLater } = read(key);
    expect(said).toEqual([]);
    expect(job).toMatchObject(expected);
    expect(isLater).toBe(comesLater(key));
  });

  test.each(["approval: false", "locks: []", "artifacts: []", "inputs: []", "reports: {}"])(
    "%s asks for nothing",
    (key) => {
      const { job, said, isLater } = read(key);
      expect([said, isLater]).toEqual([[], false]);
      expect(Object.keys(job ?? {})).not.toContain(key.split(":")[0]);
    },
  );
});

const INPUTS_HINT = "for example: `inputs: [{name: REGION, type: choice, options: [eu, us], default: eu}]`";
const MATRIX_HINT = 'for example: `matrix: {NODE: ["20", "22"], exclude: [{NODE: "20"}]}`';

describe("what is wrong is told at its place", () => {
  test.each<Wrong>([
    [
      "approval: 2",
      "error INVALID_VALUE 5:15",
      "for example: `approval: {approvers: [release-managers], required: 2}`",
    ],
    ["approval: {approver: alice}", "warning UNKNOWN_KEY 5:16", "did you mean `approvers`?"],
    ["approval: {required: 0}", "error INVALID_VALUE 5:26", "for example: `required: 2`"],
    ["approval: {timeoutMinutes: soon}", "error INVALID_VALUE 5:32", "for example: `timeoutMinutes: 1440`"],
    ["approval: {selfApproval: maybe}", "error INVALID_VALUE 5:30", "for example: `selfApproval: false`"],
    ["approval: {approvers: [a, a]}", "warning REPEATED_VALUE 5:31", "remove one of them"],
    ["approval:", "warning EMPTY_VALUE 5:5", "give it a value or remove the line"],
    ["approval: {inputs: {name: A}}", "error INVALID_VALUE 5:24", INPUTS_HINT],
    ["approval: {inputs: }", "warning EMPTY_VALUE 5:16", "give it a value or remove the line"],
    ["approval: {inputs: [{name: A}, {name: A}]}", "error DUPLICATE_NAME 5:43", "rename one"],
    ["approval: {inputs: [{type: string}]}", "error MISSING_KEY 5:26", "add `name: REGION`"],
    ["supersede: older", "error INVALID_VALUE 5:16", "for example: `supersede: queued`"],
    ["supersede: [all]", "error INVALID_VALUE 5:16", "for example: `supersede: queued`"],
    ["supersed: all", "warning UNKNOWN_KEY 5:5", "did you mean `supersede`?"],
    ["retry: 0", "error INVALID_VALUE 5:12", "for example: `retry: 3`"],
    ["retry: often", "error INVALID_VALUE 5:12", "for example: `retry: 3`"],
    ["retry: [3]", "error INVALID_VALUE 5:12", "for example: `retry: {attempts: 3, on: [failure, lost]}`"],
    ["retry: {on: [lost]}", "error MISSING_KEY 5:5", "for example: `attempts: 3`"],
    [
      "retry: {attempts: 3, on: [failure, never]}",
      "error INVALID_VALUE 5:40",
      "for example: `on: [failure, lost]`",
    ],
    ["retry: {attempts: 3, backof: 1}", "warning UNKNOWN_KEY 5:26", "did you mean `backoffSeconds`?"],
    ["locks: {a: b}", "error INVALID_VALUE 5:12", "for example: `locks: [prod-cluster]`"],
    ["locks: [a, ' ']", "error INVALID_VALUE 5:16", "for example: `locks: [prod-cluster]`"],
    ["locks: [a, b, a]", "warning REPEATED_VALUE 5:19", "remove one of them"],
    [
      "cache: node_modules",
      "error INVALID_VALUE 5:12",
      "for example: `cache: {key: 'npm-${CHECKSUM:package-lock.json}', paths: [node_modules]}`",
    ],
    ["cache: {key: a}", "error MISSING_KEY 5:5", "for example: `paths: [node_modules]`"],
    ["cache: {paths: a}", "error MISSING_KEY 5:5", "for example: `key: npm-${CHECKSUM:package-lock.json}`"],
    ["cache: {key: a, paths: b, path: c}", "warning UNKNOWN_KEY 5:31", "did you mean `paths`?"],
    [
      "cache: {key: 'a-${CHECKSUM}', paths: b}",
      "warning INVALID_VALUE 5:18",
      "write `${NAME}` or `${CHECKSUM:package-lock.json}`",
    ],
    [
      "cache: {key: 'a-${NAME', paths: b}",
      "warning INVALID_VALUE 5:18",
      "write `${NAME}` or `${CHECKSUM:package-lock.json}`",
    ],
    [
      "cache: {key: 'a-${CHECKSUM:}', paths: b}",
      "warning INVALID_VALUE 5:18",
      "write `${NAME}` or `${CHECKSUM:package-lock.json}`",
    ],
    ["reports: {junits: a}", "warning UNKNOWN_KEY 5:15", "did you mean `junit`?"],
    [
      "reports: a.xml",
      "error INVALID_VALUE 5:14",
      'for example: `reports: {junit: "reports/*.xml", coverage: coverage/cobertura.xml}`',
    ],
    ["inputs: {A: string}", "error INVALID_VALUE 5:13", INPUTS_HINT],
    ["inputs: [A]", "error INVALID_VALUE 5:14", INPUTS_HINT],
    ["inputs: [{type: string}]", "error MISSING_KEY 5:15", "add `name: REGION`"],
    [
      "inputs: [{name: my-name}]",
      "error INVALID_NAME 5:21",
      "use letters, digits and `_`, and a letter first",
    ],
    ["inputs: [{name: A}, {name: A}]", "error DUPLICATE_NAME 5:32", "rename one"],
    ["inputs: [{name: A, type: text}]", "error INVALID_VALUE 5:30", "for example: `type: string`"],
    ["inputs: [{name: A, defualt: a}]", "warning UNKNOWN_KEY 5:24", "did you mean `default`?"],
    ["inputs: [{name: A, default: [a]}]", "error INVALID_VALUE 5:33", "for example: `default: eu`"],
    [
      "inputs: [{name: A, type: number, default: many}]",
      "error INVALID_VALUE 5:47",
      "for example: `default: 3`",
    ],
    [
      "inputs: [{name: A, type: boolean, default: maybe}]",
      "error INVALID_VALUE 5:48",
      "for example: `default: false`",
    ],
    ["inputs: [{name: A, type: choice}]", "error MISSING_KEY 5:30", "for example: `options: [eu, us]`"],
    ["inputs: [{name: A, options: []}]", "error MISSING_KEY 5:24", "for example: `options: [eu, us]`"],
    [
      "inputs: [{name: A, options: [europe, asia], default: erope}]",
      "error INVALID_VALUE 5:58",
      "did you mean `europe`?",
    ],
    ["inputs: [{name: A, options: [eu, us], default: asia}]", "error INVALID_VALUE 5:52", "one of eu, us"],
    ["inputs: [{name: A, options: [eu, eu]}]", "warning REPEATED_VALUE 5:38", "remove one of them"],
    [
      "inputs: [{name: A, type: string, options: [a]}]",
      "warning KEY_WITHOUT_EFFECT 5:38",
      "write `type: choice`",
    ],
    ["matrix: [a]", "error INVALID_VALUE 5:13", MATRIX_HINT],
    ["matrix: {}", "error INVALID_VALUE 5:5", MATRIX_HINT],
    ["matrix: {A: 1}", "error INVALID_VALUE 5:17", 'for example: `A: ["20", "22"]`'],
    ["matrix: {A: []}", "error INVALID_VALUE 5:17", 'for example: `A: ["20", "22"]`'],
    ["matrix: {A: [[b]]}", "error INVALID_VALUE 5:18", 'for example: `A: ["20", "22"]`'],
    ["matrix: {A: }", "error INVALID_VALUE 5:14", 'for example: `A: ["20", "22"]`'],
    ["matrix: {my-axis: [a]}", "error INVALID_NAME 5:14", "use letters, digits and `_`, and a letter first"],
    ["matrix: {A: [a, a]}", "warning REPEATED_VALUE 5:21", "remove one of them"],
    [
      "matrix: {A: [a], exclude: {A: a}}",
      "error INVALID_VALUE 5:31",
      'for example: `exclude: [{NODE: "20", OS: alpine}]`',
    ],
    ["matrix: {NODE: [a], exclude: [{NOED: a}]}", "warning KEY_WITHOUT_EFFECT 5:36", "did you mean `NODE`?"],
    [
      "matrix: {A: [first], exclude: [{A: frist}]}",
      "warning KEY_WITHOUT_EFFECT 5:40",
      "did you mean `first`?",
    ],
    ["matrix: {A: [a, b], exclude: [{A: a}, {A: b}]}", "error INVALID_VALUE 5:5", MATRIX_HINT],
  ])("%s", (key, expected, hint) => {
    const { said, hints } = read(key);
    expect(said).toEqual([expected]);
    expect(hints).toEqual([hint]);
  });

  test("what an approval asks for can't be named like an input of the job", () => {
    const text = `jobs:
  - name: j
    type: runSh
    steps: [{TASK: a}]
    approval: {inputs: [{name: REGION}, {name: TICKET}]}
    inputs: [{name: REGION}]
`;
    const { problems, definition } = loadWorkflow([{ path: "a.yml", text }]);
    const twice = problems.find(({ code }) => code === "DUPLICATE_NAME");
    expect(twice).toMatchObject({ severity: "error", line: 5, column: 32, hint: "rename one" });
    expect(twice?.related).toEqual([{ file: "a.yml", line: 6, column: 21 }]);
    expect(definition.jobs[0]?.approval?.inputs?.map(({ name }) => name)).toEqual(["TICKET"]);
  });

  test("a name that stands twice comes with both places", () => {
    const text = "jobs:\n  - {name: j, type: runSh, steps: [{TASK: a}], inputs: [{name: A}, {name: A}]}\n";
    const problem = loadWorkflow([{ path: "a.yml", text }]).problems.find(
      ({ code }) => code === "DUPLICATE_NAME",
    );
    expect(problem?.related).toEqual([{ file: "a.yml", line: 2, column: 64 }]);
  });
});

test("a key with a variable needs quotes between braces, and the first problem says so", () => {
  const { said, hints } = read("cache: {key: npm-${CHECKSUM:package-lock.json}, paths: [a]}");
  expect(said[0]).toBe("error YAML_SYNTAX 5:18");
  expect(hints[0]).toBe('write `"npm-${CHECKSUM:package-lock.json}"`');
});

describe("a matrix that is too large", () => {
  const values = (count: number): string =>
    `[${Array.from({ length: count }, (_, index) => index).join(", ")}]`;

  test("is refused with the number of its legs", () => {
    const text = `jobs: [{name: j, type: runSh, steps: [{TASK: a}], matrix: {A: ${values(16)}, B: ${values(17)}}}]`;
    const { problems, definition } = loadWorkflow([{ path: "a.yml", text }]);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ["MATRIX_TOO_LARGE", "The matrix has 272 legs; at most 256 run."],
    ]);
    expect(definition.jobs[0]?.matrix).toBeUndefined();
  });

  test("256 legs are not too many, also where exclude makes them so", () => {
    expect(read(`matrix: {A: ${values(16)}, B: ${values(16)}}`).said).toEqual([]);
    expect(read(`matrix: {A: ${values(16)}, B: ${values(17)}, exclude: [{B: 16}]}`).said).toEqual([]);
  });

  test("a million legs are refused in milliseconds", () => {
    const axes = Array.from({ length: 6 }, (_, index) => `A${index}: ${values(10)}`).join(", ");
    let said: readonly string[] = [];
    expect(cpuMs(() => (said = read(`matrix: {${axes}, exclude: [{A0: 1}]}`).said))).toBeLessThan(200);
    expect(said).toEqual(["error MATRIX_TOO_LARGE 5:5"]);
  });

  test("more entries of exclude than legs are refused", () => {
    const entries = Array.from({ length: 257 }, (_, index) => `{A: ${index}}`).join(", ");
    expect(read(`matrix: {A: ${values(300)}, exclude: [${entries}]}`).said).toEqual([
      "error MATRIX_TOO_LARGE 5:1409",
    ]);
  });
});

describe("the tables", () => {
  const tables = {
    ADDITION_FIELDS,
    APPROVAL_FIELDS,
    INPUT_FIELDS,
    RETRY_FIELDS,
    MATRIX_FIELDS,
    AXIS_FIELD: { axis: AXIS_FIELD },
    CACHE_FIELDS,
    REPORTS_FIELDS,
    IN_FIELDS,
  };
  test.each(Object.entries(tables))("every field of %s has a JSON Schema", (_name, table) => {
    for (const { schema } of Object.values(table)) {
      expect(Object.keys(z.toJSONSchema(schema, { io: "input" })).length).toBeGreaterThan(1);
    }
  });

  test.each(Object.entries(ADDITION_FIELDS))("the example of `%s` is right", (key, { example }) => {
    const { said, isLater } = read(`${key}: ${example}`);
    // The example of `when` reads an IN that this job does not have.
    expect([said, isLater]).toEqual([
      key === "when" ? ["error INVALID_CONDITION 5:14"] : [],
      comesLater(key),
    ]);
  });
});
