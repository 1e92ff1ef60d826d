import { expect, test } from "vitest";
import { HOSTILE_INPUTS } from "../../language/src/testing/hostile-inputs.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const SOUND = `
jobs:
  - { name: sound, type: runSh, steps: [{ TASK: [sound] }] }
`;

/** What is refused whole. Half a character can't be written to a file; others are large, but read. */
const REFUSED = HOSTILE_INPUTS.filter(
  ({ name, verdict, isBulk }) => verdict !== "loads" && isBulk !== true && name !== "half surrogate",
);

test(
  "files that were written to hurt change nothing, and the server goes on",
  { timeout: 300_000 },
  async () => {
    const server = await startTestServer({ workflow: SOUND });
    const worker = await server.agent();
    const before = await server.client.getGraph({ workspace: WORKSPACE });
    for (const { name, text, verdict } of REFUSED) {
      const [code = ""] = verdict.split(" ");
      const { lastSync } = await server.sync(text());
      expect({ name, status: lastSync?.status }).toEqual({ name, status: "failure" });
      expect(lastSync?.problems.map((each) => each.code)).toContain(code);
      const after = await server.client.getGraph({ workspace: WORKSPACE });
      expect({ name, jobs: after.jobs, revision: after.revision }).toEqual({
        name,
        jobs: before.jobs,
        revision: before.revision,
      });
    }
    await server.run("sound");
    await (await worker.take("sound")).finish();
    await server.ended("sound", 1, "success");
    // And a sound file is applied again.
    const { lastSync } = await server.sync(SOUND.replaceAll("sound", "healthy"));
    expect(lastSync?.status).toBe("success");
    expect((await server.client.getGraph({ workspace: WORKSPACE })).jobs.map(({ name }) => name)).toEqual([
      "healthy",
    ]);
  },
);
