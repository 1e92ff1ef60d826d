import { inputsBehind, passedBehind, putOffVersion, takesEveryPassed } from "./backlog.ts";
import { blockOfJob } from "./block.ts";
import type { JobDecision, ReasonCode } from "./decision.ts";
import type { FactsDraft } from "./facts.ts";
import { decideFiring, decideWaiting } from "./firing.ts";
import type { Look, Looked } from "./firing.ts";
import { consumptionsOf, fitsPin, isAbout, newsOver, subjectsOf } from "./happening.ts";
import type { Happening } from "./happening.ts";
import { inputFactsOf } from "./health.ts";
import { inputsOf } from "./job.ts";
import type { InStep, Job } from "./job.ts";
import { noneOf } from "./none-decision.ts";
import { pinOf } from "./pin.ts";
import { isQuarantined } from "./quarantine.ts";
import type { NewRunId, RunRequest } from "./run-queue.ts";
import type { LiveRun } from "./run.ts";
import { beginTaking } from "./taken-versions.ts";
import type { Workflow } from "./workflow.ts";

export interface TriggerOutcome {
  readonly decisions: readonly JobDecision[];
  readonly requests: readonly RunRequest[];
  /** Older runs whose place the new ones take: the caller ends them. */
  readonly superseded: readonly LiveRun[];
}

/** More runs than this one event doesn't make of a job that takes every version; the rest follows when they end. */
export const MOST_RUNS_AT_ONCE = 50;

/**
 * Evaluates every job that consumes what happened, every waiting job and every job with versions left to take,
 * upstream first, each once, each seeing the runs just made (DESIGN §5, point 4). Changes the draft: new runs are
 * queued or gated, waiting jobs made or removed. Reference: language §5.3.
 */
export function decideTriggers(
  workflow: Workflow,
  draft: FactsDraft,
  happening: Happening,
  newRunId: NewRunId,
): TriggerOutcome {
  const changed = subjectsOf(happening);
  const looked = jobsToLookAt(workflow, draft, happening).flatMap((job) =>
    decideJob({ workflow, draft, happening, changed, job, newRunId }),
  );
  return {
    decisions: looked.map(({ decision }) => decision),
    requests: looked.flatMap(({ request }) => (request ? [request] : [])),
    superseded: looked.flatMap(({ superseded = [] }) => superseded),
  };
}

function jobsToLookAt(workflow: Workflow, draft: FactsDraft, happening: Happening): readonly Job[] {
  const found = new Map<string, Job>();
  for (const { job } of consumptionsOf(workflow, happening)) found.set(job.name, job);
  for (const name of [...draft.waitingJobs(), ...draft.backlogJobs()]) {
    const job = workflow.jobs.get(name);
    if (job) found.set(name, job);
  }
  for (const job of jobsToTakePassed(workflow, happening)) found.set(job.name, job);
  const rankOf = (job: Job): number => workflow.rank.get(job.name) ?? 0;
  return [...found.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

/**
 * Jobs with an IN that takes every version that has passed, where what kept them from it may be over: something
 * else than a version or a run happened, such as a resume, or their own run ended.
 */
function jobsToTakePassed(workflow: Workflow, { ended, versions, replayed }: Happening): readonly Job[] {
  if (ended) {
    const own = workflow.jobs.get(ended.job);
    return own && inputsOf(own).some(takesEveryPassed) ? [own] : [];
  }
  if (replayed || versions.some(({ origin }) => origin !== "configuration")) return [];
  const passing = [...workflow.passing.values()].flat();
  return passing.flatMap(({ job, input }) => (takesEveryPassed(input) ? [job] : []));
}

function decideJob(look: Look): readonly Looked[] {
  const { workflow, draft, job, happening, changed } = look;
  const news = inputsOf(job).filter((input) => isAbout(happening, changed, input));
  keepEvery(look, news);
  const blocks = news.map((input) => ({ input, blocked: blockOf(look, input) }));
  const firing = blocks.filter(({ blocked }) => blocked === undefined).map(({ input }) => input);
  if (firing.length > 0) return withRest(look, [decideFiring(look, firing)]);
  if (draft.job(job.name).waiting)
    return withRest(look, listed(decideWaiting(look, { isNews: news.length > 0 })));
  const first = blocks[0];
  if (!first?.blocked) return withRest(look, []);
  const inputs = inputFactsOf(workflow, draft, job, changed);
  return withRest(look, [{ decision: noneOf(job, first.blocked, first.input.from, inputs) }]);
}

/** Versions of INs with `flow: every` are kept until a run takes them, also while the job can't start. */
function keepEvery({ workflow, draft, happening, job }: Look, news: readonly InStep[]): void {
  for (const input of news) {
    if (input.flow !== "every" || !input.isSwitchedOn) continue;
    const { number, blocked } = newsOver(workflow, happening, input);
    if (blocked || pinOf(draft.job(job.name), input) || happening.replayed?.name === input.from) continue;
    if (takesEveryPassed(input)) beginTaking(workflow, draft, job, input.from);
    else putOffVersion(draft, job, input.from, number);
  }
}

/** Why news over this IN can't start the job, whatever else holds; `undefined` when it can. */
function blockOf({ workflow, draft, happening, job }: Look, input: InStep): ReasonCode | undefined {
  const facts = draft.job(job.name);
  if (facts.isDeleted) return "job-deleted";
  if (!input.isSwitchedOn) return "switched-off";
  const own = blockOfJob(job, facts);
  if (own === "paused" || own === "inconsistent") return own;
  const news = newsOver(workflow, happening, input);
  if (news.blocked) return news.blocked;
  const pin = pinOf(facts, input);
  // Which version has passed is not known yet: its pin is looked at when it is bound.
  if (pin && news.number > 0 && !fitsPin(pin, news)) return "input-pinned";
  if (news.number > 0 && isQuarantined(workflow, draft, input.from, news.number))
    return "version-quarantined";
  return own;
}

/** What was decided, and the runs for what the job has left to take after it: each version gets its own. */
function withRest(look: Look, decided: readonly Looked[]): readonly Looked[] {
  const all = [...decided];
  while (all.length < MOST_RUNS_AT_ONCE) {
    const next = decideBacklog(look);
    if (!next) break;
    all.push(next);
  }
  return all;
}

/** The run, or the wait, for what a job that takes every version has left to take; nothing else is told. */
function decideBacklog(look: Look): Looked | undefined {
  const { workflow, draft, job } = look;
  const facts = draft.job(job.name);
  if (facts.isDeleted || blockOfJob(job, facts)) return undefined;
  const behind = [...inputsBehind(workflow, draft, job), ...passedBehind(workflow, draft, job)].filter(
    (input) => input.isSwitchedOn,
  );
  if (behind.length === 0) return undefined;
  // What is replayed has a run of its own: it is none of those that are left.
  const { replayed: _over, ...happening } = look.happening;
  const { decision, ...looked } = decideFiring({ ...look, happening }, behind);
  if (decision.verdict === "none" || decision.reason === "still-waits-for-upstream") return undefined;
  const reason = decision.verdict === "queued" ? "every-version" : decision.reason;
  return { ...looked, decision: { ...decision, reason } };
}

function listed(looked: Looked | undefined): readonly Looked[] {
  return looked ? [looked] : [];
}
