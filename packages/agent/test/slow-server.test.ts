import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { assignmentOf, outputOf, planOf, taskOf } from "./support/plans.ts";

/** What never comes true fails by then. */
const DEADLINE_MS = 20_000;

let agent: AgentUnderTest | undefined;
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

/** Resolves when the scripts of a run have ended, whether the server knows or not. */
function endOf({ agent: { onEvent } }: AgentUnderTest, runId: string): Promise<void> {
  return new Promise((resolve) => {
    onEvent((event) => {
      if (event.kind === "run-ended" && event.runId === runId) resolve();
    });
  });
}

test(
  "a run whose log had to wait behind the large result of another one is reported",
  async () => {
    agent = await startAgent();
    const { peer } = agent;
    const names = ["a", "b", "c", "d", "e", "f"];
    const script = `for name in ${names.join(" ")}; do head -c 900000 /dev/urandom > ../build/OUT/$name/state/file; done`;
    const large = planOf({
      outputs: names.map((name) => outputOf(name, { type: "state" })),
      tasks: [taskOf(script)],
    });
    const small = planOf({ tasks: [taskOf("echo hello")] });
    peer.setDeaf(true);
    const ends = [large, small].map(({ runId }) => (agent === undefined ? undefined : endOf(agent, runId)));
    for (const plan of [large, small]) peer.assign(assignmentOf(plan));
    await Promise.all(ends);
    // With the next connection all of it goes out in one moment: the large result first.
    peer.cutConnection();
    peer.setDeaf(false);
    expect((await peer.finishedRun(large.runId)).result.status).toBe("success");
    expect((await peer.finishedRun(small.runId)).result.status).toBe("success");
    expect(peer.logOf(small.runId, 1)).toMatch(/^hello$/m);
  },
  DEADLINE_MS,
);

test(
  "a step that a slow server holds back goes on when that server is gone, and the agent can end",
  async () => {
    agent = await startAgent();
    const { peer, directory } = agent;
    const progress = join(directory, "progress");
    const lines = [
      "block=$(head -c 1000000 /dev/zero | tr '\\0' x)",
      `for i in {1..40}; do echo "$block"; echo $i > ${progress}; done`,
    ];
    const plan = planOf({ tasks: [taskOf("echo ready", ...lines)] });
    const ended = endOf(agent, plan.runId);
    peer.assign(assignmentOf(plan));
    await peer.until(() => peer.logOf(plan.runId, 1).includes("ready\n"));
    peer.stopReading();
    let seen = "";
    const isHeld = (): boolean => {
      const before = seen;
      seen = readText(progress);
      return seen !== "" && seen === before;
    };
    await expect.poll(isHeld, { interval: 300, timeout: DEADLINE_MS }).toBe(true);
    expect(Number(seen)).toBeLessThan(40);
    await peer.close();
    await ended;
    expect(readText(progress)).toBe("40\n");
    await agent.agent.close();
  },
  DEADLINE_MS,
);

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
