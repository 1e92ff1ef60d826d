import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "./pattern.ts";
import { cpuMs } from "../testing/cpu-time.ts";

function matches(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.matches(text, () => undefined);
}

describe("patterns mean what they mean elsewhere", () => {
  const texts = [
    "",
    "a",
    "ab",
    "abab",
    "aab",
    "b",
    "main",
    "release/1.2",
    "release/1.2-rc.1",
    "v1.2.3",
    "A",
    "a\nb",
    "feature/x y",
    "ä",
    "😀",
    "a.b",
    "a+b",
    "[x]",
    "{1}",
    "10",
    "_",
    "-",
    "]",
    "\\",
  ];
  test.each([
    "",
    "a",
    "^a$",
    "a*",
    "^a*$",
    "^(ab)+$",
    "^(?:a|b)*$",
    "a?b",
    "^a{2}b$",
    "^a{1,2}b?$",
    "^a{2,}b$",
    "a|b|",
    "^release/.*$",
    "^release/\\d+\\.\\d+$",
    "^v\\d+(\\.\\d+){2}$",
    "[a-c]",
    "[^a-c]",
    "^[\\w./-]+$",
    "\\bb",
    "\\Bb",
    "^.$",
    "\\s",
    "^\\S+$",
    "a\\.b",
    "a\\+b",
    "\\[x\\]",
    "{",
    "a{",
    "^\\x61",
    "\\p{L}",
    "^\\P{L}$",
    "^.*?b$",
    "[\\]]",
    "[.]",
    "[-a]",
    "\\\\",
    "^😀$",
    "(a|ab)(c|bab)",
    "^(a*)*$",
    "(a+)+b",
    "((a?)*)*b",
    "\\/",
    "\\-",
    "^$",
    "$^",
    "a^",
    "$a",
  ])("%j", (pattern) => {
    // JavaScript takes a brace without meaning only without `u`.
    const expression = pattern.endsWith("{") ? new RegExp(pattern) : expressionOf(pattern);
    for (const text of texts) expect([text, matches(pattern, text)]).toEqual([text, expression.test(text)]);
  });

  function expressionOf(pattern: string): RegExp {
    return new RegExp(pattern.replaceAll("\\-", "-"), "u");
  }

  test("any pattern of letters, brackets and repetitions means the same as in JavaScript", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w", "^", "$", "\\b");
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        atom,
        fc.tuple(tie("node"), tie("node")).map(([left, right]) => `${left}${right}`),
        fc.tuple(tie("node"), tie("node")).map(([left, right]) => `(${left}|${right})`),
        fc
          .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{1,}", "*?"))
          .map(([part, repeat]) => `(?:${part})${repeat}`),
      ),
    }));
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n"), maxLength: 8 });
    fc.assert(
      fc.property(node, text, (pattern, against) => {
        expect(matches(pattern, against)).toBe(new RegExp(pattern, "u").test(against));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["(?i)^MAIN$", "main", true],
    ["(?i)[a-z]", "A", true],
    ["(?s)a.b", "a\nb", true],
    ["a.b", "a\nb", false],
    ["(?m)^b$", "a\nb\nc", true],
    ["^b$", "a\nb\nc", false],
    ["\\Aa\\z", "a", true],
    ["(?P<name>a)(?<other>b)", "ab", true],
    ["[]a]", "]", true],
    ["\\x{1F600}", "😀", true],
  ])("%j and %j: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

test.each([
  ["(a", "a `(` is not closed"],
  ["a)", "a `)` closes nothing"],
  ["[a", "a `[` is not closed"],
  ["*a", "nothing stands before a repetition"],
  ["a**", "a repetition is repeated: put it into brackets"],
  ["a{2,1}", "a repetition ends before it begins"],
  ["a{5000}", "nothing is repeated more than 1000 times"],
  ["(?=a)", "brackets with `?` are `(?:…)` and, at the beginning, `(?i)`, `(?s)` and `(?m)`"],
  ["(a)\\1", "`\\1` is not known"],
  ["\\q", "`\\q` is not known"],
  ["a\\", "`\\` is not known"],
  ["[[:alpha:]]", "classes such as `[:alpha:]` are not known"],
  ["[b-a]", "`[b-a]` is not known"],
  ["((a{900}){900}){900}", "it repeats too much"],
  ["((a?){900}){900}", "it repeats too much"],
  ["a".repeat(1001), "a pattern has at most 1000 characters"],
])("%j is refused: %s", (pattern, message) => {
  expect(compilePattern(pattern)).toEqual({ ok: false, message });
});

test("the time that a text takes grows with its length only", () => {
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(a*)*b$", "(.*)*x", "(a?){50}a{50}"]) {
    const spent = cpuMs(() => void matches(pattern, `${"a".repeat(5000)}!`));
    expect(spent, pattern).toBeLessThan(1000);
  }
});

test("repeating nothing takes no time", () => {
  let isMatched: unknown;
  expect(cpuMs(() => (isMatched = matches("^((((){1000}){1000}){1000}){1000}$", "")))).toBeLessThan(200);
  expect(isMatched).toBe(true);
});

test("what is spent is told step by step, and may be refused", () => {
  const compiled = compilePattern("^(a+)+$");
  if (!compiled.ok) throw new Error(compiled.message);
  let left = 100;
  const spend = (): void => {
    left -= 1;
    if (left < 0) throw new Error("enough");
  };
  expect(() => compiled.matches("a".repeat(1000), spend)).toThrow("enough");
});
