import type { EngineEvent } from "../../src/engine/engine-event.ts";
import type { EngineHarness } from "./engine-harness.ts";
import { resultOf } from "./fake-agent.ts";

/** A job that makes a version of a resource, a consumer of that resource, and one of the job itself. */
export const BUILD_LINE = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
jobs:
  - { name: build, type: runSh, steps: [{ TASK: [build] }, { OUT: app }] }
  - { name: deploy, type: runSh, steps: [{ IN: app }, { TASK: [deploy] }] }
  - { name: notify, type: runSh, steps: [{ IN: build }, { TASK: [notify] }] }
`;

/** Starts a run of `build`; the report of its agent that it ended and made version 2 of `app` is not submitted yet. */
export async function finishedBuild({
  engine,
}: Pick<EngineHarness, "engine">): Promise<Extract<EngineEvent, { type: "run-finished" }>> {
  const outcome = await engine.submit({ type: "run-asked", job: "build", by: "a test", env: {} });
  if (outcome.type !== "run") throw new Error("no run was made");
  const record = (await engine.current()).runs.get(outcome.record.live.id);
  if (!record?.plan) throw new Error("the run was not started");
  return {
    type: "run-finished",
    runId: record.live.id,
    leaseToken: record.leaseToken ?? "",
    result: resultOf(record.plan, {
      postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }],
    }),
  };
}
