import type { Assignment } from "@landbridge/api";
import { RUN_PLAN_VERSION } from "@landbridge/core";
import type { PlannedInput, PlannedOutput, PlannedTask, RunPlan } from "@landbridge/core";
import { randomUUID } from "node:crypto";

/** A plan of one job, with what a test cares about. */
export function planOf(parts: Partial<RunPlan> = {}): RunPlan {
  return {
    version: RUN_PLAN_VERSION,
    runId: randomUUID(),
    number: 7,
    workspaceId: "workspace-1",
    workspace: "acme",
    jobId: "job-1",
    job: "ship-it",
    jobType: "runSh",
    url: "http://127.0.0.1:4600/acme/jobs/ship-it/runs/7",
    cause: { kind: "manual", by: "alice" },
    env: {},
    inputs: [],
    outputs: [],
    tasks: [taskOf("true")],
    onSuccess: [],
    onFailure: [],
    always: [],
    previousState: { values: {}, files: [] },
    timeoutMs: 60_000,
    ...parts,
  };
}

export function taskOf(...script: string[]): PlannedTask {
  return { name: "work", isContainer: true, env: {}, script };
}

export function inputOf(name: string, parts: Partial<PlannedInput> = {}): PlannedInput {
  return {
    name,
    kind: "resource",
    type: "params",
    id: `id-${name}`,
    versionId: `version-of-${name}`,
    versionNumber: 3,
    values: {},
    files: [],
    options: {},
    ...parts,
  };
}

export function outputOf(name: string, parts: Partial<PlannedOutput> = {}): PlannedOutput {
  return {
    name,
    type: "params",
    id: `id-${name}`,
    overwrite: false,
    onFailure: false,
    replicateOnPullRequest: false,
    versionNumber: 1,
    values: {},
    files: [],
    ...parts,
  };
}

export function assignmentOf(plan: RunPlan, parts: Partial<Assignment> = {}): Assignment {
  return {
    runId: plan.runId,
    leaseToken: `lease-of-${plan.runId}`,
    plan,
    files: {},
    secrets: { clones: {}, masks: [] },
    ...parts,
  };
}
