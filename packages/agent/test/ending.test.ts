import type { Assignment } from "@landbridge/api";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { assignmentOf, planOf, taskOf } from "./support/plans.ts";

const SLOTS = 2;
/** Seconds that nobody else sleeps. */
const LONG = `4001.${process.pid}`;

/** A server that does not care about `drain`: it has another run for every slot that becomes free. */
async function startWithQueue(queued: Assignment[]): Promise<AgentUnderTest & { readonly begun: string[] }> {
  const begun: string[] = [];
  const underTest = await startAgent({
    peer: { next: () => queued.splice(0, 1) },
    overrides: { slots: SLOTS, graceMs: 300 },
  });
  underTest.agent.onEvent((event) => {
    if (event.kind === "run-started") begun.push(event.runId);
  });
  return { ...underTest, begun };
}

function isAlive(word: string): boolean {
  return readdirSync("/proc").some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(word);
    } catch {
      // It ended while we looked.
      return false;
    }
  });
}

test("an agent that is ended begins nothing of what is still queued, and leaves nothing alive", async () => {
  const all = Array.from({ length: 8 }, () =>
    assignmentOf(planOf({ tasks: [taskOf(`echo ready; sleep ${LONG}`)] })),
  );
  const first = all.splice(0, SLOTS);
  const { agent, peer, begun, close } = await startWithQueue(all);
  onTestFinished(close);
  for (const assignment of first) peer.assign(assignment);
  await peer.until(() => first.every(({ runId }) => peer.logOf(runId, 1).includes("ready\n")));
  const late = assignmentOf(planOf({ tasks: [taskOf(`sleep ${LONG}`)] }));
  const closed = agent.close();
  peer.assign(late);
  await closed;
  expect(begun.toSorted()).toEqual(first.map(({ runId }) => runId).toSorted());
  expect(peer.finished.map(({ result }) => result.reason?.code)).toEqual(["agent-stopped", "agent-stopped"]);
  expect(isAlive(`sleep\x00${LONG}`)).toBe(false);
  const types = peer.messages.map(({ type }) => type);
  expect(types.indexOf("drain")).toBeGreaterThan(-1);
  expect(types.indexOf("drain")).toBeLessThan(types.indexOf("run-finished"));
});

test("a draining agent finishes what it has, also what was on its way when it began to drain", async () => {
  const { agent, peer, begun, close } = await startWithQueue([]);
  onTestFinished(close);
  const first = assignmentOf(planOf({ tasks: [taskOf("echo ready; sleep 0.3")] }));
  peer.assign(first);
  await peer.until(() => peer.logOf(first.runId, 1).includes("ready\n"));
  const late = assignmentOf(planOf());
  const closed = agent.close({ drain: true });
  peer.assign(late);
  await closed;
  expect(begun).toEqual([first.runId, late.runId]);
  expect(peer.finished.map(({ result }) => result.status)).toEqual(["success", "success"]);
});

test("a server that comes back while an agent drains is told of it", async () => {
  const { agent, peer, close } = await startWithQueue([]);
  onTestFinished(close);
  const only = assignmentOf(planOf({ tasks: [taskOf("echo ready; sleep 1")] }));
  peer.assign(only);
  await peer.until(() => peer.logOf(only.runId, 1).includes("ready\n"));
  const closed = agent.close({ drain: true });
  await peer.until(() => peer.messages.some(({ type }) => type === "drain"));
  peer.cutConnection();
  await closed;
  expect(peer.messages.filter(({ type }) => type === "hello" || type === "drain")).toMatchObject([
    { type: "hello" },
    { type: "drain" },
    { type: "hello" },
    { type: "drain" },
  ]);
});

test("without any patience, an agent ends when its parent is gone, and not before", async () => {
  const parent = spawn("sleep", ["4002"], { stdio: "ignore" });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const parentPid = parent.pid ?? 0;
  const { agent, peer, run, close } = await startAgent({ overrides: { parentPid, orphanGraceMs: 0 } });
  onTestFinished(close);
  const orphaned = new Promise<void>((resolve) => {
    agent.onEvent((event) => {
      if (event.kind === "orphaned") resolve();
    });
  });
  // Longer than it takes the agent to look after its parent.
  const { result } = await run({ tasks: [taskOf("sleep 1.5")] });
  expect(result.status).toBe("success");
  parent.kill("SIGKILL");
  await peer.close();
  await orphaned;
});
