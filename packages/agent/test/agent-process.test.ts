import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startAgentProcess } from "./support/agent-process.ts";
import type { AgentProcess } from "./support/agent-process.ts";

let agent: AgentProcess | undefined;
beforeEach(async () => {
  if (agent?.isAlive() === true) return;
  await agent?.close();
  agent = await startAgentProcess({ slots: 8 });
});
afterAll(() => agent?.close());

const success = { status: "success" };

describe("the agent's process goes on, and so do its runs,", () => {
  test.each(["E x", "E 99 0 0 1", "S", "E 1.5 0 7 1", "E 1 x y", "E 1 0 1.5 1", "S 0 0"])(
    "when a script writes the line '%s' where its shell reports",
    async (line) => {
      // The shell's own descriptors, and with them the report's, are the first behind 9.
      const script = `for n in {10..13}; do echo '${line}' >&$n || true; done 2> /dev/null; sleep 0.05`;
      expect(await agent?.run(script)).toMatchObject([success]);
      expect(await agent?.run("true")).toMatchObject([success]);
    },
  );

  test.each([0, 1, 2, 4, 8, 12])("when it can open no more than %i files", async (count) => {
    await agent?.leaveDescriptors(count);
    const results = await agent?.run("sleep 0.1; echo hello", { times: 8 });
    // Shells that waited already serve some of the runs; the others say what they lack.
    const others = results?.filter(({ status }) => status !== "success");
    for (const { status, reason } of others ?? []) {
      expect([status, reason?.message]).toEqual(["error", expect.stringContaining("EMFILE")]);
    }
    await agent?.giveDescriptorsBack();
    expect(await agent?.run("echo hello")).toMatchObject([success]);
  });

  test("until it is told to end, and then ends well", async () => {
    const told = agent;
    agent = undefined;
    expect(await told?.close()).toBe(0);
  });
});
