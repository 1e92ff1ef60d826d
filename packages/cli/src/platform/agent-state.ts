import type { AgentView } from "@landbridge/api";
import { durationText } from "../words/duration.ts";

/** "connected", or for how long nothing has been heard of it. */
export function agentState(
  { isConnected, lastSeenAt }: Pick<AgentView, "isConnected" | "lastSeenAt">,
  now: number,
): string {
  return isConnected ? "connected" : `gone for ${durationText(now - Date.parse(lastSeenAt))}`;
}
