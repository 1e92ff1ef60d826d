import { expect, test } from "vitest";
import { createWorld } from "./testing/world.ts";
import { jobOf, workflow } from "./testing/line.ts";
import { versionsRead } from "./versions-read.ts";

test("a run takes what it is bound to, what an input is pinned to, and the newest of the rest", () => {
  const line = workflow("(r)@7 -> x", "(s) -> x", "(t) -> x");
  const world = createWorld(line);
  world.version("t");
  expect(versionsRead(line, world.facts, jobOf(line, "x"), { bound: { s: 1 } })).toEqual({
    r: 7,
    s: 1,
    t: 2,
  });
});

test("a run that carries out a frozen plan again takes what that holds: no pin, and no input that came since", () => {
  const line = workflow("(r)@7 -> x", "(s) -> x", "(t) -> x");
  const world = createWorld(line);
  const again = { replays: { runId: "x-1" }, bound: { s: 1, gone: 3 } };
  expect(versionsRead(line, world.facts, jobOf(line, "x"), again)).toEqual({ s: 1, gone: 3 });
});
