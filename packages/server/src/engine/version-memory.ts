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
  /** Takes over what another one holds. */
  apply(other: VersionMemory): void;
  readonly entries: ReadonlyMap<string, Kept>;
}

type Kept = VersionRecord | JobVersion | KeptPlan | "missing";

const MOST_KEPT = 1_000;

export function createVersionMemory(base?: VersionMemory): VersionMemory {
  const entries = new Map<string, Kept>();
  const put = (key: string, value: Kept): void => {
    entries.delete(key);
    entries.set(key, value);
    const oldest = entries.size > MOST_KEPT ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
  };
  const found = (key: string): Kept | undefined => entries.get(key) ?? base?.entries.get(key);
  const get = (key: string): unknown => (found(key) === "missing" ? undefined : found(key));
  return {
    // Each kind has keys of its own.
    resourceVersion: (name, number) => get(`resource ${name}@${String(number)}`) as VersionRecord | undefined,
    jobVersion: (name, number) => get(`job ${name}@${String(number)}`) as JobVersion | undefined,
    plan: (runId) => get(`plan ${runId}`) as KeptPlan | undefined,
    putResourceVersion: (version) => put(`resource ${version.resource}@${String(version.number)}`, version),
    putJobVersion: (job, version) => put(`job ${job}@${String(version.number)}`, version),
    putPlan: (runId, plan) => put(`plan ${runId}`, plan),
    putMissing: (kind, name, number) => put(`${kind} ${name}@${String(number)}`, "missing"),
    isMissing: (kind, name, number) => found(`${kind} ${name}@${String(number)}`) === "missing",
    forgetMissing() {
      for (const [key, value] of entries) if (value === "missing") entries.delete(key);
    },
    numbersNamed: (kind, name, versionName) =>
      [...entries].flatMap(([key, value]) => {
        const isOfName = key.startsWith(`${kind} ${name}@`) && value !== "missing" && "number" in value;
        return isOfName && value.name === versionName ? [value.number] : [];
      }),
    apply(other) {
      for (const [key, value] of other.entries) put(key, value);
    },
    entries,
  };
}
