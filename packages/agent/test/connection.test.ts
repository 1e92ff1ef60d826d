import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { createAgent, loadAgentConfig } from "@landbridge/agent";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { assignmentOf, planOf, taskOf } from "./support/plans.ts";
import { startPeer } from "./support/protocol-peer.ts";

const mainFile = new URL("../src/main.ts", import.meta.url).pathname;

let agent: AgentUnderTest | undefined;
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

describe("the connection", () => {
  test("says who the agent is", async () => {
    agent = await startAgent({ overrides: { name: "builder-1", pool: "big", labels: ["gpu"] } });
    expect(agent.peer.hellos[0]).toMatchObject({
      name: "builder-1",
      pool: "big",
      labels: ["gpu"],
      slots: 4,
      runs: [],
    });
  });

  test("comes back with the key that it was given, and is the same instance", async () => {
    agent = await startAgent();
    const { peer } = agent;
    peer.cutConnection();
    await peer.until(() => peer.hellos.length === 2);
    expect(peer.hellos[1]?.instance).toBe(peer.hellos[0]?.instance);
  });

  test("a token that the server does not know is told", async () => {
    const peer = await startPeer();
    const directory = mkdtempSync(join(tmpdir(), "landbridge-agent-"));
    const config = loadAgentConfig(process.env, { server: peer.url, token: "wrong", directory });
    const refused = createAgent(config, pino({ level: "silent" }));
    const state = new Promise((resolve) => {
      refused.onEvent((event) => {
        if (event.kind === "connection" && event.state.kind === "refused") resolve(event.state);
      });
    });
    await refused.start();
    expect(await state).toEqual({ kind: "refused", status: 401 });
    await refused.close();
    await peer.close();
    rmSync(directory, { recursive: true });
  });
});

describe("a log", () => {
  test("arrives byte for byte, whatever is in it", async () => {
    agent = await startAgent();
    const script = "head -c 3000000 /dev/urandom > f; cat f; sha256sum < f > $JOB_STATE/sum";
    const { result, runId, files } = await agent.run({ tasks: [taskOf(script)] });
    const bytes = agent.peer.logBytesOf(runId, 1);
    const body = bytes.subarray(bytes.length - 3_000_000);
    const sum = Buffer.from(Object.values(files)[0] ?? "", "base64").toString();
    expect(createHash("sha256").update(body).digest("hex")).toBe(sum.slice(0, 64));
    expect(result.steps[1]?.logBytes).toBe(bytes.length);
  });

  test("keeps the order of both outputs", async () => {
    agent = await startAgent();
    const { log } = await agent.run({
      tasks: [taskOf("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done")],
    });
    expect(log.split("\n").slice(1, 6)).toEqual(["out 1", "err 1", "out 2", "err 2", "out 3"]);
  });

  test("loses and doubles nothing when the connection breaks in the middle, again and again", async () => {
    agent = await startAgent();
    const { peer } = agent;
    const plan = planOf({ tasks: [taskOf("for ((i = 0; i < 60000; i++)); do echo line $i; done")] });
    const { runId } = plan;
    peer.assign(assignmentOf(plan));
    for (let breaks = 1; breaks <= 4; breaks += 1) {
      const size = peer.logBytesOf(runId, 1).length;
      await peer.until(() => peer.logBytesOf(runId, 1).length > size + 30_000);
      // What was on its way is lost as well.
      peer.setDeaf(true);
      await new Promise((resolve) => setTimeout(resolve, 20));
      peer.cutConnection();
      peer.setDeaf(false);
      await peer.until(() => peer.hellos.length === breaks + 1);
      expect(peer.hellos.at(-1)?.runs).toEqual([{ runId, leaseToken: assignmentOf(plan).leaseToken }]);
    }
    const { result } = await peer.finishedRun(runId);
    const lines = peer.logOf(runId, 1).split("\n").slice(1, -1);
    expect(lines.length).toBe(60_000);
    expect(lines.every((line, index) => line === `line ${index}`)).toBe(true);
    expect(result.steps[1]?.logBytes).toBe(peer.logBytesOf(runId, 1).length);
  });

  test("a run that ends while the server is away is reported when it is back", async () => {
    agent = await startAgent();
    const { peer } = agent;
    const plan = planOf({
      tasks: [taskOf("echo ready; sleep 0.2; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo end")],
    });
    peer.assign(assignmentOf(plan));
    await peer.until(() => peer.logOf(plan.runId, 1).includes("ready"));
    peer.setDeaf(true);
    const isOver = new Promise<void>((resolve) => {
      agent?.agent.onEvent((event) => {
        if (event.kind === "run-ended") resolve();
      });
    });
    await isOver;
    peer.cutConnection();
    peer.setDeaf(false);
    const { result } = await peer.finishedRun(plan.runId);
    expect(result.status).toBe("success");
    expect(peer.logOf(plan.runId, 1)).toMatch(/x{1000000}\nend\n$/);
    expect(peer.finished).toHaveLength(1);
  });

  test("is cut at the limit, with a mark, and the step goes on", async () => {
    agent = await startAgent({ overrides: { logLimitBytes: 5_000 } });
    const { log, result } = await agent.run({
      tasks: [taskOf("head -c 200000 /dev/zero | tr '\\0' x", "echo on > $JOB_MESSAGE")],
    });
    expect(result.status).toBe("success");
    expect(result.message).toBe("on");
    expect(log.length).toBeLessThan(5_200);
    expect(log).toContain("[The log ends here: it reached 5000 bytes. The step goes on.]");
  });

  test("hides secrets, also in the reason", async () => {
    agent = await startAgent();
    const masks = ["hunter22", "line one\nline two"];
    const tasks = [
      taskOf(
        "printf hun; sleep 0.01; echo ter22; printf '%s\\n' hunter22 | base64; echo line two",
        "cat /hunter22",
      ),
    ];
    const { log, result } = await agent.run({ tasks }, { secrets: { clones: {}, masks } });
    expect(log).not.toContain("hunter22");
    expect(log).not.toContain("line two");
    expect(log).not.toContain(Buffer.from("hunter22").toString("base64").slice(0, 10));
    expect(result.reason?.message).toBe("cat /••• exited with 1.");
    expect(JSON.stringify(result)).not.toContain("hunter22");
  });

  test("shows each command before its output", async () => {
    agent = await startAgent();
    const { log } = await agent.run({ tasks: [taskOf("echo a", "echo b\necho c")] });
    expect(log).toBe("\u001b[1m▸ echo a\u001b[0m\na\n\u001b[1m▸ echo b …\u001b[0m\nb\nc\n");
  });
});

describe("the acknowledgement of a run", () => {
  test("may come after the next assignment; workspaces go when their runs are done", async () => {
    let left = 5;
    agent = await startAgent({ peer: { next: () => (left-- > 0 ? [assignmentOf(planOf())] : []) } });
    const { peer, directory } = agent;
    peer.assign(assignmentOf(planOf()));
    await peer.until(() => peer.finished.length === 6);
    await agent.agent.close();
    expect(readdirSync(join(directory, "runs"))).toEqual([]);
    expect(existsSync(join(directory, "agent.pid"))).toBe(false);
  });

  test("the same assignment twice is one run", async () => {
    agent = await startAgent();
    const plan = planOf({ tasks: [taskOf("echo once >> $SHARED_DIR/../../../../count", "sleep 0.1")] });
    agent.peer.assign(assignmentOf(plan));
    agent.peer.assign(assignmentOf(plan));
    await agent.peer.finishedRun(plan.runId);
    const { log } = await agent.run({ tasks: [taskOf("cat $SHARED_DIR/../../../../count")] });
    expect(log.match(/^once$/gm)).toHaveLength(1);
  });
});

describe("closing", () => {
  test("ends runs, reports them and leaves nothing", async () => {
    agent = await startAgent();
    const { peer } = agent;
    const plan = planOf({ tasks: [taskOf("echo ready; sleep 3020")] });
    peer.assign(assignmentOf(plan));
    await peer.until(() => peer.logOf(plan.runId, 1).includes("ready"));
    await agent.agent.close();
    expect(peer.finished[0]?.result).toMatchObject({ status: "error", reason: { code: "agent-stopped" } });
  });

  test("with drain finishes what it has", async () => {
    agent = await startAgent();
    const { peer } = agent;
    const plan = planOf({ tasks: [taskOf("echo ready; sleep 0.2; echo done")] });
    peer.assign(assignmentOf(plan));
    await peer.until(() => peer.logOf(plan.runId, 1).includes("ready"));
    await agent.agent.close({ drain: true });
    expect(peer.finished[0]?.result.status).toBe("success");
    expect(peer.messages.some((message) => message.type === "drain")).toBe(true);
  });
});

describe("an agent whose parent is gone", () => {
  test("goes on while it has a server, and ends when none could be reached for long", async () => {
    const parent = spawn("true");
    await new Promise((resolve) => parent.on("exit", resolve));
    agent = await startAgent({ overrides: { parentPid: parent.pid ?? 0, orphanGraceMs: 200 } });
    const { peer, directory } = agent;
    const orphaned = new Promise<void>((resolve) => {
      agent?.agent.onEvent((event) => {
        if (event.kind === "orphaned") resolve();
      });
    });
    // Longer than the grace, and than the time between two looks.
    expect((await agent.run({ tasks: [taskOf("sleep 1.3")] })).result.status).toBe("success");
    await peer.close();
    await orphaned;
    expect(existsSync(join(directory, "agent.pid"))).toBe(false);
  });
});

describe("the agent's directory", () => {
  test("is used by one agent only", async () => {
    agent = await startAgent();
    const config = loadAgentConfig(process.env, {
      server: agent.peer.url,
      token: "t",
      directory: agent.directory,
    });
    const second = createAgent(config, pino({ level: "silent" }));
    await expect(second.start()).rejects.toMatchObject({ code: "DATA_DIR_IN_USE" });
  });
});

describe("an agent process that is killed", () => {
  test("takes its steps with it; the next one cleans up and starts", async () => {
    const peer = await startPeer();
    const directory = mkdtempSync(join(tmpdir(), "landbridge-agent-"));
    const start = () =>
      spawn(process.execPath, ["--conditions=source", "--import", "tsx", mainFile], {
        env: {
          ...process.env,
          LANDBRIDGE_SERVER: peer.url,
          LANDBRIDGE_AGENT_TOKEN: peer.token,
          LANDBRIDGE_AGENT_DIR: directory,
          LANDBRIDGE_LOG_LEVEL: "warn",
        },
        stdio: ["ignore", "ignore", "inherit"],
      });
    const first = start();
    await peer.connected();
    const plan = planOf({ tasks: [taskOf("setsid sleep 3030 & echo ready $!; sleep 3030")] });
    peer.assign(assignmentOf(plan));
    await peer.until(() => /ready \d+/.test(peer.logOf(plan.runId, 1)));
    const pid = Number(/ready (\d+)/.exec(peer.logOf(plan.runId, 1))?.[1]);
    first.kill("SIGKILL");
    await untilGone(pid);
    const second = start();
    await peer.until(() => peer.hellos.length === 2);
    expect(peer.hellos[1]?.runs).toEqual([]);
    expect(readdirSync(join(directory, "runs"))).toEqual([]);
    const ended = new Promise((resolve) => second.on("exit", resolve));
    second.kill("SIGTERM");
    expect(await ended).toBe(0);
    await peer.close();
    rmSync(directory, { recursive: true });
  });
});

test("an agent process whose token the server does not know says so and ends with 2", async () => {
  const peer = await startPeer();
  const directory = mkdtempSync(join(tmpdir(), "landbridge-agent-"));
  const child = spawn(process.execPath, ["--conditions=source", "--import", "tsx", mainFile], {
    env: {
      ...process.env,
      LANDBRIDGE_SERVER: peer.url,
      LANDBRIDGE_AGENT_TOKEN: "wrong",
      LANDBRIDGE_AGENT_DIR: directory,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(code).toBe(2);
  expect(said).toContain("the server refuses this agent");
  expect(peer.hellos).toEqual([]);
  await peer.close();
  rmSync(directory, { recursive: true });
});

function untilGone(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      try {
        process.kill(pid, 0);
      } catch {
        clearInterval(timer);
        resolve();
      }
    }, 20);
  });
}
