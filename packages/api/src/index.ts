export {
  AGENT_PROTOCOL_VERSION,
  HEARTBEAT_MS,
  LEASE_MS,
  MAX_FRAME_BYTES,
  MAX_LOG_CHUNK_BYTES,
  OLDEST_AGENT_PROTOCOL_VERSION,
  agentMessage,
  decodeLogChunk,
  encodeLogChunk,
  serverMessage,
} from "./agent-protocol.ts";
export type { AgentMessage, Assignment, LogChunk, RunSecrets, ServerMessage } from "./agent-protocol.ts";
