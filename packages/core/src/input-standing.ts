import type { InputHealth, ReasonCode, Unblock } from "./decision.ts";
import { processingRuns } from "./facts.ts";
import type { CommandPin, Facts, JobFacts } from "./facts.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import { inputsOf, modeOf } from "./job.ts";
import type { DependencyMode, Flow, InStep, Job, Pin } from "./job.ts";
import { latestOf } from "./latest-version.ts";
import { countNumbers } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import { passedOf } from "./passed-of-job.ts";
import type { PassedRefusal } from "./passed-refusal.ts";
import type { PassedOutcome } from "./passed-versions.ts";
import { numberOfPin, pinOf } from "./pin.ts";
import { ruleOfResourceType } from "./resource.ts";
import { remediesFor, runByHand, switchOn, unpinInput, waitForJob } from "./unblock.ts";
import type { Workflow } from "./workflow.ts";

/** One thing that stands in the way of a run, or that starts none. */
export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
  readonly unblock: readonly Unblock[];
}

/** How one IN of a job stands now. */
export interface InputStanding {
  readonly from: string;
  readonly kind: "job" | "resource" | "missing";
  readonly isSwitchedOn: boolean;
  readonly mode: DependencyMode;
  readonly flow: Flow;
  readonly passed: readonly string[];
  readonly health: InputHealth;
  /** "build failed in its last run" */
  readonly healthText: string;
  readonly pin?: Pin;
  /** Who set the pin by command; absent: the configuration says it. */
  readonly pinned?: Omit<CommandPin, "pin">;
  /** The version that a run that starts now would read; absent: it has none. */
  readonly version?: number;
  /** How many versions are left that need a run each. */
  readonly backlog: number;
  /** Versions that nobody may choose. */
  readonly quarantined: readonly number[];
  /** Why it starts no run now, or holds one; empty where nothing is against it. */
  readonly reasons: readonly Reason[];
}

/** Every IN of a job with what is known of it now, in declared order. */
export function inputStandingsOf(workflow: Workflow, facts: Facts, job: Job): readonly InputStanding[] {
  const own = facts.job(job.name);
  const outcome = passedOf(workflow, facts, job);
  const inputFacts = inputFactsOf(workflow, facts, job, new Set());
  const isHealthAsked = inputsOf(job).some((input) => modeOf(job, input) !== "immediate");
  return inputsOf(job).flatMap((input, index) => {
    const fact = inputFacts[index];
    if (!fact) return [];
    const { from, kind, isSwitchedOn, mode, health } = fact;
    const version = versionNow(workflow, facts, { own, input, outcome });
    const standing: Omit<InputStanding, "reasons"> = {
      from,
      kind,
      isSwitchedOn,
      mode,
      health,
      flow: input.flow ?? "latest",
      passed: input.passed ?? [],
      healthText: healthTextOf(from, health),
      ...pinWords(own, input),
      ...(version === undefined ? {} : { version }),
      backlog: countNumbers(ownValue(own.backlog, from) ?? []),
      quarantined: (kind === "job" ? facts.job(from) : facts.resource(from)).quarantined ?? [],
    };
    const refusal = outcome?.ok === false ? outcome.inputs.find((each) => each.from === from) : undefined;
    const against = { workflow, facts, job, standing, refusal, isHealthAsked };
    return [{ ...standing, reasons: reasonsAgainst(against) }];
  });
}

function healthTextOf(from: string, health: InputHealth): string {
  switch (health.state) {
    case "healthy":
      return "Healthy";
    case "busy":
      return `${from} is under way`;
    case "unhealthy":
      return sentenceOfUnhealthy(from, health.because);
  }
}

/** "version 3", "the newest version named stable" */
export function wordsOfPin(pin: Pin): string {
  return pin.kind === "number"
    ? `version ${String(pin.versionNumber)}`
    : `the newest version named ${pin.versionName}`;
}

function pinWords(own: JobFacts, input: InStep): Pick<InputStanding, "pin" | "pinned"> {
  const pin = pinOf(own, input);
  const command = ownValue(own.pins, input.from);
  if (!pin) return {};
  if (!command) return { pin };
  const { pin: _same, ...pinned } = command;
  return { pin, pinned };
}

function versionNow(
  workflow: Workflow,
  facts: Facts,
  {
    own,
    input,
    outcome,
  }: {
    readonly own: JobFacts;
    readonly input: InStep;
    readonly outcome: PassedOutcome | undefined;
  },
): number | undefined {
  if (input.passed !== undefined && input.passed.length > 0)
    return outcome?.ok === true ? ownValue(outcome.versions, input.from) : undefined;
  const pin = pinOf(own, input);
  if (pin) return numberOfPin(workflow, facts, input.from, pin);
  const first = input.flow === "every" ? ownValue(own.backlog, input.from)?.[0]?.[0] : undefined;
  return first ?? latestOf(workflow, facts, input.from);
}

interface Against {
  readonly workflow: Workflow;
  readonly facts: Facts;
  readonly job: Job;
  readonly standing: Omit<InputStanding, "reasons">;
  readonly refusal: PassedRefusal | undefined;
  /** Some IN starts the job only while the others are healthy. */
  readonly isHealthAsked: boolean;
}

function reasonsAgainst(against: Against): readonly Reason[] {
  const found = [
    bySwitch(against),
    byHealth(against),
    byWork(against),
    byPin(against),
    byPassing(against),
    byType(against),
  ];
  return found.flatMap((reason) => reason ?? []);
}

function bySwitch({ standing, job }: Against): Reason | undefined {
  const { from, isSwitchedOn } = standing;
  if (isSwitchedOn) return undefined;
  const text = `${from} is switched off: its news start nothing.`;
  return { code: "switched-off", text, unblock: [runByHand(job.name), switchOn(from)] };
}

function byHealth({ standing, isHealthAsked }: Against): Reason | undefined {
  const { from, kind, health, mode, isSwitchedOn, healthText } = standing;
  if (health.state !== "unhealthy" || !isHealthAsked) return undefined;
  const fact = { from, kind, health, mode, isSwitchedOn, isChanged: false };
  return { code: "input-unhealthy", text: `${healthText}.`, unblock: remediesFor([fact]) };
}

function byWork({ standing, facts, job }: Against): Reason | undefined {
  const { from, health, mode } = standing;
  if (health.state !== "busy" || mode === "immediate") return undefined;
  const unblock = [waitForJob(from)];
  if (job.dependencyMode === "strict")
    return { code: "waits-for-upstream", text: `${from} is under way.`, unblock };
  const [processing] = processingRuns(facts.job(from));
  if (!processing) return { code: "upstream-busy", text: `${from} is under way.`, unblock };
  const text = `${from} #${String(processing.number)} is processing.`;
  return { code: "upstream-processing", text, unblock };
}

function byPin({ standing }: Against): Reason | undefined {
  const { from, pin, pinned } = standing;
  if (!pin) return undefined;
  const who = pinned ? `, by ${pinned.by}${pinned.comment === undefined ? "" : ` (${pinned.comment})`}` : "";
  const text = `${from} is pinned to ${wordsOfPin(pin)}${who}: nothing else of it starts the job.`;
  return { code: "input-pinned", text, unblock: [unpinInput(from)] };
}

function byPassing({ refusal }: Against): Reason | undefined {
  if (!refusal) return undefined;
  const unblock = refusal.job === undefined ? [] : [waitForPassing(refusal.from, refusal.job)];
  return { code: "not-passed", text: refusal.text, unblock };
}

function waitForPassing(from: string, job: string): Unblock {
  const text = `${job} has to succeed with a version of ${from} that fits.`;
  return { action: "run-job", target: job, text };
}

function byType({ standing, workflow, job }: Against): Reason | undefined {
  const { from } = standing;
  const resource = workflow.resources.get(from);
  if (!resource || ruleOfResourceType(resource.type).fires !== "never") return undefined;
  const text = `Versions of ${from} never start a job.`;
  return { code: "never-fires", text, unblock: [runByHand(job.name)] };
}
