import type { JobVersion, RunPlan, StateSnapshot } from "@landbridge/core";
import type { VersionRecord } from "./version-record.ts";

/** A frozen plan that a run carries out again, with what the run before left behind. */
export interface KeptPlan {
  readonly plan: RunPlan;
  readonly state: StateSnapshot;
}

/**
 * Contents of versions other than the newest, and frozen plans, that runs are about to take. All of it is immutable:
 * what is forgotten is read again.
 */
export interface VersionMemory {
  resourceVersion(name: string, number: number): VersionRecord | undefined;
  jobVersion(name: string, number: number): JobVersion | undefined;
  plan(runId: string): KeptPlan | undefined;
  putResourceVersion(version: VersionRecord): void;
  putJobVersion(job: string, version: JobVersion): void;
  putPlan(runId: string, plan: KeptPlan): void;
  /** Numbers of the versions of a name that were put here since its base. */
  numbersNamed(kind: "resource" | "job", name: string, versionName: string): readonly number[];
  /** That there is no such version: nobody looks for it again. */
  putMissing(kind: "resource" | "job", name: string, number: number): void;
  isMissing(kind: "resource" | "job", name: string, number: number): boolean;
  /** A version that was not there may have come. */
  forgetMissing(): void;
  /** Takes over what was put into another one, without what that one lies over. */
  apply(other: VersionMemory): void;
  readonly entries: ReadonlyMap<string, Kept>;
  find(key: string): Kept | undefined;
}

/** One of the three, under a key that says which; nothing: it is missing. */
interface Kept {
  readonly resource?: VersionRecord;
  readonly job?: JobVersion;
  readonly plan?: KeptPlan;
}

const MISSING: Kept = {};

const MOST_KEPT = 1_000;

/** Laid over `base`: what is put into it is not seen there. */
export function createVersionMemory(base?: VersionMemory): VersionMemory {
  const entries = new Map<string, Kept>();
  const put = (key: string, value: Kept): void => {
    entries.delete(key);
    entries.set(key, value);
    const oldest = entries.size > MOST_KEPT ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
  };
  const found = (key: string): Kept | undefined => entries.get(key) ?? base?.find(key);
  return {
    resourceVersion: (name, number) => found(keyOf("resource", name, number))?.resource,
    jobVersion: (name, number) => found(keyOf("job", name, number))?.job,
    plan: (runId) => found(`plan ${runId}`)?.plan,
    putResourceVersion: (version) =>
      put(keyOf("resource", version.resource, version.number), { resource: version }),
    putJobVersion: (job, version) => put(keyOf("job", job, version.number), { job: version }),
    putPlan: (runId, plan) => put(`plan ${runId}`, { plan }),
    putMissing: (kind, name, number) => put(keyOf(kind, name, number), MISSING),
    isMissing: (kind, name, number) => found(keyOf(kind, name, number)) === MISSING,
    forgetMissing() {
      for (const [key, value] of entries) if (value === MISSING) entries.delete(key);
    },
    numbersNamed: (kind, name, versionName) =>
      [...entries].flatMap(([key, value]) => {
        const version = key.startsWith(`${kind} ${name}@`) ? value[kind] : undefined;
        return version?.name === versionName ? [version.number] : [];
      }),
    apply(other) {
      for (const [key, value] of other.entries) put(key, value);
    },
    entries,
    find: found,
  };
}

function keyOf(kind: "resource" | "job", name: string, number: number): string {
  return `${kind} ${name}@${String(number)}`;
}
