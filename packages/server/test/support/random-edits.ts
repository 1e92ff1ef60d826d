import type { Job, Resource, Step, WorkflowDefinition } from "@landbridge/core";
import fc from "fast-check";

/** What happens between two syncs, and the syncs themselves. */
export type Edit =
  | { readonly kind: "sync"; readonly source: 0 | 1; readonly definition: WorkflowDefinition }
  /** Syncs once more what is declared, with the other value of one resource. */
  | { readonly kind: "edit"; readonly source: 0 | 1; readonly resource: string }
  /** The second source declares what the first one does, which is paused. */
  | { readonly kind: "take-over" }
  | { readonly kind: "pause"; readonly source: 0 | 1; readonly isPaused: boolean }
  | { readonly kind: "remove"; readonly source: 0 | 1 }
  /** Makes a queued run, as there is no agent. */
  | { readonly kind: "run"; readonly job: string }
  | { readonly kind: "post"; readonly resource: string };

const RESOURCE_TYPES = { r0: "params", r1: "trigger", r2: "state", r3: "version", r4: "params" } as const;
const RESOURCES = ["r0", "r1", "r2", "r3", "r4"] as const;
const JOBS = ["j0", "j1", "j2", "j3"] as const;

const someResource = fc.record({
  name: fc.constantFrom(...RESOURCES),
  value: fc.constantFrom("1", "2"),
  flag: fc.boolean(),
});

const someJob = fc.record({
  at: fc.nat(JOBS.length - 1),
  inputs: fc.array(
    fc.record({
      from: fc.constantFrom(...RESOURCES, "r1", "r1", ...JOBS, ...RESOURCES, "r1", "r1", ...JOBS, "nothing"),
      isSwitchedOn: fc.boolean(),
      isPinned: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  outputs: fc.array(fc.constantFrom(...RESOURCES, ...RESOURCES, ...RESOURCES, "nowhere"), { maxLength: 1 }),
  mode: fc.constantFrom("chrono", "strict", "immediate"),
});

export const someDefinition = fc
  .record({
    resources: fc.uniqueArray(someResource, { minLength: 2, maxLength: 5, selector: ({ name }) => name }),
    jobs: fc.uniqueArray(someJob, { maxLength: 4, selector: ({ at }) => at }),
  })
  .map(({ resources, jobs }) =>
    mostlySound({ resources: resources.map(resourceFrom), jobs: jobs.map(jobFrom) }),
  );

const someSource = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const someName = fc.constantFrom(...RESOURCES, "r1", "r1");
export const someEdit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("sync" as const),
      source: someSource,
      definition: someDefinition,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("edit" as const), source: someSource, resource: someName }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("take-over" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("pause" as const),
      source: someSource,
      isPaused: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), source: someSource }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("run" as const), job: fc.constantFrom(...JOBS) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("post" as const), resource: fc.constantFrom(...RESOURCES) }),
  },
);

export function resourceFrom({
  name,
  value,
  flag,
}: {
  name: (typeof RESOURCES)[number];
  value: string;
  flag: boolean;
}): Resource {
  const type = RESOURCE_TYPES[name];
  const values: Resource["values"] =
    type === "params" ? { params: { A: value } } : type === "state" ? {} : { versionName: `1.0.${value}` };
  return { name, type, flags: flag ? ["shown"] : [], values };
}

/** Without references to what is not there, but for those that are meant to be wrong. */
function mostlySound({ resources, jobs }: WorkflowDefinition): WorkflowDefinition {
  const names = new Set(["nothing", "nowhere", ...[...resources, ...jobs].map(({ name }) => name)]);
  const isKept = (step: Step): boolean =>
    step.kind === "task" || names.has(step.kind === "in" ? step.from : step.to);
  return { resources, jobs: jobs.map((job) => ({ ...job, steps: job.steps.filter(isKept) })) };
}

/** INs from jobs of a smaller number only, so that there is no circle. */
export function jobFrom({
  at,
  inputs,
  outputs,
  mode,
}: {
  at: number;
  inputs: readonly { from: string; isSwitchedOn: boolean; isPinned: boolean }[];
  outputs: readonly string[];
  mode: string;
}): Job {
  const isUpstream = (name: string): boolean => !name.startsWith("j") || Number(name.slice(1)) < at;
  const steps: Step[] = inputs
    .filter(({ from }) => isUpstream(from))
    .map(({ from, isSwitchedOn, isPinned }) => ({
      kind: "in",
      from,
      isSwitchedOn,
      options: {},
      ...(isPinned ? { pin: { kind: "number" as const, versionNumber: 1 } } : {}),
    }));
  for (const to of outputs)
    steps.push({ kind: "out", to, replicateOnPullRequest: false, overwrite: false, onFailure: false });
  steps.push({ kind: "task", name: "t", runtime: { env: {} }, script: ["true"] });
  const nothing = { script: [], notify: [] };
  return {
    name: `j${String(at)}`,
    type: "runSh",
    steps,
    dependencyMode: mode === "strict" || mode === "immediate" ? mode : "chrono",
    triggerMode: "serial",
    priority: 9999,
    runtime: { env: {} },
    integrations: [],
    flags: [],
    allowPublicAccess: false,
    sections: {
      onStart: nothing,
      onSuccess: nothing,
      onFailure: nothing,
      onCancel: nothing,
      always: nothing,
    },
    options: {},
  };
}

/** Rare by chance: an edit of a trigger makes a strict job wait for a run that is queued. */
export const WAITS: [WorkflowDefinition, Edit[]] = [
  {
    resources: [resourceFrom({ name: "r1", value: "1", flag: false })],
    jobs: [
      jobFrom({ at: 0, inputs: [], outputs: [], mode: "chrono" }),
      jobFrom({
        at: 1,
        inputs: [
          { from: "r1", isSwitchedOn: true, isPinned: false },
          { from: "j0", isSwitchedOn: true, isPinned: false },
        ],
        outputs: [],
        mode: "strict",
      }),
    ],
  },
  [
    { kind: "run", job: "j0" },
    { kind: "edit", source: 0, resource: "r1" },
  ],
];
