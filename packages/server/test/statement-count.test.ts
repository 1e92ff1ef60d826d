import { expect, test } from "vitest";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness } from "./support/engine-harness.ts";
import { finishedBuild } from "./support/finished-build.ts";
import { databaseOfTest } from "./support/test-server.ts";

const FAN = 50;

const consumers = (name: string, steps: string): string =>
  Array.from(
    { length: FAN },
    (_, n) => `  - { name: ${name}_${String(n)}, type: runSh, steps: [${steps}, { TASK: [work] }] }`,
  ).join("\n");

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
  - { name: base, type: image, versionTemplate: { sourceName: base, versionName: "1" } }
  - { name: news, type: params, versionTemplate: { params: { A: "1" } } }
  - { name: nobody, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: build, type: runSh, steps: [{ TASK: [build] }, { OUT: app }] }
${consumers("of_app", "{ IN: app }")}
${consumers("pinned", "{ IN: news }, { IN: base, versionNumber: 1 }")}
`;

const arrived = (resource: string) =>
  ({
    type: "version-arrived",
    resource,
    content: { values: { params: { A: "2" } }, files: [] },
    seen: Number.MAX_SAFE_INTEGER,
    by: "a test",
  }) as const;

/** An event, and how many runs it starts. */
const EVENTS: Readonly<
  Record<
    string,
    readonly [(harness: EngineHarness) => Promise<Parameters<EngineHarness["engine"]["submit"]>[0]>, number]
  >
> = {
  "a run is asked for": [async () => ({ type: "run-asked", job: "build", by: "a test", env: {} }), 1],
  "a version arrives that nobody consumes": [async () => arrived("nobody"), 0],
  "a run ends that 50 consumers follow": [finishedBuild, FAN],
  "a version arrives at 50 consumers with a pinned IN each": [
    async ({ engine }) => {
      // Number 1 is not the newest any more: it has to be found.
      await engine.submit(arrived("base"));
      return arrived("news");
    },
    FAN,
  ],
};

for (const [name, [prepare, starts]] of Object.entries(EVENTS)) {
  test(`${name}: at most three statements and one commit`, async () => {
    const harness = await startEngine(await databaseOfTest());
    harness.addAgent(FAN * 2);
    await harness.sync(WORKFLOW);
    const event = await prepare(harness);
    const from = harness.sent.length;
    await harness.engine.submit(event);
    const kinds = harness.sent.slice(from).map(({ kind }) => kind);
    expect(harness.commits.at(-1)?.started).toHaveLength(starts);
    expect(kinds.filter((kind) => kind === "commit")).toHaveLength(1);
    const statements = kinds.filter((kind) => kind !== "commit");
    expect(statements.length, statements.join(", ")).toBeLessThanOrEqual(3);
  });
}
