import { expect, test } from "vitest";
import { printable, valuePair, valueText } from "./value-text.ts";

test("a value is JSON on one line, and nothing in it moves the cursor", () => {
  expect(valueText({ script: "make\nship" })).toBe('{"script":"make\\nship"}');
  expect(valueText("\u001b[2J\u009b2J")).toBe('"\\u001b[2J\\u009b2J"');
  expect(printable("a\u001b[2Jb\nc")).toBe("a·[2Jb·c");
});

test("a long value ends in an ellipsis at the width", () => {
  expect(valueText("x".repeat(100), 10)).toBe('"xxxxxxxx…');
});

test("values that fit are shown whole", () => {
  expect(valuePair("a", "b", 10)).toEqual({ before: '"a"', after: '"b"' });
});

test("of long values the part that differs is shown", () => {
  const same = "make ".repeat(40);
  const { before, after } = valuePair(`${same}all`, `${same}install`, 30);
  expect(before).toBe('… make make all"');
  expect(after).toBe('… make make install"');
});
