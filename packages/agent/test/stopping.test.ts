import type { RunPlan } from "@landbridge/core";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { assignmentOf, planOf, taskOf } from "./support/plans.ts";
import type { FinishedRun, ProtocolPeer } from "./support/protocol-peer.ts";

let agent: AgentUnderTest;
beforeAll(async () => {
  agent = await startAgent();
});
afterAll(() => agent.close());

/** The living processes whose environment or command line holds the text. */
function processesWith(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
        if (stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z")) return false;
        const words =
          readFileSync(`/proc/${pid}/environ`, "latin1") + readFileSync(`/proc/${pid}/cmdline`, "latin1");
        return words.includes(text);
      } catch {
        return false;
      }
    });
}

/** How often a run has begun from now on. */
function countStarts({ agent: { onEvent } }: AgentUnderTest, runId: string): () => number {
  let starts = 0;
  onEvent((event) => {
    if (event.kind === "run-started" && event.runId === runId) starts += 1;
  });
  return () => starts;
}

/** Assigns a run and waits until its script has said "ready". */
async function startReady(peer: ProtocolPeer, plan: RunPlan): Promise<void> {
  peer.assign(assignmentOf(plan));
  await peer.until(() => peer.logOf(plan.runId, 1).includes("ready\n"));
}

/** Assigns a plan, cancels it when its log holds "ready", and waits for its end. */
async function cancelWhenReady(plan: RunPlan, graceMs: number): Promise<FinishedRun> {
  const { peer } = agent;
  const { runId, leaseToken } = assignmentOf(plan);
  await startReady(peer, plan);
  peer.send({ type: "cancel", runId, leaseToken, by: "bob", graceMs });
  return peer.finishedRun(runId);
}

const escapes: readonly (readonly [string, string, string])[] = [
  ["a plain child", "sleep 3001 & echo ready; wait", "3001"],
  [
    "a child in the background that ignores HUP",
    "nohup sleep 3002 > /dev/null 2>&1 & echo ready; sleep 3002",
    "3002",
  ],
  ["a child in a session of its own", "setsid sleep 3003 & echo ready; wait", "3003"],
  [
    "a child of a child that is gone",
    "(setsid sh -c 'sleep 3004 & sleep 0' &); echo ready; sleep 3004",
    "3004",
  ],
  [
    "a child that ignores TERM",
    "bash -c 'trap \"\" TERM; echo ready; sleep 3005; sleep 3005' ; echo never",
    "3005",
  ],
  ["a shell that ignores TERM", "trap '' TERM; echo ready; sleep 3006", "3006"],
  ["a child without our environment", "env -i setsid sleep 3007 & echo ready; sleep 3007", "3007"],
  [
    "a daemon that holds nothing of ours",
    "setsid bash -c 'for fd in /proc/self/fd/*; do n=${fd##*/}; eval \"exec $n>&-\"; done 2> /dev/null; sleep 3008' & echo ready; sleep 3008",
    "3008",
  ],
];

describe("cancel", () => {
  test.each(escapes)("leaves nothing alive of %s", async (_, script, word) => {
    const plan = planOf({ tasks: [taskOf(script)], always: ["echo never"] });
    const { result } = await cancelWhenReady(plan, 300);
    expect(result.status).toBe("canceled");
    expect(result.reason).toEqual({ code: "canceled", message: "bob canceled the run." });
    expect(result.steps.map((step) => step.status)).toEqual(["success", "canceled", "skipped", "success"]);
    expect(processesWith(`sleep\0${word}`)).toEqual([]);
    expect(processesWith(plan.runId)).toEqual([]);
  });

  test("gives the script the time to clean up", async () => {
    const script = "trap 'echo cleaned; exit 1' TERM; echo ready; while :; do sleep 0.05; done";
    const plan = planOf({ tasks: [taskOf(script)] });
    await cancelWhenReady(plan, 20_000);
    expect(agent.peer.logOf(plan.runId, 1)).toContain("cleaned\n");
  });

  test("a script that traps TERM and goes on does not reach its next line", async () => {
    const plan = planOf({
      tasks: [taskOf("trap : TERM; echo ready; sleep 3009 || true", "echo never-this")],
    });
    const { result } = await cancelWhenReady(plan, 20_000);
    expect(result.status).toBe("canceled");
    expect(agent.peer.logOf(plan.runId, 1)).not.toContain("echo never-this\u001b");
  });

  test("while an IN is being cloned ends the clone", async () => {
    const { peer } = agent;
    // A server that accepts and never answers.
    const { createServer } = await import("node:net");
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    const connected = new Promise((resolve) => silent.once("connection", resolve));
    const clone = { url: `http://127.0.0.1:${port}/r.git`, config: [] };
    const input = {
      name: "repo",
      kind: "resource",
      type: "gitRepo",
      id: "1",
      values: {},
      files: [],
      options: {},
    } as const;
    const plan = planOf({ inputs: [{ ...input, clone }] });
    peer.assign(assignmentOf(plan));
    await connected;
    peer.send({
      type: "cancel",
      runId: plan.runId,
      leaseToken: assignmentOf(plan).leaseToken,
      by: "",
      graceMs: 300,
    });
    const { result } = await peer.finishedRun(plan.runId);
    silent.close();
    expect(result.status).toBe("canceled");
    expect(processesWith(plan.runId)).toEqual([]);
  });

  test("of a run that has ended already changes nothing", async () => {
    const plan = planOf();
    agent.peer.assign(assignmentOf(plan));
    const { result } = await agent.peer.finishedRun(plan.runId);
    agent.peer.send({
      type: "cancel",
      runId: plan.runId,
      leaseToken: assignmentOf(plan).leaseToken,
      by: "",
      graceMs: 0,
    });
    expect(result.status).toBe("success");
    await agent.run({});
    expect(agent.peer.finished.filter((run) => run.runId === plan.runId)).toHaveLength(1);
  });

  test("in the moment of the end gives one end, either way", async () => {
    const { peer } = agent;
    for (let round = 0; round < 20; round += 1) {
      const plan = planOf({ always: ["true"] });
      peer.assign(assignmentOf(plan));
      await new Promise((resolve) => setTimeout(resolve, round % 8));
      peer.send({
        type: "cancel",
        runId: plan.runId,
        leaseToken: assignmentOf(plan).leaseToken,
        by: "",
        graceMs: 500,
      });
      const { result } = await peer.finishedRun(plan.runId);
      expect(["success", "canceled"]).toContain(result.status);
      expect(peer.finished.filter((run) => run.runId === plan.runId)).toHaveLength(1);
      const isWhole = result.steps.every((step) => step.status === "success");
      expect([result.status, isWhole]).toEqual([isWhole ? "success" : "canceled", isWhole]);
    }
  });
});

describe("timeout", () => {
  test("ends the run with a status of its own, and nothing stays alive", async () => {
    const plan = {
      tasks: [taskOf("echo ready; setsid sleep 3010 & sleep 3010")],
      always: ["echo never"],
      timeoutMs: 300,
    };
    const { result, log, runId } = await agent.run(plan);
    expect(result.status).toBe("timeout");
    expect(result.reason).toEqual({
      code: "timed-out",
      message: "The run took longer than 300 milliseconds.",
    });
    expect(result.steps.map((step) => step.status)).toEqual(["success", "timeout", "skipped", "success"]);
    expect(log).not.toContain("never");
    expect(processesWith(runId)).toEqual([]);
  });
});

describe("the normal end of a run", () => {
  test.each([
    ["in the background", "sleep 3011 &", "3011"],
    ["in a session of its own", "setsid sleep 3012 > /dev/null 2>&1 < /dev/null &", "3012"],
    ["that ignores TERM", "(trap '' TERM; sleep 3013) &", "3013"],
  ])("ends what a script left %s", async (_, script, word) => {
    const { result } = await agent.run({ tasks: [taskOf(script)] });
    expect(result.status).toBe("success");
    expect(processesWith(`sleep\0${word}`)).toEqual([]);
  });
});

describe("an abandoned run", () => {
  test("is ended without a word", async () => {
    const { peer } = agent;
    const plan = planOf({ tasks: [taskOf("echo ready; sleep 3014")] });
    await startReady(peer, plan);
    peer.send({ type: "abandon", runId: plan.runId, leaseToken: assignmentOf(plan).leaseToken });
    // The same run again, as another attempt: it begins when the first one is gone.
    const again = assignmentOf({ ...plan, tasks: [taskOf("echo second")] }, { leaseToken: "other" });
    peer.assign(again);
    const { result } = await peer.finishedRun(plan.runId);
    expect(result.status).toBe("success");
    expect(processesWith("sleep\x003014")).toEqual([]);
    expect(peer.finished.filter((run) => run.runId === plan.runId)).toHaveLength(1);
  });

  test("makes room for the newest of the attempts that wait for its end, and for no other", async () => {
    const { peer } = agent;
    const plan = planOf({ tasks: [taskOf("echo ready; sleep 3015")] });
    const { runId } = plan;
    const starts = countStarts(agent, runId);
    await startReady(peer, plan);
    const again = { ...plan, tasks: [taskOf("true")] };
    for (const leaseToken of ["second", "third"]) peer.assign(assignmentOf(again, { leaseToken }));
    await peer.finishedRun(runId);
    await agent.run({});
    const results = peer.messages.filter(
      (message) => message.type === "run-finished" && message.runId === runId,
    );
    expect(results).toMatchObject([{ leaseToken: "third", result: { status: "success" } }]);
    expect(starts()).toBe(2);
  });

  test("makes room for no attempt that was abandoned itself meanwhile", async () => {
    const own = await startAgent();
    const { peer } = own;
    const plan = planOf({ tasks: [taskOf("echo ready; sleep 3016")] });
    const { runId } = plan;
    const starts = countStarts(own, runId);
    await startReady(peer, plan);
    const leaseToken = "second";
    peer.assign(assignmentOf({ ...plan, tasks: [taskOf("true")] }, { leaseToken }));
    peer.send({ type: "abandon", runId, leaseToken });
    // The agent has read both by then, and it drains only when nothing that was assigned is left to begin.
    await own.run({});
    await own.agent.close({ drain: true });
    expect(starts()).toBe(1);
    await own.close();
  });
});

describe("the directory of a run that left it as it was", () => {
  test("is given to another run only when nobody works in it any more", async () => {
    const daemon =
      'for fd in /proc/self/fd/*; do n=${fd##*/}; eval "exec $n>&-"; done 2> /dev/null; echo > /dev/null; sleep 3010';
    const plan = planOf({ tasks: [taskOf(`env -i setsid bash -c '${daemon}' & disown`)] });
    const runs = join(agent.directory, "runs");
    agent.peer.assign(assignmentOf(plan));
    const { result } = await agent.peer.finishedRun(plan.runId);
    expect(result.status).toBe("success");
    // While it is there, the run's own name leads to it.
    await expect.poll(() => readdirSync(runs), { timeout: 20_000 }).not.toContain(plan.runId);
    await expect.poll(() => processesWith(`sleep\0${"3010"}`), { timeout: 20_000 }).toEqual([]);
    await agent.run({});
  });
});
