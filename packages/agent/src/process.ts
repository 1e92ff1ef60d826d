import { AppError } from "@landbridge/core";
import { pino } from "pino";
import { createAgent } from "./agent.ts";
import type { Agent } from "./agent.ts";
import { loadAgentConfig } from "./config.ts";
import type { AgentOverrides } from "./config.ts";

export interface AgentProcessOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly overrides?: AgentOverrides;
}

/**
 * Runs an agent as this process until a signal, a refusal of the server, or its parent's end. Resolves with
 * the exit code: 0 ended as told, 2 a setting is wrong or the server refuses us.
 */
export async function runAgentProcess({ env, overrides = {} }: AgentProcessOptions): Promise<number> {
  const log = pino({ name: "agent", level: env["LANDBRIDGE_LOG_LEVEL"] ?? "info" }, pino.destination(2));
  try {
    const agent = createAgent(loadAgentConfig(env, overrides), log);
    const ending = waitForEnd(agent);
    await agent.start();
    const end = await ending;
    if (end.kind === "refused") log.error({ status: end.status }, "the server refuses this agent");
    await agent.close();
    return end.kind === "refused" ? 2 : 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.error({ code: error.code, hint: error.hint }, error.message);
    return 2;
  }
}

type End = { readonly kind: "signal" | "orphaned" } | { readonly kind: "refused"; readonly status: number };

function waitForEnd(agent: Agent): Promise<End> {
  return new Promise((resolve) => {
    let wasConnected = false;
    agent.onEvent((event) => {
      if (event.kind === "orphaned") resolve({ kind: "orphaned" });
      if (event.kind !== "connection") return;
      if (event.state.kind === "connected") wasConnected = true;
      // Once known, an agent keeps trying: its server may just be coming back with older data.
      if (event.state.kind === "refused" && !wasConnected) resolve(event.state);
    });
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.on(signal, () => resolve({ kind: "signal" }));
  });
}
