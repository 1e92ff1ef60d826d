import type { JobDecision } from "../decision.ts";
import { NEW_JOB_FACTS, createFactsDraft, createFactsMap } from "../facts.ts";
import type { Facts, FactsDraft, FactsMap } from "../facts.ts";
import type { Happening, NewVersion } from "../happening.ts";
import { outputsOf } from "../job.ts";
import { decideManualRun } from "../manual-run.ts";
import { endRun } from "../run-queue.ts";
import type { RunRequest } from "../run-queue.ts";
import type { FinalRunStatus, LiveRun, RunEvent, RunStatus } from "../run.ts";
import { decideStarts } from "../start.ts";
import type { StartOutcome } from "../start.ts";
import { decideTriggers } from "../trigger.ts";
import type { Workflow } from "../workflow.ts";
import { jobOf } from "./line.ts";
import { agent } from "./world.ts";

/** One thing that happens; `which` picks among what is there. */
export type StoryStep =
  | { readonly kind: "version" | "edit" | "ask" | "cancel" | "pause"; readonly which: number }
  | { readonly kind: "dispatch"; readonly slots: number }
  | {
      readonly kind: "end";
      readonly which: number;
      readonly status: FinalRunStatus;
      readonly makes: boolean;
    };

/** Where a story begins: `past` successful runs of every job. */
export interface StoryStart {
  readonly line: Workflow;
  readonly past: number;
}

/** What was decided, and what became of every run, told twice: by its events and by the facts. */
export interface Story extends StoryStart {
  readonly facts: FactsMap;
  readonly newRunId: () => string;
  /** Every run that was made, in order. */
  readonly made: LiveRun[];
  readonly decisions: JobDecision[];
  readonly events: Map<string, RunEvent[]>;
  /** The status that the facts gave to each run that ended. */
  readonly ended: Map<string, RunStatus>;
}

/** What one step brought about. */
export interface Moment {
  readonly story: Story;
  /** The facts as they are now. */
  readonly facts: Facts;
  /** Jobs with a processing run before the step. */
  readonly processingBefore: ReadonlySet<string>;
  readonly told: readonly Told[];
  readonly started: readonly StartOutcome[];
  readonly endedNow: readonly LiveRun[];
}

/** One event with its decisions. */
export interface Told {
  readonly happening: Happening;
  readonly waitedBefore: readonly string[];
  readonly decisions: readonly JobDecision[];
  readonly requests: readonly RunRequest[];
}

/** Plays a story. `inOneBatch`: as if all of it were one transaction. */
export function play(
  start: StoryStart,
  steps: readonly StoryStep[],
  {
    look,
    inOneBatch = false,
  }: { readonly look?: (moment: Moment) => void; readonly inOneBatch?: boolean } = {},
): Story {
  const facts = factsBefore(start);
  let lastId = 0;
  const newRunId = (): string => `run-${String(++lastId)}`;
  const story: Story = {
    ...start,
    facts,
    newRunId,
    made: [],
    decisions: [],
    events: new Map(),
    ended: new Map(),
  };
  let draft = createFactsDraft(facts, 0);
  for (const step of steps) {
    const processingBefore = new Set(liveRuns(start.line, draft, "processing").map((run) => run.job));
    const happened = { told: [] as Told[], started: [] as StartOutcome[], endedNow: [] as LiveRun[] };
    take({ story, draft, ...happened }, step);
    look?.({ story, facts: draft, processingBefore, ...happened });
    if (inOneBatch) continue;
    facts.apply(draft);
    draft = createFactsDraft(facts, 0);
  }
  facts.apply(draft);
  return story;
}

export function liveRuns(line: Workflow, facts: Facts, status?: LiveRun["status"]): readonly LiveRun[] {
  const all = [...line.jobs.keys()].flatMap((name) => facts.job(name).live);
  return status === undefined ? all : all.filter((run) => run.status === status);
}

function factsBefore({ line, past }: StoryStart): FactsMap {
  const facts = createFactsMap();
  for (const name of line.resources.keys())
    facts.setResource(name, { isDeleted: false, lastVersionNumber: 1 });
  for (const name of past === 0 ? [] : line.jobs.keys()) {
    facts.setJob(name, {
      ...NEW_JOB_FACTS,
      lastRunNumber: past,
      lastEnded: { number: past, status: "success" },
      lastSuccess: { runId: `${name}-before`, number: past, order: 0 },
    });
  }
  return facts;
}

interface Scene {
  readonly story: Story;
  readonly draft: FactsDraft;
  readonly told: Told[];
  readonly started: StartOutcome[];
  readonly endedNow: LiveRun[];
}

function take(scene: Scene, step: StoryStep): void {
  const { story, draft } = scene;
  switch (step.kind) {
    case "version":
    case "edit": {
      const name = pick([...story.line.resources.keys()], step.which);
      const origin = step.kind === "edit" ? "configuration" : "external";
      if (name !== undefined) tell(scene, { versions: [newVersion(draft, name, origin)] });
      break;
    }
    case "ask":
      ask(scene, pick([...story.line.jobs.keys()], step.which) ?? "");
      break;
    case "pause": {
      const name = pick([...story.line.jobs.keys()], step.which) ?? "";
      draft.setJob(name, { ...draft.job(name), isPaused: !draft.job(name).isPaused });
      break;
    }
    case "cancel":
      finish(scene, pick(liveRuns(story.line, draft, "queued"), step.which), {
        status: "canceled",
        event: { type: "cancel-requested" },
      });
      break;
    case "end":
      finish(scene, pick(liveRuns(story.line, draft, "processing"), step.which), {
        status: step.status,
        event: { type: "finished", status: step.status },
        makes: step.makes,
      });
      break;
    case "dispatch":
      dispatch(scene, step.slots);
  }
}

function tell({ story, draft, told }: Scene, happening: Happening): void {
  const waitedBefore = draft.waitingJobs();
  const { decisions, requests } = decideTriggers(story.line, draft, happening, story.newRunId);
  for (const { run } of requests) make(story, run);
  story.decisions.push(...decisions);
  told.push({ happening, waitedBefore, decisions, requests });
}

function ask({ story, draft }: Scene, name: string): void {
  const cause = { kind: "manual", by: "alice" } as const;
  const outcome = decideManualRun(story.line, draft, { job: name, cause, newRunId: story.newRunId });
  if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.text}`);
  make(story, outcome.request.run);
  story.decisions.push(outcome.decision);
}

function dispatch(scene: Scene, slots: number): void {
  const { story, draft, started } = scene;
  let room = slots;
  for (;;) {
    const outcome = decideStarts(story.line, draft, { agents: [agent(room)] });
    started.push(outcome);
    room -= outcome.starts.length;
    for (const { run } of outcome.starts) note(story, run, { type: "started" });
    for (const { run, decision } of outcome.skips) {
      story.decisions.push(decision);
      finish(scene, run, { status: "skipped", event: { type: "skipped" } });
    }
    if (outcome.skips.length === 0) return;
  }
}

interface Ending {
  readonly status: FinalRunStatus;
  readonly event: RunEvent;
  /** Whether it makes a version of each of its OUTs. */
  readonly makes?: boolean;
}

function finish(scene: Scene, run: LiveRun | undefined, { status, event, makes = false }: Ending): void {
  if (!run) return;
  const { story, draft, endedNow } = scene;
  note(story, run, event);
  endRun(draft, { job: run.job, runId: run.id, status });
  const { lastEnded } = draft.job(run.job);
  if (lastEnded) story.ended.set(run.id, lastEnded.status);
  endedNow.push(run);
  const outs = makes && status === "success" ? outputsOf(jobOf(story.line, run.job)) : [];
  const versions = outs.map(({ to }) => newVersion(draft, to, "run"));
  tell(scene, { ended: { job: run.job, number: run.number, status }, versions });
}

function newVersion(draft: FactsDraft, name: string, origin: NewVersion["origin"]): NewVersion {
  const facts = draft.resource(name);
  const number = facts.lastVersionNumber + 1;
  draft.setResource(name, { ...facts, lastVersionNumber: number });
  return { resource: name, number, origin };
}

function make(story: Story, run: LiveRun): void {
  story.made.push(run);
  story.events.set(run.id, []);
}

function note(story: Story, run: LiveRun, event: RunEvent): void {
  story.events.get(run.id)?.push(event);
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(items.length, 1)];
}
