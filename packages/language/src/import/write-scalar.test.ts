import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { flowScalar, scalarLines } from "./write-scalar.ts";
import { plainValue, textValue } from "./written.ts";

/** As an item of a list in a map, which is how deep most scripts stand. */
function inBlock(text: string): string {
  return `a:\n  - ${scalarLines(textValue(text)).join("\n  ")}\n  - end\n`;
}

/** Texts that scripts and comments are made of. */
const TEXT = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc
    .array(
      fc.constantFrom("echo", " ", "\n", "#", ":", "- ", "'", '"', "\t", "\\", "|", "yes", "1", "\r", "%"),
    )
    .map((parts) => parts.join("")),
);

test("every text reads back as itself, in lines of its own", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      expect(parse(inBlock(text))).toEqual({ a: [text, "end"] });
    }),
    { numRuns: 1000 },
  );
});

test(
  "every text of one line reads back as itself in brackets, by older YAML too",
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const written = flowScalar(textValue(text)) ?? JSON.stringify(text);
        for (const version of ["1.1", "1.2"] as const) {
          expect(parse(`[${written}, end]`, { version })).toEqual([text, "end"]);
        }
      }),
      { numRuns: 1000 },
    );
  },
);

test.each([" \n", "\n", "\n \nx\n", "  \n\t\nmake\n"])(
  "%j, which begins with a blank line, is kept",
  (text) => {
    expect(parse(inBlock(text))).toEqual({ a: [text, "end"] });
  },
);

test("a text of several lines does not go into brackets", () => {
  expect(flowScalar(textValue("a\nb"))).toBeUndefined();
});

test.each([
  "yes",
  "No",
  "on",
  "OFF",
  "y",
  "~",
  "null",
  "5.10",
  "007",
  "1e3",
  "0x1F",
  "12:30",
  "2019-01-31",
  "",
])("%j is quoted", (text) => {
  expect(scalarLines(textValue(text))).toEqual([JSON.stringify(text)]);
});

test("a script of several lines is a block, a number is as it was written", () => {
  expect(scalarLines(textValue("make\nmake test\n"))).toEqual(["|", "  make", "  make test"]);
  expect(scalarLines(plainValue("5.10"))).toEqual(["5.10"]);
});
