import { busyUpstream, quarantinedAmong } from "@landbridge/core";
import type { Breach } from "@landbridge/core";
import { deadlineOf } from "../deadlines.ts";
import type { DeadlineLimits } from "../deadlines.ts";
import type { RunRecord } from "../run-record.ts";
import type { WorkspaceCache } from "../workspace-cache.ts";

/** A loop that is a little late is no breach. */
const LATE_MS = 10_000;

/** What is under way in a workspace and can't go on, or should have ended long ago. */
export function findLiveBreaches(
  cache: WorkspaceCache,
  { at, limits }: { readonly at: number; readonly limits: DeadlineLimits },
): readonly Breach[] {
  return [
    ...[...cache.runs.values()].flatMap((record) => breachesOfRun(cache, record, { at, limits })),
    ...settledWaits(cache),
  ];
}

export function nameOfRun({ live }: RunRecord): string {
  return `${live.job} #${String(live.number)}`;
}

function breachesOfRun(
  { workflow, facts }: WorkspaceCache,
  record: RunRecord,
  { at, limits }: { readonly at: number; readonly limits: DeadlineLimits },
): readonly Breach[] {
  const { live, status } = record;
  const subject = nameOfRun(record);
  const found: Breach[] = [];
  const deadline = deadlineOf(record, limits);
  if (deadline + LATE_MS < at) {
    const text = `${subject} is ${status} and should not be since ${new Date(deadline).toISOString()}.`;
    found.push({ code: "run-overdue", subject, text });
  }
  if (status === "processing") return found;
  if (facts.job(live.job).isDeleted)
    found.push({
      code: "run-of-removed-job",
      subject,
      text: `${subject} is ${status}, and ${live.job} was removed.`,
    });
  for (const { name, number } of quarantinedAmong(workflow, facts, live.bound ?? {})) {
    const text = `${subject} is ${status} and bound to version ${String(number)} of ${name}, which is in quarantine.`;
    found.push({ code: "run-bound-to-quarantined", subject, text });
  }
  return found;
}

function settledWaits({ workflow, facts }: WorkspaceCache): readonly Breach[] {
  return facts.waitingJobs().flatMap((subject) => {
    const job = workflow.jobs.get(subject);
    if (job && busyUpstream(workflow, facts, job).length > 0) return [];
    const why = job ? "nothing upstream of it is under way" : "it was removed";
    return [{ code: "waiting-settled", subject, text: `${subject} has a waiting job, and ${why}.` } as const];
  });
}
