import { expect, test } from "vitest";
import { LONGEST_INPUT, readInputValues } from "./input-values.ts";
import type { JobInput } from "./job.ts";

const DECLARED: readonly JobInput[] = [
  { type: "choice", name: "REGION", options: ["eu", "us"], default: "eu" },
  { type: "number", name: "COUNT", default: 2 },
  { type: "boolean", name: "SURE", default: false },
  { type: "string", name: "NOTE", default: "" },
];
const TICKET: JobInput = { type: "string", name: "TICKET" };

test("what is not given has its default, and every value is a variable", () => {
  expect(readInputValues(DECLARED, {})).toEqual({
    ok: true,
    values: { REGION: "eu", COUNT: 2, SURE: false, NOTE: "" },
    env: { REGION: "eu", COUNT: "2", SURE: "false", NOTE: "" },
  });
});

test("a job without inputs takes none", () => {
  expect(readInputValues([], {})).toEqual({ ok: true, values: {}, env: {} });
  expect(readInputValues([], { A: "1" })).toEqual({
    ok: false,
    problems: [{ input: "A", message: 'There is no input named "A".', hint: "it has none" }],
  });
});

test.each<[unknown, Record<string, unknown>]>([
  [
    { COUNT: 7, SURE: true, REGION: "us" },
    { COUNT: 7, SURE: true, REGION: "us" },
  ],
  [
    { COUNT: "7", SURE: "true" },
    { COUNT: 7, SURE: true },
  ],
  [
    { COUNT: " -1.5 ", SURE: "OFF" },
    { COUNT: -1.5, SURE: false },
  ],
  [
    { COUNT: "1e3", SURE: "Yes", NOTE: " as it is " },
    { COUNT: 1000, SURE: true, NOTE: " as it is " },
  ],
  [
    { COUNT: null, SURE: undefined },
    { COUNT: 2, SURE: false },
  ],
  [
    { COUNT: 0, SURE: false, NOTE: "" },
    { COUNT: 0, SURE: false, NOTE: "" },
  ],
])("%j is read by the declared types", (given, expected) => {
  expect(readInputValues(DECLARED, Object(given))).toMatchObject({ ok: true, values: expected });
});

test.each<[Record<string, unknown>, string, string]>([
  [{ REGIO: "eu" }, 'There is no input named "REGIO".', "did you mean REGION?"],
  [{ OTHER: "eu" }, 'There is no input named "OTHER".', "it has REGION, COUNT, SURE and NOTE"],
  [{ COUNT: "many" }, 'The input COUNT must be a number, but is "many".', "give it a number"],
  [{ COUNT: "" }, 'The input COUNT must be a number, but is "".', "give it a number"],
  [{ COUNT: "Infinity" }, 'The input COUNT must be a number, but is "Infinity".', "give it a number"],
  [{ COUNT: true }, "The input COUNT must be a number, but is true.", "give it a number"],
  [{ SURE: "maybe" }, 'The input SURE must be true or false, but is "maybe".', "give it true or false"],
  [{ SURE: 1 }, "The input SURE must be true or false, but is 1.", "give it true or false"],
  [{ NOTE: 5 }, "The input NOTE must be a text, but is 5.", "give it a text"],
  [{ NOTE: ["a"] }, "The input NOTE must be a text, but is a list.", "give it a text"],
  [{ NOTE: { a: 1 } }, "The input NOTE must be a text, but is a map.", "give it a text"],
  [{ NOTE: "a\0b" }, "The value of NOTE holds a NUL character.", "no variable can hold one: leave it out"],
  [
    { NOTE: "x".repeat(LONGEST_INPUT + 1) },
    "The value of NOTE has 32769 characters; at most 32768 are taken.",
    "put long texts into a file or a resource",
  ],
  [
    { REGION: "asia" },
    'The input REGION must be one of eu and us, but is "asia".',
    "give it one of eu and us",
  ],
  [{ REGION: "" }, 'The input REGION must be one of eu and us, but is "".', "give it one of eu and us"],
])("%j is refused", (given, message, hint) => {
  const read = readInputValues(DECLARED, given);
  expect(read.ok ? [] : read.problems).toEqual([{ input: Object.keys(given)[0], message, hint }]);
});

test("a choice that is near to one is told which", () => {
  const read = readInputValues([{ type: "choice", name: "WHERE", options: ["europe", "asia"] }], {
    WHERE: "erope",
  });
  expect(read).toMatchObject({ ok: false, problems: [{ hint: "did you mean europe?" }] });
});

test("what has no default has to be given", () => {
  expect(readInputValues([TICKET], {})).toEqual({
    ok: false,
    problems: [{ input: "TICKET", message: "The input TICKET has no value.", hint: "give it a text" }],
  });
  expect(readInputValues([TICKET], { TICKET: "" })).toMatchObject({ ok: true, values: { TICKET: "" } });
});

test("all problems come together", () => {
  const read = readInputValues([...DECLARED, TICKET], { COUNT: "x", REGIO: "eu" });
  expect(read.ok ? [] : read.problems.map(({ input }) => input)).toEqual(["REGIO", "COUNT", "TICKET"]);
});

test("names that every object has are names like others", () => {
  const declared: readonly JobInput[] = [
    { type: "string", name: "toString", default: "own" },
    { type: "string", name: "constructor" },
  ];
  const read = readInputValues(declared, JSON.parse('{"constructor": "c"}'));
  expect(read).toMatchObject({ ok: true, env: { toString: "own", constructor: "c" } });
  const odd = readInputValues([{ type: "string", name: "__proto__", default: "p" }], {});
  expect(odd.ok && Object.entries(odd.env)).toEqual([["__proto__", "p"]]);
});
