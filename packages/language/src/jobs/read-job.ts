import type { Job, JobType, Runtime, Section, SectionName } from "@landbridge/core";
import { DEFAULT_PRIORITY, tasksOf } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import type { BrokenDeclaration, DeclaredJob, Reference } from "../checks/declaration.ts";
import { KEY_USES, shapeOf } from "./job-types.ts";
import { keyWithoutEffect, notYet } from "./key-without-effect.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { isAddition, readAdditions } from "./read-additions.ts";
import { emptyValue, expectMap, readFields } from "../fields/read-fields.ts";
import type { ReadFields } from "../fields/read-fields.ts";
import { asksForNothing } from "./read-in.ts";
import { readJobOptions } from "./read-job-options.ts";
import { readJobType } from "./read-job-type.ts";
import { readName } from "../fields/read-name.ts";
import { EMPTY_RUNTIME, readRuntime } from "./read-runtime.ts";
import { EMPTY_SECTION, readSection } from "./read-section.ts";
import { readSteps } from "./read-steps.ts";
import type { ReadSteps } from "./read-steps.ts";
import { verbOfKey } from "./step-verb.ts";
import { FUTURE_JOB_KEYS, JOB_FIELDS } from "../fields/schema.ts";
import { placeAt } from "../yaml/source-text.ts";
import type { Span } from "../yaml/source-text.ts";
import { findEntry, isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

const EXAMPLE = "- {name: my_job, type: runSh, steps: [{TASK: {script: [make]}}]}";

const SECTION_OF_KEY: Readonly<Record<string, SectionName>> = {
  on_start: "onStart",
  on_success: "onSuccess",
  on_failure: "onFailure",
  on_cancel: "onCancel",
  always: "always",
};

/**
 * One item of `jobs`. Nothing where it has no name; `broken` where its type keeps it out. What else is wrong with
 * it is told all the same, by the keys of the type that was probably meant.
 */
export function readJob(node: YamlNode, problems: Problem[]): DeclaredJob | BrokenDeclaration | undefined {
  const map = expectMap(node, "A job", EXAMPLE, problems);
  if (!map) return undefined;
  const named = readName(map, "job", problems);
  const fields = readFields(map, JOB_FIELDS, problems);
  if (!named) return undefined;
  const type = readJobType(map, { ...named, written: fields.values.type }, problems);
  if (type.kind === "none") return { kind: "broken", ...named };
  const declared = declareJob(map, { named, fields, type: type.type }, problems);
  if (type.kind === "guessed") return { kind: "broken", ...named, meant: declared };
  if (shapeOf(type.type).task === "required") append(problems, missingTask(map, declared));
  return declared;
}

interface JobReading {
  readonly named: { readonly name: string; readonly nameSpan: Span };
  readonly fields: ReadFields<typeof JOB_FIELDS>;
  /** Absent where nobody knows which was meant: then the keys of all types are right. */
  readonly type: JobType | undefined;
}

function declareJob(map: MapNode, { named, fields, type }: JobReading, problems: Problem[]): DeclaredJob {
  const { values, others } = fields;
  const parts = readParts(type, others, problems);
  const { steps, inputs, jobEntries } = parts.steps;
  const options = readJobOptions(map, type, { ofJob: parts.others, ofTask: jobEntries }, problems);
  const areStepsRead = isListOrNothing(findEntry(map, "steps")?.value);
  const names = areStepsRead ? new Set(inputs.map(({ input }) => input.from)) : undefined;
  const additions = readAdditions(parts.additions, names, problems);
  append(problems, problemsOfUse(map, type, { ...values, ...additions }));
  if (additions.supersede !== undefined) append(problems, needlessSupersede(map, inputs));
  return {
    kind: "job",
    ...named,
    references: parts.references,
    ...(areStepsRead ? { inputs } : {}),
    job: {
      name: named.name,
      type: type ?? "runSh",
      steps,
      dependencyMode: values.dependencyMode ?? "chrono",
      triggerMode: values.triggerMode ?? "serial",
      priority: values.priority ?? DEFAULT_PRIORITY,
      runtime: parts.runtime,
      integrations: values.integrations ?? [],
      flags: values.flags ?? [],
      allowPublicAccess: values.allowPublicAccess ?? false,
      sections: parts.sections,
      ...additions,
      options,
      place: placeAt(map.source, named.nameSpan.start),
    },
  };
}

const FUTURE_FIELDS: readonly string[] = ["integrations", "allowPublicAccess", ...FUTURE_JOB_KEYS];

/** Keys that do nothing: never in jobs of this type, or not yet. What is wrong has been told already. */
function problemsOfUse(map: MapNode, type: JobType | undefined, right: object): readonly Problem[] {
  const found: Problem[] = [];
  for (const entry of map.entries) {
    const owners = Object.hasOwn(KEY_USES, entry.key) ? KEY_USES[entry.key] : undefined;
    const isFuture = FUTURE_FIELDS.includes(entry.key);
    if ((!owners && !isFuture) || asksForNothing(entry)) continue;
    const isChecked = isAddition(entry.key) || Object.hasOwn(JOB_FIELDS, entry.key);
    if (isChecked && !Object.hasOwn(right, entry.key)) continue;
    if (owners && type !== undefined && !owners.includes(type))
      found.push(keyWithoutEffect(entry, `jobs of type ${type}`, owners));
    else if (isFuture) found.push(notYet(entry));
  }
  return found;
}

/** Where each version needs its own run, no newer one takes the place of an older one. */
function needlessSupersede(map: MapNode, inputs: ReadSteps["inputs"]): readonly Problem[] {
  const entry = findEntry(map, "supersede");
  const every = inputs.find(({ input }) => input.flow === "every" && input.isSwitchedOn);
  if (!entry || !every) return [];
  const { from } = every.input;
  const message = `\`supersede\` has no effect on this job: \`flow: every\` of its IN \`${from}\` gives each version its own run.`;
  const hint = "remove it, or remove `flow: every` if a newer version makes older ones needless";
  return [problem("KEY_WITHOUT_EFFECT", entry.keySpan, message, { hint, related: [every.span] })];
}

function isListOrNothing(node: YamlNode | undefined): boolean {
  return node === undefined || node.kind === "list" || isNull(node);
}

interface JobParts {
  readonly steps: ReadSteps;
  readonly runtime: Runtime;
  readonly sections: Job["sections"];
  readonly references: readonly Reference[];
  readonly additions: readonly MapEntry[];
  readonly others: readonly MapEntry[];
}

/** Everything of a job that has a form of its own, and what is left over. */
function readParts(type: JobType | undefined, entries: readonly MapEntry[], problems: Problem[]): JobParts {
  let steps: ReadSteps = { steps: [], inputs: [], references: [], jobEntries: [] };
  let runtime = EMPTY_RUNTIME;
  const sections: Record<SectionName, Section> = emptySections();
  const references: Reference[] = [];
  const additions: MapEntry[] = [];
  const others: MapEntry[] = [];
  for (const entry of entries) {
    const section = Object.hasOwn(SECTION_OF_KEY, entry.key) ? SECTION_OF_KEY[entry.key] : undefined;
    if (section) {
      const read = readSection(entry, problems, scriptRefusal(type, section));
      sections[section] = read.section;
      append(references, read.references);
    } else if (entry.key === "steps") steps = readSteps(entry, type, problems);
    else if (entry.key === "runtime" && isNull(entry.value)) problems.push(emptyValue(entry));
    else if (entry.key === "runtime") runtime = readRuntime(entry.value, problems);
    else if (isAddition(entry.key)) additions.push(entry);
    else others.push(entry);
  }
  return { steps, runtime, sections, references: [...steps.references, ...references], additions, others };
}

function emptySections(): Record<SectionName, Section> {
  return {
    onStart: EMPTY_SECTION,
    onSuccess: EMPTY_SECTION,
    onFailure: EMPTY_SECTION,
    onCancel: EMPTY_SECTION,
    always: EMPTY_SECTION,
  };
}

function scriptRefusal(type: JobType | undefined, section: SectionName): string | undefined {
  if (section === "onStart" || section === "onCancel") return "this section only sends notifications";
  return type === undefined || type === "runSh" ? undefined : `jobs of type ${type} run no scripts`;
}

/** A runSh job without one TASK; a TASK that is there but wrong has been told already. */
function missingTask(map: MapNode, { name, nameSpan, job }: DeclaredJob): readonly Problem[] {
  const written = findEntry(map, "steps")?.value;
  if (!isListOrNothing(written) || tasksOf(job).length > 0 || holdsTask(written)) return [];
  const message = `The job \`${name}\` has no TASK, so there is nothing to run.`;
  return [
    problem("MISSING_TASK", nameSpan, message, {
      hint: "for example: `- TASK: {name: compile, script: [make]}`",
    }),
  ];
}

function holdsTask(node: YamlNode | undefined): boolean {
  if (node?.kind === "list") return node.items.some((item) => holdsTask(item));
  // What is no step at all may have been meant as one, and has been told.
  if (node?.kind === "scalar") return !isNull(node);
  if (node?.kind !== "map") return false;
  const hasOther = node.entries.some(({ key }) => key === "NOTIFY" || verbOfKey(key));
  return findEntry(node, "TASK") !== undefined || !hasOther;
}
