import { expect, test } from "vitest";
import { createFactsDraft } from "./facts.ts";
import { decideManualRun } from "./manual-run.ts";
import { decideRetry } from "./retry.ts";
import { endRun } from "./run-queue.ts";
import { workflow } from "./testing/line.ts";
import { agent, createWorld } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

function quarantine(world: World, resource: string, ...quarantined: readonly number[]): void {
  world.facts.setResource(resource, { ...world.facts.resource(resource), quarantined });
}

test("a pinned version in quarantine is refused to a person", () => {
  const world = createWorld(workflow("(r)@1 -> x"));
  world.version("r");
  quarantine(world, "r", 1);
  expect(world.ask("x")).toEqual({
    ok: false,
    reason: "version-quarantined",
    text: "x can't run because version 1 of r is in quarantine: release one, or make a new one.",
  });
  expect(world.facts.job("x").live).toEqual([]);
});

test("a person is refused a run that would have to do without a version, as all are in quarantine", () => {
  const world = createWorld(workflow("(r) -> x"));
  quarantine(world, "r", 1);
  expect(world.ask("x")).toMatchObject({
    ok: false,
    reason: "version-quarantined",
    text: "x can't run because every version of r is in quarantine: release one, or make a new one.",
  });
});

test("a run that somebody asked for is skipped when all versions of an input are put into quarantine before its turn", () => {
  const world = createWorld(workflow("(r) -> x"));
  world.ask("x");
  quarantine(world, "r", 1);
  expect(world.dispatch(agent(1))).toEqual({ starts: [], skips: ["x#1"] });
});

test("a run whose pinned version is put into quarantine before it starts is skipped, in every mode", () => {
  for (const mode of ["chrono", "strict", "immediate"] as const) {
    const world = createWorld(workflow("(r)@1 -> x", "(s) -> x", { x: mode }));
    world.version("r");
    world.version("s");
    quarantine(world, "r", 1);
    expect(world.dispatch(agent(1))).toEqual({ starts: [], skips: ["x#1"] });
  }
});

test("a retry does not take a version again that was put into quarantine meanwhile", () => {
  const line = workflow("(r) -> x", {
    x: { parts: { retry: { attempts: 2, on: ["failure"], backoffSeconds: 0 } } },
  });
  const world = createWorld(line);
  world.version("r");
  const run = world.start("x");
  quarantine(world, "r", 2);
  const draft = createFactsDraft(world.facts, 0);
  endRun(draft, { job: "x", runId: run.id, status: "failure" });
  const outcome = decideRetry(line, draft, { run, status: "failure", newRunId: () => "again" });
  expect(outcome?.decision).toMatchObject({
    verdict: "none",
    reason: "version-quarantined",
    text: "Run 1 is not tried again: version 2 of r is in quarantine.",
    unblock: [{ action: "release-version", target: "r" }],
  });
  expect(outcome?.request).toBeUndefined();
  world.facts.apply(draft);
  expect(world.dispatch(agent(1))).toEqual({ starts: [], skips: [] });
});

test("a run is not repeated as it was with a version in quarantine, also where its job reads it no more", () => {
  const line = workflow("(r) -> other", "(s) -> x");
  const world = createWorld(line);
  world.version("r");
  quarantine(world, "r", 1);
  const cause = { kind: "rerun", by: "ann", runNumber: 1 } as const;
  const asked = { job: "x", cause, newRunId: () => "again", replays: { runId: "x-1" } };
  const ask = (bound: Record<string, number>) =>
    decideManualRun(line, createFactsDraft(world.facts, 0), { ...asked, bound });
  expect(ask({ r: 1 })).toMatchObject({ ok: false, reason: "version-quarantined" });
  expect(ask({ r: 2 }).ok).toBe(true);
});
