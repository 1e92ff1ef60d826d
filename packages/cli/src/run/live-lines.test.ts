import { expect, test } from "vitest";
import { createLiveLines } from "./live-lines.ts";
import type { Output } from "../output.ts";

/** A screen of so many rows that keeps what was written on it. */
function screenOf(height: number): { readonly output: Output; written(): string } {
  let text = "";
  const refuse = (): never => {
    throw new Error("live lines only write");
  };
  const output: Output = {
    isJson: false,
    isTerminal: true,
    width: 80,
    height,
    line: refuse,
    logLine: refuse,
    note: refuse,
    json: refuse,
    write(piece) {
      text += String(piece);
    },
    style: (_, piece) => piece,
    noteStyle: (_, piece) => piece,
  };
  return {
    output,
    written() {
      const all = text;
      text = "";
      return all;
    },
  };
}

test("lines are drawn over themselves in one write, and the same ones not again", () => {
  const screen = screenOf(24);
  const live = createLiveLines(screen.output);
  live.draw(["a", "b"]);
  expect(screen.written()).not.toContain("\u001b[2A");
  live.draw(["a", "c"]);
  expect(screen.written()).toContain("\u001b[2A\ra\u001b[K\nc\u001b[K\n");
  live.draw(["a", "c"]);
  expect(screen.written()).toBe("");
});

test("more lines than the screen has rows: the last ones are shown, with how many are not", () => {
  const screen = screenOf(4);
  const live = createLiveLines(screen.output);
  live.draw(["1", "2", "3", "4", "5"]);
  expect(screen.written()).toContain("… 3 more above\u001b[K\n4\u001b[K\n5\u001b[K\n");
  live.finish(["1", "2", "3", "4", "5"]);
  expect(screen.written()).toMatch(/1.*\n2.*\n3.*\n4.*\n5.*\n/);
});

test("at the end the cursor is there again, also when nothing changed since the last drawing", () => {
  const screen = screenOf(24);
  const live = createLiveLines(screen.output);
  live.draw(["a"]);
  live.finish(["a"]);
  expect(screen.written()).toMatch(/\?25l[^]*\?25h$/);
});
