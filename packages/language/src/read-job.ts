import type { Job, JobType, JsonValue, Runtime, Section, SectionName } from "@landbridge/core";
import { DEFAULT_PRIORITY, JOB_TYPES, tasksOf } from "@landbridge/core";
import { append } from "./append.ts";
import type { BrokenDeclaration, DeclaredJob, Reference } from "./declaration.ts";
import type { FieldValues } from "./field.ts";
import { JOB_TYPE_SHAPES, LEGACY_JOB_KEYS, shapeOf } from "./job-types.ts";
import { problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { emptyValue, expectMap, readFields, unknownKey } from "./read-fields.ts";
import type { ReadFields } from "./read-fields.ts";
import { readJobType } from "./read-job-type.ts";
import { readName } from "./read-name.ts";
import { EMPTY_RUNTIME, readRuntime } from "./read-runtime.ts";
import { EMPTY_SECTION, readSection } from "./read-section.ts";
import { notYet, readSteps } from "./read-steps.ts";
import type { ReadSteps } from "./read-steps.ts";
import { FUTURE_JOB_KEYS, JOB_FIELDS, JOB_STRUCTURES } from "./schema.ts";
import { placeAt } from "./source-text.ts";
import type { Span } from "./source-text.ts";
import { findEntry, isNull, toJson } from "./yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "./yaml-node.ts";

const EXAMPLE = "- {name: my_job, type: runSh, steps: [{TASK: {script: [make]}}]}";

const SECTION_KEYS: Readonly<Record<string, SectionName>> = {
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
  append(problems, fieldsForLater(map, values));
  const parts = readParts(type, others, problems);
  return {
    kind: "job",
    ...named,
    references: parts.references,
    job: {
      name: named.name,
      type: type ?? "runSh",
      steps: parts.steps.steps,
      dependencyMode: values.dependencyMode ?? "chrono",
      triggerMode: values.triggerMode ?? "serial",
      priority: values.priority ?? DEFAULT_PRIORITY,
      runtime: parts.runtime,
      integrations: values.integrations ?? [],
      flags: values.flags ?? [],
      allowPublicAccess: values.allowPublicAccess ?? false,
      sections: parts.sections,
      options: { ...parts.steps.options, ...parts.options },
      place: placeAt(map.source, named.nameSpan.start),
    },
  };
}

/** Keys that ask for something which does not happen yet; `[]` and `false` ask for nothing. */
function fieldsForLater(map: MapNode, values: FieldValues<typeof JOB_FIELDS>): readonly Problem[] {
  const asked: string[] = [];
  if (values.integrations && values.integrations.length > 0) asked.push("integrations");
  if (values.allowPublicAccess) asked.push("allowPublicAccess");
  return map.entries.filter(({ key }) => asked.includes(key)).map((entry) => notYet(entry));
}

interface JobParts {
  readonly steps: ReadSteps;
  readonly runtime: Runtime;
  readonly sections: Job["sections"];
  readonly references: readonly Reference[];
  readonly options: Readonly<Record<string, JsonValue>>;
}

/** Everything of a job that has a form of its own, and what is kept as data. */
function readParts(type: JobType | undefined, entries: readonly MapEntry[], problems: Problem[]): JobParts {
  let steps: ReadSteps = { steps: [], references: [], options: {} };
  let runtime = EMPTY_RUNTIME;
  const sections: Record<SectionName, Section> = emptySections();
  const references: Reference[] = [];
  const options: Record<string, JsonValue> = {};
  for (const entry of entries) {
    const section = Object.hasOwn(SECTION_KEYS, entry.key) ? SECTION_KEYS[entry.key] : undefined;
    if (section) {
      const read = readSection(entry, problems, scriptRefusal(type, section));
      sections[section] = read.section;
      append(references, read.references);
    } else if (entry.key === "steps") steps = readSteps(entry, type, problems);
    else if (entry.key === "runtime" && isNull(entry.value)) problems.push(emptyValue(entry));
    else if (entry.key === "runtime") runtime = readRuntime(entry.value, problems);
    else {
      options[entry.key] = toJson(entry.value);
      append(problems, problemsOfOption(type, entry));
    }
  }
  return { steps, runtime, sections, references: [...steps.references, ...references], options };
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

function problemsOfOption(type: JobType | undefined, entry: MapEntry): readonly Problem[] {
  if (FUTURE_JOB_KEYS.includes(entry.key)) return [notYet(entry)];
  const { optionKeys } = shapeOf(type);
  if (optionKeys.includes(entry.key)) return [];
  const today = Object.hasOwn(LEGACY_JOB_KEYS, entry.key) ? LEGACY_JOB_KEYS[entry.key] : undefined;
  if (today !== undefined) {
    const message = `\`${entry.key}\` comes from an early version of the language and has no effect.`;
    return [problem("LEGACY_KEY", entry.keySpan, message, { hint: today })];
  }
  const known = [...Object.keys(JOB_FIELDS), ...JOB_STRUCTURES, ...FUTURE_JOB_KEYS, ...optionKeys];
  const place = type === undefined ? "a job" : `a job of type ${type}`;
  return [unknownKey(entry, place, known, hintFor(type, entry.key))];
}

function hintFor(type: JobType | undefined, key: string): string | undefined {
  if (key === "script" || key === "TASK")
    return "commands stand in a step: `steps: [{TASK: {script: [make]}}]`";
  if (key === "IN" || key === "OUT") return `write it as a step: \`steps: [{${key}: my_resource}]\``;
  const owner = JOB_TYPES.find((each) => each !== type && JOB_TYPE_SHAPES[each].optionKeys.includes(key));
  return owner ? `only jobs of type ${owner} have it` : undefined;
}

/** A runSh job without one TASK; a TASK that is there but wrong has been told already. */
function missingTask(map: MapNode, { name, nameSpan, job }: DeclaredJob): readonly Problem[] {
  const written = findEntry(map, "steps")?.value;
  const isWrongShape = written !== undefined && written.kind !== "list" && !isNull(written);
  if (isWrongShape || tasksOf(job).length > 0 || holdsTask(written)) return [];
  const message = `The job \`${name}\` has no TASK, so there is nothing to run.`;
  return [
    problem("MISSING_TASK", nameSpan, message, {
      hint: "for example: `- TASK: {name: compile, script: [make]}`",
    }),
  ];
}

function holdsTask(node: YamlNode | undefined): boolean {
  if (node?.kind === "list") return node.items.some((item) => holdsTask(item));
  return node?.kind === "map" && findEntry(node, "TASK") !== undefined;
}
