import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assignmentOf, planOf, taskOf } from "./plans.ts";
import { startPeer } from "./protocol-peer.ts";
import type { FinishedRun, ProtocolPeer } from "./protocol-peer.ts";

/** An agent in a process of its own, for what could end that process. */
export interface AgentProcess {
  readonly peer: ProtocolPeer;
  readonly isAlive: () => boolean;
  /** Leaves the process so many file descriptors that it could still open. */
  leaveDescriptors(count: number): Promise<void>;
  giveDescriptorsBack(): Promise<void>;
  /** Assigns that many runs of a script and waits for all their results; fails when the process ends before. */
  run(script: string, options?: { readonly times: number }): Promise<readonly FinishedRun["result"][]>;
  /** Ends it as an operator does, and answers its exit code. */
  close(): Promise<unknown>;
}

const mainFile = new URL("../../src/main.ts", import.meta.url).pathname;
const descriptorsFile = new URL("./held-descriptors.ts", import.meta.url).pathname;
/** Few, so that all of them are soon taken. */
const DESCRIPTORS = 256;

export async function startAgentProcess(options: { readonly slots: number }): Promise<AgentProcess> {
  const peer = await startPeer();
  const directory = mkdtempSync(join(tmpdir(), "landbridge-agent-"));
  const node = [
    process.execPath,
    "--conditions=source",
    "--import",
    "tsx",
    "--import",
    descriptorsFile,
    mainFile,
  ];
  const child = spawn("bash", ["-c", `ulimit -n ${DESCRIPTORS} && exec "$@"`, "bash", ...node], {
    env: {
      ...process.env,
      LANDBRIDGE_SERVER: peer.url,
      LANDBRIDGE_AGENT_TOKEN: peer.token,
      LANDBRIDGE_AGENT_DIR: directory,
      LANDBRIDGE_AGENT_SLOTS: String(options.slots),
      LANDBRIDGE_LOG_LEVEL: "error",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exit = once(child, "exit");
  const unexpectedEnd = exit.then(([code, signal]) => {
    throw new Error(`the agent's process has ended: ${String(code ?? signal)}`);
  });
  // Who waits for something of it is told.
  unexpectedEnd.catch(() => {});
  async function hold(spare: number | undefined): Promise<void> {
    child.send({ spare });
    await Promise.race([once(child, "message"), unexpectedEnd]);
  }
  await Promise.race([peer.connected(), unexpectedEnd]);
  return {
    peer,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    leaveDescriptors: hold,
    giveDescriptorsBack: () => hold(undefined),
    async run(script, { times } = { times: 1 }) {
      const plans = Array.from({ length: times }, () => planOf({ tasks: [taskOf(script)] }));
      for (const plan of plans) peer.assign(assignmentOf(plan));
      const finished = Promise.all(plans.map(({ runId }) => peer.finishedRun(runId)));
      return (await Promise.race([finished, unexpectedEnd])).map(({ result }) => result);
    },
    async close() {
      child.kill("SIGTERM");
      const [code] = await exit;
      await peer.close();
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}
