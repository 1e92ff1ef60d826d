import { BREACHES } from "@landbridge/core";
import type { Breach } from "@landbridge/core";
import { repairWorkspace } from "../../store/workspace-repair.ts";
import { queueAgain } from "../../store/stuck-effects.ts";
import { breachesOf, examine } from "./examination.ts";
import type { DoctorParts, Examination } from "./examination.ts";

export interface DoctorAsked {
  readonly by: string;
  /** false: only look. */
  readonly mend: boolean;
}

export interface DiagnosedBreach extends Breach {
  /** What mends it. */
  readonly remedy: string;
  /** That was done, and the breach was not found again. */
  readonly isMended: boolean;
}

export interface Diagnosis {
  readonly breaches: readonly DiagnosedBreach[];
  /** Nothing is wrong, or not any more. */
  readonly isHealthy: boolean;
}

export type Doctor = (asked: DoctorAsked) => Promise<Diagnosis>;

/** What one mending reveals another one mends; more of them would only go in circles. */
const ROUNDS = 3;

/** Finds what should not be in a workspace, mends what can be mended safely, and tells what it did. */
export function createDoctor(parts: DoctorParts): Doctor {
  return async ({ by, mend }) => {
    const found = new Map<string, Breach>();
    let examination = await examine(parts);
    for (let round = 0; ; round += 1) {
      const breaches = breachesOf(examination);
      for (const breach of breaches) found.set(keyOf(breach), breach);
      if (!mend || breaches.length === 0 || round === ROUNDS) break;
      await mendAll(parts, examination, by);
      examination = await examine(parts);
    }
    const left = new Set(breachesOf(examination).map(keyOf));
    const breaches = [...found].map(([key, breach]) => ({
      ...breach,
      remedy: BREACHES[breach.code].remedy,
      isMended: !left.has(key),
    }));
    return { breaches, isHealthy: left.size === 0 };
  };
}

function keyOf({ code, subject }: Breach): string {
  return `${code} ${subject}`;
}

/** Rows first: the scheduler decides on what it reads of them. All else goes through the scheduler. */
async function mendAll(parts: DoctorParts, found: Examination, by: string): Promise<void> {
  const { database, engine, workspaceId, logs } = parts;
  const { records, whole, forsaken, effects, live } = found;
  if (records.length + whole.length > 0) {
    const seenRevision = engine.peek()?.revision ?? 0;
    await repairWorkspace(database.pool, { workspaceId, by, records, others: whole, seenRevision });
  }
  for (const { record, breach } of forsaken) {
    await engine.submit({
      type: "run-lost",
      runId: record.live.id,
      leaseToken: record.leaseToken ?? "",
      because: breach.text,
    });
  }
  if (effects.length > 0) await queueAgain(database.pool, effects);
  for (const runId of found.logs) await logs.remove(runId);
  const others = breachesOf({ live, forsaken, effects, logs: found.logs, records: [], whole: [] });
  // It also takes up what was repaired: runs that are free now start.
  await engine.submit(
    others.length > 0 ? { type: "mend-asked", by, breaches: others } : { type: "dispatch" },
  );
}
