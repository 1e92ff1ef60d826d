import { DEFAULT_PRIORITY } from "../job.ts";
import type {
  DependencyMode,
  InStep,
  Job,
  JobType,
  OutStep,
  Pin,
  Section,
  Step,
  TriggerMode,
} from "../job.ts";
import type { Resource } from "../resource.ts";
import { createWorkflow } from "../workflow.ts";
import type { Workflow, WorkflowDefinition } from "../workflow.ts";

/** What a test says about one job beside its edges. A mode alone may be written as its word. */
export interface JobWords {
  readonly mode?: DependencyMode;
  readonly trigger?: TriggerMode;
  readonly priority?: number;
  readonly pool?: string;
  readonly type?: JobType;
  /** Anything else that it declares. */
  readonly parts?: Partial<Job>;
}

/**
 * A workflow in a few words. Chains of names; `(name)` is a resource of type params, `(name:state)` one of that
 * type; `..>` is a switched-off IN, `-strict->` an IN with its own mode, `-every->` one that takes every version,
 * `-passed(a,b)->` and `-every(a,b)->` ones whose versions must have passed a and b, `name@3` and `(name)@v1` pins. A
 * trailing object says more about jobs.
 *
 *     workflow("a -> x", "b ..> x", "x -> (app:image) -> deploy", { x: "strict" })
 */
export function workflow(
  ...parts: readonly (string | Readonly<Record<string, DependencyMode | JobWords>>)[]
): Workflow {
  return createWorkflow(definition(...parts));
}

export function definition(
  ...parts: readonly (string | Readonly<Record<string, DependencyMode | JobWords>>)[]
): WorkflowDefinition {
  const resources = new Map<string, Resource>();
  const steps = new Map<string, Step[]>();
  const words = new Map<string, JobWords>();
  const declare = (thing: Named): Step[] => {
    if (thing.type === undefined) {
      const known = steps.get(thing.name) ?? [];
      steps.set(thing.name, known);
      return known;
    }
    const before = resources.get(thing.name);
    if (!before || thing.isTyped) resources.set(thing.name, resource(thing.name, { type: thing.type }));
    return [];
  };
  for (const part of parts) {
    if (typeof part === "string") readChain(part, declare);
    else
      for (const [name, said] of Object.entries(part))
        words.set(name, typeof said === "string" ? { mode: said } : said);
  }
  for (const name of words.keys()) declare({ name, isTyped: false });
  const jobs = [...steps].map(([name, list]) =>
    job(name, { steps: list, ...fromWords(words.get(name) ?? {}) }),
  );
  return { resources: [...resources.values()], jobs };
}

export function jobOf(line: Workflow, name: string): Job {
  const found = line.jobs.get(name);
  if (!found) throw new Error(`${name} is not a job of the workflow`);
  return found;
}

const NO_SECTION: Section = { script: [], notify: [] };

/** A job that declares nothing, with what a test cares about. */
export function job(name: string, parts: Partial<Job> = {}): Job {
  return {
    name,
    type: "runSh",
    steps: [],
    dependencyMode: "chrono",
    triggerMode: "serial",
    priority: DEFAULT_PRIORITY,
    runtime: { env: {} },
    integrations: [],
    flags: [],
    allowPublicAccess: false,
    sections: {
      onStart: NO_SECTION,
      onSuccess: NO_SECTION,
      onFailure: NO_SECTION,
      onCancel: NO_SECTION,
      always: NO_SECTION,
    },
    options: {},
    ...parts,
  };
}

export function resource(name: string, parts: Partial<Resource> = {}): Resource {
  return { name, type: "params", flags: [], values: {}, ...parts };
}

export function input(from: string, parts: Partial<InStep> = {}): InStep {
  return { kind: "in", from, isSwitchedOn: true, options: {}, ...parts };
}

export function output(to: string, parts: Partial<OutStep> = {}): OutStep {
  return { kind: "out", to, replicateOnPullRequest: false, overwrite: false, onFailure: false, ...parts };
}

/** A task that runs these lines. */
export function task(...script: readonly string[]): Step {
  return { kind: "task", name: "work", runtime: { env: {} }, script };
}

interface Named {
  readonly name: string;
  /** A resource's type; a job has none. */
  readonly type?: string;
  readonly isTyped: boolean;
  readonly pin?: Pin;
}

const ARROW = /^(?:->|\.\.>|-(chrono|strict|immediate)->|-(every|passed)(?:\(([^)]*)\))?->)$/;
const NAME = /^(\()?([A-Za-z0-9_-]+)(?::([A-Za-z]+))?\)?(?:@(\S+))?$/;

function readChain(text: string, declare: (thing: Named) => Step[]): void {
  const tokens = text.trim().split(/\s+/);
  let left: Named | undefined;
  let arrow = "";
  for (const token of tokens) {
    if (ARROW.test(token)) {
      arrow = token;
      continue;
    }
    const right = readName(token, text);
    const steps = declare(right);
    if (left) connect({ left, right, arrow }, steps, declare);
    left = right;
  }
}

function readName(token: string, text: string): Named {
  const [whole, bracket, name = "", type, pin] = NAME.exec(token) ?? [];
  if (whole === undefined) throw new Error(`"${token}" in "${text}" is neither a name nor an arrow`);
  return {
    name,
    isTyped: type !== undefined,
    ...(bracket === undefined ? {} : { type: type ?? "params" }),
    ...(pin === undefined ? {} : { pin: pinOf(pin) }),
  };
}

function pinOf(text: string): Pin {
  return /^\d+$/.test(text)
    ? { kind: "number", versionNumber: Number(text) }
    : { kind: "name", versionName: text };
}

function connect(
  { left, right, arrow }: { left: Named; right: Named; arrow: string },
  stepsOfRight: Step[],
  declare: (thing: Named) => Step[],
): void {
  if (right.type !== undefined) {
    if (left.type !== undefined) throw new Error(`${left.name} is a resource and can't make ${right.name}`);
    declare(left).push(output(right.name));
    return;
  }
  const [, mode, flow, passed] = ARROW.exec(arrow) ?? [];
  stepsOfRight.push(
    input(left.name, {
      isSwitchedOn: arrow !== "..>",
      ...(mode === undefined ? {} : { dependencyMode: mode as DependencyMode }),
      ...(flow === "every" ? { flow } : {}),
      ...(passed === undefined ? {} : { passed: passed.split(",") }),
      ...(left.pin === undefined ? {} : { pin: left.pin }),
    }),
  );
}

function fromWords({ mode, trigger, priority, pool, type, parts }: JobWords): Partial<Job> {
  return {
    ...(mode === undefined ? {} : { dependencyMode: mode }),
    ...(trigger === undefined ? {} : { triggerMode: trigger }),
    ...(priority === undefined ? {} : { priority }),
    ...(pool === undefined ? {} : { runtime: { env: {}, nodePool: pool } }),
    ...(type === undefined ? {} : { type }),
    ...parts,
  };
}
