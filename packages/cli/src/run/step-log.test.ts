import { expect, test } from "vitest";
import { createLineSplitter } from "./step-log.ts";

test("lines are whole wherever the log was cut, also inside a character", () => {
  const bytes = Buffer.from("größe 1\r\n\n→ ende");
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const splitter = createLineSplitter();
    const lines = [
      ...splitter.take(bytes.subarray(0, cut), false),
      ...splitter.take(bytes.subarray(cut), true),
    ];
    expect(lines).toEqual(["größe 1", "", "→ ende"]);
  }
});

test("an end without anything left over is no line", () => {
  const splitter = createLineSplitter();
  expect(splitter.take(Buffer.from("a\n"), false)).toEqual(["a"]);
  expect(splitter.take(Buffer.from(""), true)).toEqual([]);
});
