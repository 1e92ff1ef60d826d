import fc from "fast-check";
import { expect, test } from "vitest";
import { createFactsDraft, isBusy, processingRuns } from "./facts.ts";
import { switchedOnAncestors } from "./graph.ts";
import { inputsOf } from "./job.ts";
import type { InStep } from "./job.ts";
import { decideRun } from "./run.ts";
import type { FinalRunStatus, LiveRun, RunStatus } from "./run.ts";
import type { StartOutcome } from "./start.ts";
import { input, job, jobOf, output, resource } from "./testing/line.ts";
import { liveRuns, play } from "./testing/story.ts";
import type { Moment, Story, StoryStep, Told } from "./testing/story.ts";
import { nameOf } from "./testing/world.ts";
import { endRun } from "./run-queue.ts";
import { createWorkflow } from "./workflow.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Random workflows on which random things happen, held against what must be true of every one of them. A
 * failure prints the seed and the path of its smallest example: give both to `fc.assert` to see it again.
 */
const SEED = 20_250_301;
const RUNS = 500;

test("whatever happens to whatever workflow, the scheduler keeps its promises", () => {
  fc.assert(
    fc.property(drawnLine, drawnSteps, (drawn, steps) => {
      const start = { line: lineFrom(drawn), past: drawn.hasHistory ? 1 : 0 };
      const story = play(start, steps, { look: holdPromises });
      expect(foldedStatuses(story)).toEqual(storedStatuses(story));
      expect(play(start, steps).decisions, "the same events give the same decisions").toEqual(
        story.decisions,
      );
      const batched = play(start, steps, { inOneBatch: true });
      expect(batched.decisions, "one transaction for all of them changes nothing").toEqual(story.decisions);
    }),
    { seed: SEED, numRuns: RUNS },
  );
}, 60_000);

// Mostly strict and mostly after a first success: waiting jobs need both.
const drawnMode = fc.constantFrom("chrono", "strict", "strict", "immediate" as const);
function sometimes<Value>(arbitrary: fc.Arbitrary<Value>, oneIn: number): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 1, arbitrary }, { weight: oneIn - 1, arbitrary: fc.constant(undefined) });
}
const drawnInput = fc.record({
  from: fc.nat({ max: 20 }),
  isSwitchedOn: fc.constantFrom(true, true, true, false),
  mode: sometimes(drawnMode, 3),
  pin: sometimes(fc.integer({ min: 1, max: 4 }), 12),
});
const drawnLine = fc.record({
  hasHistory: fc.constantFrom(true, true, true, false),
  resources: fc.array(
    fc.record({
      type: fc.constantFrom("params", "params", "image", "image", "state", "trigger"),
      maker: sometimes(fc.nat({ max: 6 }), 2),
    }),
    { maxLength: 3, size: "max" },
  ),
  jobs: fc.array(
    fc.record({
      inputs: fc.array(drawnInput, { minLength: 1, maxLength: 4, size: "max" }),
      mode: drawnMode,
      triggerMode: fc.constantFrom("serial", "serial", "parallel" as const),
      priority: fc.nat({ max: 2 }),
    }),
    { minLength: 2, maxLength: 7, size: "max" },
  ),
});
type DrawnLine = typeof drawnLine extends fc.Arbitrary<infer Line> ? Line : never;

const SUCCESSES = Array.from({ length: 12 }, () => "success" as const);
const drawnStep = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ kind: fc.constant("dispatch" as const), slots: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat({ max: 20 }),
      status: fc.constantFrom<FinalRunStatus[]>(...SUCCESSES, "failure", "timeout", "lost"),
      makes: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("version" as const), which: fc.nat({ max: 20 }) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("ask" as const), which: fc.nat({ max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), which: fc.nat({ max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), which: fc.nat({ max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pause" as const), which: fc.nat({ max: 20 }) }) },
);
const drawnSteps: fc.Arbitrary<StoryStep[]> = fc.array(drawnStep, { maxLength: 60, size: "max" });

/** Jobs read from earlier jobs and from resources that earlier jobs make; through `state` every way is open. */
function lineFrom({ resources, jobs }: DrawnLine): Workflow {
  const makers = resources.map(({ maker }) => (maker === undefined ? undefined : maker % jobs.length));
  const declared = resources.map(({ type }, index) => resource(`r${String(index)}`, { type }));
  return createWorkflow({
    resources: declared,
    jobs: jobs.map((drawn, index) => {
      const open = [
        ...jobs.slice(0, index).map((_, before) => `j${String(before)}`),
        ...resources.flatMap(({ type }, at) =>
          type === "state" || (makers[at] ?? -1) < index ? [`r${String(at)}`] : [],
        ),
      ];
      const inputs = new Map<string, InStep>();
      for (const { from, isSwitchedOn, mode, pin } of drawn.inputs) {
        const name = open[from % Math.max(open.length, 1)];
        if (name === undefined) continue;
        inputs.set(
          name,
          input(name, {
            isSwitchedOn,
            ...(mode === undefined ? {} : { dependencyMode: mode }),
            ...(pin === undefined ? {} : { pin: { kind: "number", versionNumber: pin } }),
          }),
        );
      }
      const outputs = makers.flatMap((maker, at) => (maker === index ? [output(`r${String(at)}`)] : []));
      return job(`j${String(index)}`, {
        steps: [...inputs.values(), ...outputs],
        dependencyMode: drawn.mode,
        triggerMode: drawn.triggerMode,
        priority: drawn.priority,
      });
    }),
  });
}

function holdPromises(moment: Moment): void {
  finalStatusesStay(moment);
  numbersAreConsecutive(moment);
  serialJobsRunOneAtATime(moment);
  nothingWaitsForNothing(moment);
  for (const told of moment.told) {
    everyConsumerHasOneDecision(moment, told);
    strictStartsOncePerSettling(moment, told);
  }
  for (const outcome of moment.started) chronoStartsAlone(moment, outcome);
}

/** Thousands of times a second: `expect` would take most of the test's time. */
function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`does not hold: ${promise}`);
}

function finalStatusesStay({ story, facts, endedNow }: Moment): void {
  for (const run of endedNow) {
    const draft = createFactsDraft(facts, 0);
    endRun(draft, { job: run.job, runId: run.id, status: "success" });
    must(draft.changedJobs.size === 0, `${nameOf(run)} ends once`);
  }
  const live = liveRuns(story.line, facts);
  for (const run of live) must(!story.ended.has(run.id), `${nameOf(run)} has ended and is not live`);
  must(story.ended.size + live.length === story.made.length, "every run is live or has ended");
}

function numbersAreConsecutive({ story, facts }: Moment): void {
  const counts = new Map<string, number>();
  for (const run of story.made) {
    const next = (counts.get(run.job) ?? story.past) + 1;
    must(run.number === next, `${nameOf(run)} has the number ${String(next)}`);
    counts.set(run.job, next);
  }
  for (const [name, count] of counts)
    must(facts.job(name).lastRunNumber === count, `${name} knows its last number`);
}

function serialJobsRunOneAtATime({ story, facts }: Moment): void {
  for (const { name, triggerMode } of story.line.jobs.values()) {
    const isAlone = processingRuns(facts.job(name)).length <= 1;
    must(triggerMode === "parallel" || isAlone, `the serial ${name} has one processing run`);
  }
}

function nothingWaitsForNothing({ story, facts }: Moment): void {
  for (const name of facts.waitingJobs()) {
    must(
      busyUpstream(story.line, facts, name).length > 0,
      `something upstream of the waiting ${name} is busy`,
    );
  }
}

function busyUpstream(line: Workflow, facts: Moment["facts"], name: string): readonly string[] {
  const upstream = switchedOnAncestors(line, jobOf(line, name)).map((ancestor) => ancestor.name);
  return upstream.filter((ancestor) => isBusy(facts.job(ancestor)));
}

function everyConsumerHasOneDecision({ story }: Moment, { happening, waitedBefore, decisions }: Told): void {
  const subjects = happening.versions.map((version) => version.resource);
  if (happening.ended) subjects.push(happening.ended.job);
  const consumers = new Set(
    subjects.flatMap((name) => (story.line.consumers.get(name) ?? []).map(({ job }) => job.name)),
  );
  const told = decisions.map((decision) => decision.job);
  must(new Set(told).size === told.length, `one decision for each of ${told.join(", ")}`);
  for (const name of consumers) must(told.includes(name), `${name} consumes it and has a decision`);
  for (const name of told) {
    must(
      consumers.has(name) || waitedBefore.includes(name),
      `${name} has a decision: it consumes it or waited`,
    );
  }
}

function strictStartsOncePerSettling(
  { story, facts, told }: Moment,
  { waitedBefore, decisions, requests }: Told,
): void {
  must(new Set(requests.map(({ job }) => job)).size === requests.length, "one run for a job in one event");
  for (const { job: name, run } of requests) {
    if (run.mode !== "strict") continue;
    const inputs = decisions.find((decision) => decision.job === name)?.inputs ?? [];
    const isNews = inputs.some((fact) => fact.isChanged && fact.isSwitchedOn && fact.mode === "strict");
    must(isNews || waitedBefore.includes(name), `${nameOf(run)} answers news or a waiting job`);
    must(!inputs.some((fact) => fact.health.state === "unhealthy"), `every IN of ${nameOf(run)} is healthy`);
    // Where one step is several events, a later one may have made upstream busy again.
    if (told.length > 1) continue;
    must(facts.job(name).waiting === undefined, `${name} has its run and waits no longer`);
    must(busyUpstream(story.line, facts, name).length === 0, `upstream of ${nameOf(run)} has settled`);
  }
}

function chronoStartsAlone({ story, processingBefore }: Moment, { starts }: StartOutcome): void {
  const processing = new Set(processingBefore);
  for (const { run, job } of starts) {
    const consumers = (story.line.consumers.get(run.job) ?? []).map((consumption) => consumption.job.name);
    for (const name of [...inputsOf(job).map(({ from }) => from), ...consumers]) {
      must(
        run.mode !== "chrono" || !processing.has(name),
        `${name} is not processing when ${nameOf(run)} starts`,
      );
    }
    processing.add(run.job);
  }
}

/** The statuses that the events of each run lead to. */
function foldedStatuses({ made, events }: Story): Record<string, RunStatus> {
  const fold = (run: LiveRun): RunStatus =>
    (events.get(run.id) ?? []).reduce<RunStatus>((status, event) => {
      const decided = decideRun(status, event);
      must(decided.ok, `${nameOf(run)} was ${status} and may be ${event.type}`);
      return decided.ok ? decided.status : status;
    }, "queued");
  return Object.fromEntries(made.map((run) => [run.id, fold(run)]));
}

/** The statuses that the facts hold, or held when the run ended. */
function storedStatuses({ line, facts, ended }: Story): Record<string, RunStatus> {
  const live = liveRuns(line, facts).map((run) => [run.id, run.status] as const);
  return Object.fromEntries([...ended, ...live]);
}
