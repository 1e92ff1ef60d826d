import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PlannedTask } from "@landbridge/core";
import { expect, onTestFinished, test } from "vitest";
import { outputOnly, startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { taskOf } from "./support/plans.ts";

async function openAgent(overrides: { readonly containersOnHost?: boolean }): Promise<AgentUnderTest> {
  const agent = await startAgent({ overrides });
  onTestFinished(() => agent.close());
  return agent;
}

const IMAGE = { name: "node", tag: "20", pull: false };
const asking = (script: string, parts: Partial<PlannedTask>): PlannedTask => ({
  ...taskOf(script),
  ...parts,
});

test.each<[string, Partial<PlannedTask>, string]>([
  [
    "a container",
    { asksForContainer: true },
    "work asks for a container, and this agent has no Docker runtime",
  ],
  [
    "an image",
    { asksForContainer: true, image: IMAGE },
    "work asks for a container of node:20, and this agent",
  ],
  ["an image, in a plan of an earlier version", { image: IMAGE }, "work asks for a container of node:20,"],
])("a task that asks for %s is not run on the host of a server's agent", async (_what, parts, sentence) => {
  const agent = await openAgent({});
  const file = join(agent.directory, "was-run");
  const tasks = [taskOf(`touch ${file}`), asking(`touch ${file}`, parts)];
  const { result, log } = await agent.run({ tasks, always: [`touch ${file}`] });
  expect(result).toMatchObject({ status: "error", reason: { code: "runtime-missing" } });
  expect(result.reason?.message).toContain(sentence);
  expect(result.reason?.message).toContain("Write `container: false`");
  expect(log).toContain(sentence);
  expect(existsSync(file)).toBe(false);
});

test.each<[string, Partial<PlannedTask>]>([
  ["only by the default of the language", { asksForContainer: false }],
  ["by the default, in a plan of an earlier version", {}],
  [
    "nowhere, as its job says container: false",
    { asksForContainer: false, isContainer: false, image: IMAGE },
  ],
])("a task that is in a container %s runs on the host, without a word", async (_what, parts) => {
  const agent = await openAgent({});
  const { result, log } = await agent.run({ tasks: [asking("echo here", parts)] });
  expect([result.status, outputOnly(log)]).toEqual(["success", "here\n"]);
});

test("an agent that stands in for containers runs it on the host, and says so", async () => {
  const agent = await openAgent({ containersOnHost: true });
  const tasks = [asking("echo here", { asksForContainer: true, image: IMAGE })];
  const { result, log } = await agent.run({ tasks });
  expect([result.status, outputOnly(log)]).toEqual([
    "success",
    "work asks for a container of node:20, and this agent has no Docker runtime; it runs on the host.\nhere\n",
  ]);
});
