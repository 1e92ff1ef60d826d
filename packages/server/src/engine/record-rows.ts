import type { JobFacts, ResourceFacts } from "@landbridge/core";
import type { JobRow, ResourceRow } from "../store/saved-batch.ts";
import type { JobRecord, ResourceRecord } from "./workspace-cache.ts";

/** A job that waits without a time of its own waits since `at`. */
export function jobRow(record: JobRecord, facts: JobFacts, at: Date): JobRow {
  const waitingSince = facts.waiting ? (record.waitingSince ?? at) : undefined;
  return {
    id: record.id,
    is_paused: facts.isPaused,
    inconsistent: facts.inconsistent ?? null,
    last_run_number: facts.lastRunNumber,
    last_ended_number: facts.lastEnded?.number ?? null,
    last_ended_status: facts.lastEnded?.status ?? null,
    last_success_run_id: facts.lastSuccess?.runId ?? null,
    last_success_number: facts.lastSuccess?.number ?? null,
    waiting_order: facts.waiting?.order ?? null,
    waiting_because: facts.waiting?.because ?? null,
    waiting_by: facts.waiting?.by ?? null,
    waiting_replays: facts.waiting?.replays ?? null,
    waiting_since: waitingSince?.toISOString() ?? null,
    news_on: record.newsOn,
    last_decision_id: record.lastDecision?.id ?? null,
    pins: facts.pins ?? {},
    taken: facts.taken ?? {},
    backlog: facts.backlog ?? {},
  };
}

export function resourceRow(
  record: ResourceRecord,
  { lastVersionNumber, inconsistent }: ResourceFacts,
): ResourceRow {
  return {
    id: record.id,
    inconsistent: inconsistent ?? null,
    last_version_number: lastVersionNumber,
    latest_version_id: record.latest?.id ?? null,
  };
}
