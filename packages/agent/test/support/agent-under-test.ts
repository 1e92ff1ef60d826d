import { createAgent, loadAgentConfig } from "@landbridge/agent";
import type { Agent, AgentOverrides } from "@landbridge/agent";
import type { Assignment } from "@landbridge/api";
import type { RunPlan } from "@landbridge/core";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { assignmentOf, planOf } from "./plans.ts";
import { startPeer } from "./protocol-peer.ts";
import type { FinishedRun, PeerOptions, ProtocolPeer } from "./protocol-peer.ts";

export interface AgentUnderTest {
  readonly agent: Agent;
  readonly peer: ProtocolPeer;
  readonly directory: string;
  /** Assigns a plan and waits for its result. */
  run(plan: Partial<RunPlan>, parts?: Partial<Assignment>): Promise<FinishedRun & { readonly log: string }>;
  close(): Promise<void>;
}

/** A real agent in this process, connected to a peer of the test. */
export async function startAgent(
  options: { readonly peer?: PeerOptions; readonly overrides?: AgentOverrides } = {},
): Promise<AgentUnderTest> {
  const peer = await startPeer(options.peer);
  const directory = mkdtempSync(join(tmpdir(), "landbridge-agent-"));
  const config = loadAgentConfig(process.env, {
    server: peer.url,
    token: peer.token,
    directory,
    slots: 4,
    graceMs: 2e3,
    ...options.overrides,
  });
  const agent = createAgent(config, pino({ level: "silent" }));
  await agent.start();
  await peer.connected();
  return {
    agent,
    peer,
    directory,
    async run(parts, assignmentParts) {
      const plan = planOf(parts);
      peer.assign(assignmentOf(plan, assignmentParts));
      const finished = await peer.finishedRun(plan.runId);
      const log = finished.result.steps.map((step) => peer.logOf(plan.runId, step.index)).join("");
      return {
        ...finished,
        log,
      };
    },
    async close() {
      await agent.close();
      await peer.close();
      rmSync(directory, {
        recursive: true,
        force: true,
      });
    },
  };
}

/** Log of a run without the lines that only repeat commands. */
export function outputOnly(log: string): string {
  return log
    .split("\n")
    .filter((line) => !line.includes("▸"))
    .join("\n");
}
