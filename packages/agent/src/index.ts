export { AGENT_VERSION, createAgent } from "./agent.ts";
export type { Agent, AgentEvent } from "./agent.ts";
export { loadAgentConfig } from "./config.ts";
export type { AgentConfig, AgentOverrides } from "./config.ts";
export { runAgentProcess } from "./process.ts";
export type { AgentProcessOptions } from "./process.ts";
export type { ConnectionState } from "./server-connection.ts";
