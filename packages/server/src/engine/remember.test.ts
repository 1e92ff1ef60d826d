import { createFactsMap, createWorkflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { expect, test } from "vitest";
import { rememberFor } from "./remember.ts";
import type { HistoryReader } from "./remember.ts";
import { createVersionMemory } from "./version-memory.ts";

const PINNED_TWICE = `
resources:
  - { name: r, type: image, versionTemplate: { sourceName: acme/app, versionName: v1 } }
jobs:
  - { name: x, type: runSh, steps: [{ IN: r, versionName: v3 }, { IN: r, versionNumber: 2 }, { TASK: [work] }] }
`;

test("the newest version of a pinned name is not forgotten for an older one that is pinned by its number", async () => {
  const loaded = loadWorkflow([{ path: "landbridge.yml", text: PINNED_TWICE }]);
  const { jobs, resources } = createWorkflow(loaded.definition);
  const version = { resourceId: "id-of-r", name: "v3", values: {}, files: [], origin: "external" } as const;
  const createdAt = new Date(0);
  const reader: HistoryReader = {
    findContents: () =>
      Promise.resolve({
        resources: [
          { ...version, id: "4", number: 4, createdAt },
          { ...version, id: "2", number: 2, createdAt },
        ],
        jobs: [],
        plans: [],
      }),
    listSuccesses: () => Promise.resolve(new Map()),
    findNewestSuccess: () => Promise.resolve(undefined),
    findTaken: () => Promise.resolve(new Set()),
    findEndedRun: () => Promise.resolve(undefined),
  };
  const facts = createFactsMap();
  const memory = createVersionMemory();
  const resourceOf = (name: string) => {
    const resource = resources.get(name);
    return resource && { id: "id-of-r", resource, position: 0 };
  };
  await rememberFor(reader, { facts, memory, jobOf: () => undefined, resourceOf }, [...jobs.values()]);
  expect(facts.resource("r").named).toEqual({ v3: 4 });
  expect(memory.resourceVersion("r", 2)?.id).toBe("2");
});
