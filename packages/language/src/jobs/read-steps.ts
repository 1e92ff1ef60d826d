import type { JobType, Step } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import type { PlacedInput, Reference } from "../checks/declaration.ts";
import { shapeOf } from "./job-types.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue } from "../fields/read-fields.ts";
import { readIn } from "./read-in.ts";
import { readOut } from "./read-out.ts";
import { TASK_EXAMPLE, isManaged, readTasks } from "./read-task.ts";
import { KEYS_OF_VERB, VERBS, nameOfOldVerb, optionsOf, verbOfKey } from "./step-verb.ts";
import type { FoundVerb, Verb } from "./step-verb.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { describeNode, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

export interface ReadSteps {
  readonly steps: readonly Step[];
  readonly inputs: readonly PlacedInput[];
  readonly references: readonly Reference[];
  /** Keys beside `TASK: managed`, which belong to the job. */
  readonly jobEntries: readonly MapEntry[];
}

interface StepsReading {
  readonly jobType: JobType | undefined;
  readonly problems: Problem[];
  readonly steps: Step[];
  readonly inputs: PlacedInput[];
  readonly references: Reference[];
  readonly jobEntries: MapEntry[];
  taskCount: number;
}

const EXAMPLE = `steps: a list, for example \`- IN: my_repo\` and \`${TASK_EXAMPLE}\``;

/** The steps of a job, in the order in which they are written. */
export function readSteps(entry: MapEntry, jobType: JobType | undefined, problems: Problem[]): ReadSteps {
  const reading: StepsReading = {
    jobType,
    problems,
    steps: [],
    inputs: [],
    references: [],
    jobEntries: [],
    taskCount: 0,
  };
  if (isNull(entry.value)) problems.push(emptyValue(entry));
  else if (entry.value.kind === "list") for (const item of entry.value.items) readItem(reading, item);
  else {
    const message = `\`steps\` must be a list, but is ${describeNode(entry.value)}.`;
    problems.push(problem("INVALID_STEP", entry.value, message, { hint: EXAMPLE }));
  }
  const { steps, inputs, references, jobEntries } = reading;
  return { steps, inputs, references, jobEntries };
}

function readItem(reading: StepsReading, item: YamlNode): void {
  if (item.kind === "list") {
    // An alias may stand for several steps.
    for (const each of item.items) readItem(reading, each);
  } else if (isNull(item)) {
    const span = { ...item, end: item.start + 1 };
    reading.problems.push(
      problem("EMPTY_VALUE", span, "A step is empty and is left out.", { hint: "remove the line" }),
    );
  } else if (item.kind === "scalar") {
    reading.problems.push(textAsStep(item, textOfScalar(item) ?? ""));
  } else readMap(reading, item);
}

function textAsStep(item: YamlNode, text: string): Problem {
  const glued = /^(IN|OUT|TASK):(.+)$/.exec(text);
  const bare = /^(IN|OUT|TASK) +(.+)$/.exec(text);
  const hint = glued
    ? `a blank is missing after the colon: \`- ${glued[1]}: ${glued[2]?.trim()}\``
    : bare
      ? `a colon is missing: \`- ${bare[1]}: ${bare[2]}\``
      : /^[\w-]+$/.test(text)
        ? `for example: \`- IN: ${text}\``
        : `for example: \`${TASK_EXAMPLE}\``;
  return problem(
    "INVALID_STEP",
    item,
    `A step must begin with IN, TASK or OUT, but is ${describeNode(item)}.`,
    { hint },
  );
}

function readMap(reading: StepsReading, map: MapNode): void {
  const found: FoundVerb[] = [];
  const options: MapEntry[] = [];
  for (const entry of map.entries) {
    const verb = verbOf(reading, entry);
    if (verb === "ignored") continue;
    if (verb) found.push({ verb, entry });
    else options.push(entry);
  }
  const [first, second] = found;
  if (!first) {
    if (options.length > 0) reading.problems.push(unknownStep(map, options));
    return;
  }
  if (second) {
    const verbs = found.map(({ verb }) => verb).join(" and ");
    const message = `One list item holds ${verbs}; they are read as steps of their own.`;
    reading.problems.push(
      problem("COMBINED_STEP", second.entry.keySpan, message, { hint: "begin each step with `- `" }),
    );
  }
  for (const each of found) readStep(reading, each, optionsOf(each, found, options));
}

function verbOf(reading: StepsReading, entry: MapEntry): Verb | "ignored" | undefined {
  const verb = VERBS.find((known) => known === entry.key);
  if (verb) return verb;
  if (entry.key === "NOTIFY") {
    const hint = "move it to on_start, on_success, on_failure, on_cancel or always";
    reading.problems.push(problem("LEGACY_STEP", entry.keySpan, "A `NOTIFY` step has no effect.", { hint }));
    return "ignored";
  }
  const renamed = nameOfOldVerb(entry.key);
  if (renamed) {
    const message = `\`${entry.key}\` is called \`${renamed}\` today and is read as such.`;
    reading.problems.push(
      problem("LEGACY_STEP", entry.keySpan, message, { hint: `write \`- ${renamed}: …\`` }),
    );
  }
  return renamed;
}

/** Keys of a TASK, and what other systems call the commands of a step. */
const SCRIPT_WORDS: ReadonlySet<string> = new Set([
  ...KEYS_OF_VERB.TASK,
  "run",
  "sh",
  "bash",
  "command",
  "commands",
]);

function unknownStep(map: MapNode, options: readonly MapEntry[]): Problem {
  const [first] = options;
  const key = first?.key ?? "";
  const meant = verbOfKey(key.toUpperCase());
  const isScript = SCRIPT_WORDS.has(key);
  const hint = meant
    ? `did you mean \`${meant}\`?`
    : isScript
      ? `for example: \`${TASK_EXAMPLE}\``
      : (didYouMean(key, VERBS) ?? `for example: \`- IN: my_repo\``);
  const message = `A step must begin with IN, TASK or OUT; this one begins with \`${key}\`.`;
  return problem("INVALID_STEP", first?.keySpan ?? map, message, { hint });
}

function readStep(reading: StepsReading, { verb, entry }: FoundVerb, options: readonly MapEntry[]): void {
  if (verb === "TASK") {
    readTaskStep(reading, entry, options);
    return;
  }
  const name = entry.value.kind === "scalar" ? textOfScalar(entry.value)?.trim() : undefined;
  if (name === undefined || name === "") {
    const span = isNull(entry.value) ? entry.keySpan : entry.value;
    const message = `\`${verb}\` must name ${verb === "IN" ? "a resource or a job" : "a resource"}, but is ${describeNode(entry.value)}.`;
    const hint =
      entry.value.kind === "list" ? `one \`- ${verb}: …\` for each` : `for example: \`- ${verb}: my_repo\``;
    reading.problems.push(problem("INVALID_STEP", span, message, { hint }));
    return;
  }
  const map: MapNode = {
    kind: "map",
    source: entry.keySpan.source,
    start: entry.keySpan.start,
    end: entry.value.end,
    entries: options,
  };
  reading.references.push({ kind: verb === "IN" ? "in" : "out", name, span: entry.value });
  const context = { jobType: reading.jobType, span: entry.value, problems: reading.problems };
  if (verb === "IN") {
    const placed = readIn(name, map, context);
    reading.inputs.push(placed);
    reading.steps.push(placed.input);
    return;
  }
  const { output, references } = readOut(name, map, context);
  reading.steps.push(output);
  append(reading.references, references);
}

function readTaskStep(reading: StepsReading, entry: MapEntry, options: readonly MapEntry[]): void {
  const { jobType, problems } = reading;
  const { task } = shapeOf(jobType);
  if (isManaged(entry.value) && task !== "required") {
    append(reading.jobEntries, options);
    return;
  }
  if (isManaged(entry.value)) {
    const message = `\`TASK: managed\` has no commands; a job of type ${jobType} needs some.`;
    problems.push(
      problem("MISSING_TASK", entry.value, message, { hint: `for example: \`${TASK_EXAMPLE}\`` }),
    );
    return;
  }
  if (task === "none") {
    const message = `Jobs of type ${jobType} run no commands of their own; this TASK has no effect.`;
    problems.push(problem("TASK_NOT_ALLOWED", entry.keySpan, message));
  }
  const tasks = readTasks(entry, options, { firstNumber: reading.taskCount + 1, problems });
  append(reading.steps, tasks);
  reading.taskCount += tasks.length;
}
