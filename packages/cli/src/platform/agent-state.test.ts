import { expect, test } from "vitest";
import { agentState } from "./agent-state.ts";

const now = Date.parse("2026-01-10T00:00:14Z");
const lastSeenAt = "2026-01-10T00:00:00Z";

test.each([
  [{ isConnected: true, lastSeenAt }, "connected"],
  [{ isConnected: false, lastSeenAt }, "gone for 14s"],
  [{ isConnected: false, lastSeenAt: "2026-01-09T22:00:14Z" }, "gone for 2h 00m"],
])("an agent %j is %s", (agent, words) => expect(agentState(agent, now)).toBe(words));
