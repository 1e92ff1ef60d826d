import type {
  CauseLinkView,
  DecisionView,
  FateView,
  HoldView,
  RunWhyView,
  WhyInputView,
  WhyView,
} from "@landbridge/api";
import { explainRun, inputStandingsOf, runsAhead, sinceOfHold, statusOfJob } from "@landbridge/core";
import type { CauseLink, Fate, InputStanding, LiveRun } from "@landbridge/core";
import type { RunRecord } from "../../engine/run-record.ts";
import type { JobRecord, WorkspaceCache } from "../../engine/workspace-cache.ts";
import type { PresentContext } from "./context.ts";
import { presentInput, presentReasonLine } from "./job.ts";
import { presentReason } from "./reason.ts";
import { presentRunSummary, reasonLineOf } from "./run.ts";

/** Where a job stands, with each IN and each run that waits. */
export function presentWhy(record: JobRecord, decisions: DecisionView[], context: PresentContext): WhyView {
  const { job, waitingSince } = record;
  const { workflow, facts } = context.cache;
  const held = facts.job(job.name).live.filter((run) => run.status !== "processing");
  const standings = inputStandingsOf(workflow, facts, job);
  return {
    job: job.name,
    status: statusOfJob(facts, job.name),
    mode: job.dependencyMode,
    reason: presentReasonLine(record, context),
    ...(waitingSince ? { waitingSince: waitingSince.toISOString() } : {}),
    inputs: standings.map((standing) => presentStanding(record.job.name, standing, context)),
    held: held.map((run) => ({ number: run.number, status: run.status, hold: presentHold(run, context) })),
    decisions,
  };
}

/** Why a run was made and what it waits for. */
export function presentRunWhy(
  record: RunRecord,
  history: { readonly decisions: DecisionView[]; readonly chain: readonly CauseLink[] },
  context: PresentContext,
): RunWhyView {
  const { live, status } = record;
  const isHeld = status === "queued" || status === "gated";
  const made = history.decisions.at(-1)?.text;
  return {
    run: presentRunSummary(record, context.cache),
    reason: reasonLineOf(record, made, context),
    ...(isHeld ? { hold: presentHold(live, context) } : {}),
    ahead: isHeld ? runsAhead(context.cache.facts, live) : 0,
    decisions: history.decisions,
    chain: history.chain.map(presentCauseLink),
  };
}

export function presentCauseLink(link: CauseLink): CauseLinkView {
  const { kind, text } = link;
  if (link.kind === "gone") return { kind, text };
  const at = new Date(link.at).toISOString();
  switch (link.kind) {
    case "run":
      return { kind, text, at, job: link.job, runNumber: link.number, status: link.status };
    case "version": {
      const named = link.name === undefined ? {} : { versionName: link.name };
      return { kind, text, at, resource: link.resource, versionNumber: link.number, ...named };
    }
    case "person":
    case "outside":
      return { kind, text, at, by: link.by };
  }
}

export function presentFate(
  { job, isSwitchedOn, outcome, runs, reason }: Fate,
  { runCount, decision }: { readonly runCount: number; readonly decision: DecisionView | undefined },
): FateView {
  return {
    job,
    isSwitchedOn,
    outcome,
    runs: runs.map((run) => ({ ...run })),
    runCount: Math.max(runCount, runs.length),
    ...(reason ? { reason: presentReason(reason) } : {}),
    ...(decision ? { decision } : {}),
  };
}

/** What a run waits for, and since when. */
function presentHold(run: LiveRun, { cache, agents, now }: PresentContext): HoldView {
  const hold = explainRun(cache.workflow, cache.facts, run, { agents, now: now.getTime() });
  const { reason: code, text, unblock } = hold;
  const queuedAt = (cache.runs.get(run.id)?.queuedAt ?? now).getTime();
  const startedAt = (other: { readonly job: string; readonly number: number }): number | undefined =>
    startOf(cache, other);
  return {
    ...presentReason({ code, text, unblock }),
    since: new Date(sinceOfHold(run, hold, { queuedAt, startedAt })).toISOString(),
    ...(hold.run ? { run: hold.run } : {}),
  };
}

function startOf(
  { facts, runs }: WorkspaceCache,
  { job, number }: { readonly job: string; readonly number: number },
): number | undefined {
  const live = facts.job(job).live.find((candidate) => candidate.number === number);
  return live && runs.get(live.id)?.startedAt?.getTime();
}

function presentStanding(job: string, standing: InputStanding, context: PresentContext): WhyInputView {
  const { from, flow, passed, version, pinned, backlog, quarantined, reasons } = standing;
  const name = version === undefined ? undefined : nameOfVersion(context.cache, from, version);
  return {
    ...presentInput(job, standing, context),
    flow,
    passed: [...passed],
    ...(version === undefined ? {} : { version }),
    ...(name === undefined ? {} : { versionName: name }),
    ...(pinned ? { pinnedBy: { ...pinned, at: new Date(pinned.at).toISOString() } } : {}),
    backlog,
    quarantined: [...quarantined],
    reasons: reasons.map(presentReason),
  };
}

/** Versions other than the newest have a name in memory only where somebody needed it. */
function nameOfVersion({ resources, jobs, memory }: WorkspaceCache, name: string, number: number) {
  const latest = resources.get(name)?.latest ?? jobs.get(name)?.version;
  if (latest?.number === number) return latest.name;
  return (memory.resourceVersion(name, number) ?? memory.jobVersion(name, number))?.name;
}
