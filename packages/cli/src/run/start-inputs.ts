import { readInputValues } from "@landbridge/core";
import type { Job, Workflow } from "@landbridge/core";
import { usage } from "../cli-refusal.ts";

type Given = Readonly<Record<string, string>>;

/**
 * Which of the given values each job gets that is started: those that it declares. What none of them declares, what
 * does not fit, and what is missing is refused before anything runs.
 */
export function inputsOfStarts(
  workflow: Workflow,
  names: readonly string[],
  given: Given,
  gates: readonly Gated[] = [],
): ReadonlyMap<string, Given> {
  const jobs = names.flatMap((name) => workflow.jobs.get(name) ?? []);
  const asking: readonly Asking[] = [...jobs, ...gates];
  const problems = [...asking.flatMap((one) => problemsOf(one, given)), ...unknownOf(asking, given)];
  if (problems.length > 0) throw usage(problems.join(" "), hintFor(asking));
  return new Map(jobs.map((job) => [job.name, valuesFor(job, given)]));
}

/** What asks for values: a job that is started, or the gate of one. */
type Asking = Pick<Job, "name" | "inputs">;
export type Gated = Asking;

/** The gates of these jobs, with what they ask of whoever approves. */
export function gatesOf(workflow: Workflow, names: ReadonlySet<string>): readonly Gated[] {
  return [...workflow.jobs.values()].flatMap(({ name, approval }) => {
    if (!approval || !names.has(name)) return [];
    return [{ name, ...(approval.inputs ? { inputs: approval.inputs } : {}) }];
  });
}

/** The given values that a job, or its gate, declares. */
export function valuesFor({ inputs = [] }: Asking, given: Given): Given {
  const declared = new Set(inputs.map(({ name }) => name));
  return Object.fromEntries(Object.entries(given).filter(([name]) => declared.has(name)));
}

function problemsOf(job: Asking, given: Given): readonly string[] {
  const read = readInputValues(job.inputs ?? [], valuesFor(job, given));
  return read.ok ? [] : read.problems.map(({ message }) => `${job.name}: ${message}`);
}

function unknownOf(jobs: readonly Asking[], given: Given): readonly string[] {
  const declared = new Set(jobs.flatMap(({ inputs = [] }) => inputs.map(({ name }) => name)));
  return Object.keys(given)
    .filter((name) => !declared.has(name))
    .map((name) => `No job that is started has an input named ${name}.`);
}

function hintFor(jobs: readonly Asking[]): string {
  const asked = jobs.flatMap(({ name, inputs = [] }) => inputs.map((input) => `${input.name} (${name})`));
  if (asked.length === 0) return "They have no inputs: --set KEY=VALUE gives a plain variable.";
  return `Give values with --input NAME=VALUE. Inputs: ${asked.join(", ")}.`;
}
