import { createFactsMap, createWorkflow } from "@landbridge/core";
import type { InStep, Job } from "@landbridge/core";
import { expect, test } from "vitest";
import { rememberFor } from "./remember.ts";
import type { HistoryReader } from "./remember.ts";
import { createVersionMemory } from "./version-memory.ts";

const NO_SECTION = { script: [], notify: [] };

function jobThatReads(...inputs: readonly Pick<InStep, "from" | "pin">[]): Job {
  return {
    name: "x",
    type: "runSh",
    steps: inputs.map((input) => ({ kind: "in", isSwitchedOn: true, options: {}, ...input })),
    dependencyMode: "chrono",
    triggerMode: "serial",
    priority: 0,
    runtime: { env: {} },
    integrations: [],
    flags: [],
    allowPublicAccess: false,
    sections: {
      onStart: NO_SECTION,
      onSuccess: NO_SECTION,
      onFailure: NO_SECTION,
      onCancel: NO_SECTION,
      always: NO_SECTION,
    },
    options: {},
  };
}

test("the newest version of a pinned name is not forgotten for an older one that is pinned by its number", async () => {
  const resource = { name: "r", type: "image", flags: [], values: {} };
  const { jobs } = createWorkflow({
    resources: [resource],
    jobs: [
      jobThatReads(
        { from: "r", pin: { kind: "name", versionName: "v3" } },
        { from: "r", pin: { kind: "number", versionNumber: 2 } },
      ),
    ],
  });
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
  const resourceOf = () => ({ id: "id-of-r", resource, position: 0 });
  await rememberFor(reader, { facts, memory, jobOf: () => undefined, resourceOf }, [...jobs.values()]);
  expect(facts.resource("r").named).toEqual({ v3: 4 });
  expect(memory.resourceVersion("r", 2)?.id).toBe("2");
});
