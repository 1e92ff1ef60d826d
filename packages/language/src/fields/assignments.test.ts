import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { splitAssignments, toShellText } from "./assignments.ts";

describe("a line of assignments is split as a shell does", () => {
  test.each<[string, readonly string[]]>([
    ["A=1", ["A: 1"]],
    ["A=1 B=2", ["A: 1", "B: 2"]],
    ["  A=1\t B=2  ", ["A: 1", "B: 2"]],
    ['A="x y" B=2', ['A: "x y"', "B: 2"]],
    ["A='x \" y' B=2", ["A: 'x \" y'", "B: 2"]],
    ['A="x \\" y" B=2', ['A: "x \\" y"', "B: 2"]],
    ["A=x\\ y B=2", ["A: x\\ y", "B: 2"]],
    ["A=$(date +%F) B=`id -u x`", ["A: $(date +%F)", "B: `id -u x`"]],
    ["A=$(echo (a) b) B=2", ["A: $(echo (a) b)", "B: 2"]],
    ["A= B=2", ["A: ", "B: 2"]],
    ["A=1=2", ["A: 1=2"]],
    ["A=one two", ["A: one", "- two"]],
    ["1A=1", ["- 1A=1"]],
    ['A="open B=2', ['A: "open B=2']],
    ["", []],
  ])("%j", (line, expected) => {
    const words = splitAssignments(line);
    expect(words.map(({ name, value }) => (name === undefined ? `- ${value}` : `${name}: ${value}`))).toEqual(
      expected,
    );
  });
});

test.each([
  ["fast", "fast"],
  ["two words", "two words"],
  ["$HOME/x", "/home/me/x"],
  ["a $HOME", "a /home/me"],
  ['say "hi"', 'say "hi"'],
  ["it's", "it's"],
  ["a`b`c", "a`b`c"],
  ["x\\y", "x\\y"],
  ["*; rm", "*; rm"],
  ["", ""],
])("the value %j becomes text that gives a shell %j", (value, expected) => {
  const script = `A=${toShellText(value)}; printf %s "$A"`;
  const env = { HOME: "/home/me", PATH: process.env["PATH"] };
  expect(execFileSync("sh", ["-c", script], { env, encoding: "utf8" })).toBe(expected);
});
