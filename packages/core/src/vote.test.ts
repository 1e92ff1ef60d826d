import { describe, expect, test } from "vitest";
import { approvalsOf, newGate, sentenceOfGate } from "./gate.ts";
import type { Vote, VoteKind } from "./gate.ts";
import type { Approval } from "./job.ts";
import type { LiveRun } from "./run.ts";
import { openGate } from "./run-queue.ts";
import { createFactsDraft } from "./facts.ts";
import { workflow } from "./testing/line.ts";
import { agent, createWorld, verdictsOf } from "./testing/world.ts";
import { decideVote } from "./vote.ts";

const TWO: Approval = { approvers: ["release", "alice"], required: 2, selfApproval: false };
const RUN: LiveRun = {
  id: "run-1",
  job: "ship",
  number: 4,
  status: "gated",
  mode: "chrono",
  cause: { kind: "manual", by: "bob" },
  priority: 1,
  order: 1,
  isCancelRequested: false,
  by: "bob",
  gate: newGate(TWO, 1000),
};

function vote(by: string, kind: VoteKind = "approve"): Vote {
  return { by, kind, at: 2000 };
}

function decide(run: LiveRun, by: string, { kind = "approve" as VoteKind, groups = [] as string[] } = {}) {
  return decideVote(TWO, run, vote(by, kind), { name: by, groups, mayRun: false });
}

describe("a vote", () => {
  test("of enough different people opens the gate", () => {
    const first = decide(RUN, "alice");
    expect(first).toMatchObject({ ok: true, result: "open" });
    const gate = first.ok ? first.gate : newGate(TWO, 0);
    const second = decide({ ...RUN, gate }, "carol", { groups: ["release"] });
    expect(second).toMatchObject({ ok: true, result: "approved" });
    expect(second.ok && approvalsOf(second.gate)).toEqual(["alice", "carol"]);
  });

  test("does not count when the gate's time is over, also before somebody has ended the run", () => {
    const late = { ...vote("alice"), at: RUN.gate?.expiresAt ?? 0 };
    expect(decideVote(TWO, RUN, late, { name: "alice", groups: [], mayRun: true })).toEqual({
      ok: false,
      refusal: "not-gated",
      text: "ship #4 waits for no approval: the time for it is over.",
    });
  });

  test("of one person counts once", () => {
    const first = decide(RUN, "alice");
    const gate = first.ok ? first.gate : newGate(TWO, 0);
    expect(decide({ ...RUN, gate }, "alice")).toMatchObject({ ok: false, refusal: "voted-already" });
  });

  test("of somebody who is neither named nor in a group is refused, with who may", () => {
    const refused = decide(RUN, "mallory", { groups: ["devs"] });
    expect(refused).toMatchObject({ ok: false, refusal: "not-an-approver" });
    expect(refused.ok ? "" : refused.text).toContain("release, alice");
  });

  test("counts of whoever may run the job where the gate names nobody", () => {
    const anybody = { ...TWO, approvers: [], required: 1 };
    const alice = { name: "alice", groups: ["release"] };
    const said = vote("alice");
    expect(decideVote(anybody, RUN, said, { ...alice, mayRun: true })).toMatchObject({ result: "approved" });
    expect(decideVote(anybody, RUN, said, { ...alice, mayRun: false })).toEqual({
      ok: false,
      refusal: "not-an-approver",
      text: "alice is not among the approvers of ship #4: those who may run the job.",
    });
  });

  test("of who caused the run does not approve it, but may reject it", () => {
    expect(decide(RUN, "bob", { groups: ["release"] })).toMatchObject({
      ok: false,
      refusal: "self-approval",
    });
    expect(decide(RUN, "bob", { groups: ["release"], kind: "reject" })).toMatchObject({
      ok: true,
      result: "rejected",
    });
  });

  test("of who caused the run approves it where that is allowed", () => {
    const allowed = { ...TWO, required: 1, selfApproval: true };
    const outcome = decideVote(allowed, RUN, vote("bob"), { name: "bob", groups: ["release"], mayRun: true });
    expect(outcome).toMatchObject({ ok: true, result: "approved" });
  });

  test("to reject ends it, whoever approved before", () => {
    const first = decide(RUN, "alice");
    const gate = first.ok ? first.gate : newGate(TWO, 0);
    const outcome = decide({ ...RUN, gate }, "alice", { kind: "reject" });
    expect(outcome).toMatchObject({ ok: true, result: "rejected" });
    expect(outcome.ok && outcome.gate.votes).toHaveLength(2);
  });

  test("about a run that is not gated is refused", () => {
    expect(decide({ ...RUN, status: "queued" }, "alice")).toMatchObject({ ok: false, refusal: "not-gated" });
  });
});

describe("a gate", () => {
  const line = workflow("(r) -> ship", "a ..> ship", "ship -> next", { ship: { parts: { approval: TWO } } });

  test("holds the versions that it was made for, and no place in the queue, slot or lock", () => {
    const world = createWorld(line, { a: "success" });
    const { decisions, requests } = world.version("r");
    expect(verdictsOf(decisions)).toEqual({ ship: "gated needs-approval" });
    expect(requests[0]?.run).toMatchObject({ status: "gated", bound: { r: 2, a: 1 } });
    world.version("r");
    expect(world.dispatch(agent(5)).starts).toEqual([]);
    // Busy is what is under way: nobody downstream waits for people.
    world.happen({ ended: { job: "a", number: 1, status: "success" }, versions: [] });
    const [first] = world.facts.job("ship").live;
    const draft = createFactsDraft(world.facts, 5000);
    const opened = first && openGate(draft, first);
    world.facts.apply(draft);
    expect(opened?.order).toBeGreaterThan(first?.order ?? 0);
    expect(world.dispatch(agent(5)).starts).toEqual(["ship#1"]);
    expect(world.facts.job("ship").live.find(({ number }) => number === 1)?.reads).toEqual({ r: 2, a: 1 });
  });

  test("expires when its job says, or after thirty days", () => {
    expect(newGate({ ...TWO, timeoutMinutes: 1 }, 1000).expiresAt).toBe(61_000);
    expect(newGate(TWO, 0).expiresAt).toBe(30 * 86_400_000);
  });

  test("says what is missing", () => {
    expect(sentenceOfGate(TWO, RUN.gate)).toBe("Waits for 2 approvals of release or alice.");
    const gate = { since: 0, expiresAt: 1, votes: [vote("alice")] };
    expect(sentenceOfGate(TWO, gate)).toBe("Waits for 1 approval of release or alice; alice approved.");
  });
});

test("who made a strict job wait caused its run, though somebody else ended the wait", () => {
  const line = workflow("a -> ship", "b -> ship", { ship: { mode: "strict", parts: { approval: TWO } } });
  const world = createWorld(line, { a: "success", b: "processing" });
  world.happen({ ended: { job: "a", number: 1, status: "success" }, versions: [], by: "alice" });
  expect(world.facts.waitingJobs()).toEqual(["ship"]);
  world.end("b");
  expect(world.facts.job("ship").live[0]).toMatchObject({ status: "gated", by: "alice" });
});

test("whoever merely ends a wait that nobody made did not cause its run", () => {
  const line = workflow("(r) -> ship", "a -> b -> ship", {
    ship: { mode: "strict", parts: { approval: TWO } },
  });
  const world = createWorld(line, { a: "processing", b: "success" });
  world.version("r");
  world.facts.setJob("a", { ...world.facts.job("a"), live: [] });
  world.happen({ ended: { job: "a", number: 1, status: "failure" }, versions: [], by: "alice" });
  expect(world.facts.job("ship").live).toMatchObject([{ status: "gated" }]);
  expect(world.facts.job("ship").live[0]).not.toHaveProperty("by");
});

test("who starts a run of its own while a job waits for somebody else caused that run", () => {
  const line = workflow("(r) -> ship", "(s) -immediate-> ship", "a -> ship", {
    ship: { mode: "strict", parts: { approval: TWO } },
  });
  const world = createWorld(line, { a: "processing" });
  const arrives = (resource: string, by: string) =>
    world.happen({ versions: [{ resource, number: 1, origin: "external" }], by });
  arrives("r", "bob");
  arrives("s", "alice");
  expect(world.facts.job("ship").live).toMatchObject([{ status: "gated", by: "alice" }]);
  expect(world.facts.job("ship").waiting).toMatchObject({ because: "r", by: "bob" });
});
