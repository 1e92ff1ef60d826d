import { firstLeft } from "./backlog.ts";
import type { Facts, JobFacts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { InStep, Job } from "./job.ts";
import { latestOf } from "./latest-version.ts";
import { hasNumber } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import { passedOf } from "./passed-of-job.ts";
import { numberOfPin, pinOf } from "./pin.ts";
import type { VersionNumbers } from "./run.ts";
import type { Workflow } from "./workflow.ts";

/** The versions that a run is bound to when it is made; what is not in it is read when the run starts. */
export type Binding =
  | {
      readonly ok: true;
      readonly bound: VersionNumbers;
      /** Those of the INs that fire that bring a version which no run has taken. */
      readonly news: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly because: string };

export interface BindingAsked {
  /** Names of the INs that start the run; none where a person does. */
  readonly firing: ReadonlySet<string>;
  /** Old versions that somebody sends down the graph again. */
  readonly replays?: VersionNumbers;
  /** Every IN is bound: the run waits at a gate, for exactly these versions. */
  readonly isWhole: boolean;
}

/** Is the version of this IN chosen when the run is made: by `passed`, or because every version needs a run? */
export function isBoundEarly({ passed = [], flow, pin }: InStep): boolean {
  return passed.length > 0 || (flow === "every" && pin === undefined);
}

export function bindVersions(workflow: Workflow, facts: Facts, job: Job, asked: BindingAsked): Binding {
  const own = facts.job(job.name);
  const bound: Record<string, number> = {};
  const inputs = inputsOf(job);
  const outcome = passedOf(workflow, facts, job);
  if (outcome?.ok === false)
    return { ok: false, because: [...new Set(outcome.inputs.map(({ text }) => text))].join(" ") };
  Object.assign(bound, outcome?.versions);
  for (const input of inputs) {
    if (Object.hasOwn(bound, input.from)) continue;
    const number = plainVersion(workflow, facts, { own, input, isWhole: asked.isWhole });
    if (number !== undefined) bound[input.from] = number;
  }
  const { replays = {}, firing } = asked;
  Object.assign(bound, replays);
  const isNew = (input: InStep): boolean => {
    const { from, passed = [] } = input;
    const isFree = !isBoundEarly(input) || (passed.length === 0 && pinOf(own, input) !== undefined);
    if (isFree || Object.hasOwn(replays, from)) return true;
    const number = ownValue(bound, from);
    // Without a number every version that is left is in quarantine.
    if (number === undefined) return false;
    // One that is left to take is older than the first one taken where it came late.
    return (
      hasNumber(ownValue(own.backlog, from) ?? [], number) ||
      !hasNumber(ownValue(own.taken, from) ?? [], number)
    );
  };
  const fresh = inputs.filter((input) => firing.has(input.from) && isNew(input));
  return { ok: true, bound, news: new Set(fresh.map(({ from }) => from)) };
}

function plainVersion(
  workflow: Workflow,
  facts: Facts,
  { own, input, isWhole }: { own: JobFacts; input: InStep; isWhole: boolean },
): number | undefined {
  const pin = pinOf(own, input);
  const latest = (): number | undefined => latestOf(workflow, facts, input.from);
  if (pin) return isWhole ? numberOfPin(workflow, facts, input.from, pin) : undefined;
  if (input.flow === "every") return firstLeft(workflow, facts, own, input) ?? latest();
  return isWhole ? latest() : undefined;
}
