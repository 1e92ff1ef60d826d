import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createAgentSessions } from "../src/engine/agent-sessions.ts";
import { createLiveSteps } from "../src/engine/live-steps.ts";
import { createLogFiles } from "../src/store/log-files.ts";
import { createStateFiles } from "../src/store/state-files.ts";
import { startEngine } from "./support/engine-harness.ts";
import { databaseOfTest } from "./support/test-server.ts";

const WORKFLOW = `jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]`;

test("of a run that another server ended, neither its steps nor an open log are kept", async () => {
  const { engine, agents, addServer, addAgent, sync, commits } = await startEngine(await databaseOfTest());
  const log = pino({ level: "silent" });
  await sync(WORKFLOW);
  const agent = addAgent(1);
  await engine.submit({ type: "run-asked", job: "work", by: "ada", env: {} });
  const [started] = commits.flatMap((commit) => commit.started);
  if (started === undefined) throw new Error("nothing was started");
  const { id: runId } = started.live;
  const leaseToken = started.leaseToken ?? "";

  const directory = mkdtempSync(join(tmpdir(), "landbridge-ended-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const steps = createLiveSteps();
  const logs = createLogFiles(join(directory, "logs"));
  const sessions = createAgentSessions({
    engine,
    agents,
    logs,
    steps,
    files: createStateFiles(join(directory, "files")),
    log,
    onStep: () => undefined,
    onLog: () => undefined,
  });
  await sessions.receive(agent, { type: "step-started", runId, leaseToken, index: 1, startedAt: 1 });
  const bytes = Buffer.from("hello");
  await sessions.receiveLog(agent, { runId, leaseToken, index: 1, sequence: 0, offset: 0, bytes });
  expect([steps.runIds(), logs.openRunIds()]).toEqual([[runId], [runId]]);

  const other = addServer();
  await other.submit({ type: "run-lost", runId, leaseToken, because: "It was silent." });
  sessions.catchUp(await engine.current());
  expect([steps.runIds(), logs.openRunIds()]).toEqual([[], []]);
});
