import type { JobType, JsonObject, JsonValue } from "@landbridge/core";
import { JOB_TYPES } from "@landbridge/core";
import { ADDITION_FIELDS } from "./addition-schema.ts";
import { JOB_TYPE_SHAPES, LEGACY_JOB_KEYS, TASK_OPTION_ALIASES, shapeOf } from "./job-types.ts";
import { foreignJobKey } from "../problems/foreign-words.ts";
import { onlyOf } from "./key-without-effect.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readFields, unknownKey } from "../fields/read-fields.ts";
import { JOB_FIELDS, JOB_STRUCTURES, TASK_FIELDS, TASK_STRUCTURES } from "../fields/schema.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

export interface OptionEntries {
  /** Keys of the job that no table of all jobs has. */
  readonly ofJob: readonly MapEntry[];
  /** Keys beside `TASK: managed`. */
  readonly ofTask: readonly MapEntry[];
}

/** The keys that only one type of job has, wherever they stand, by their names today. */
export function readJobOptions(
  map: MapNode,
  type: JobType | undefined,
  { ofJob, ofTask }: OptionEntries,
  problems: Problem[],
): JsonObject {
  const { fields } = shapeOf(type);
  const known: MapEntry[] = [];
  for (const entry of ofJob) {
    const today = aliasOf(entry.key);
    if (today !== undefined && Object.hasOwn(fields, today)) {
      problems.push(calledToday(entry, today));
      known.push({ ...entry, key: today });
    } else if (Object.hasOwn(fields, entry.key)) known.push(entry);
    else problems.push(strangeJobKey(entry, type));
  }
  for (const entry of ofTask) {
    const key = aliasOf(entry.key) ?? entry.key;
    if (!Object.hasOwn(fields, key)) problems.push(strangeTaskKey(entry, type));
    else if (known.some((each) => each.key === key)) problems.push(givenTwice(entry, key));
    else known.push({ ...entry, key });
  }
  const options: MapNode = { ...map, entries: known };
  const { values } = readFields(options, fields, problems);
  const stability = findEntry(options, "stabilityDuration");
  const method = values["method"];
  if (stability && method !== undefined && method !== "blueGreen")
    problems.push(withoutStability(stability, String(method)));
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, JsonValue] => isJson(pair[1])),
  );
}

function aliasOf(key: string): string | undefined {
  return Object.hasOwn(TASK_OPTION_ALIASES, key) ? TASK_OPTION_ALIASES[key] : undefined;
}

function calledToday({ key, keySpan }: MapEntry, today: string): Problem {
  const message = `\`${key}\` is called \`${today}\` as a key of the job and is read as such.`;
  return problem("LEGACY_KEY", keySpan, message, { hint: `write \`${today}\`` });
}

function givenTwice({ keySpan }: MapEntry, key: string): Problem {
  const message = `\`${key}\` is given twice for this job; the first one counts.`;
  return problem("CONFLICTING_KEYS", keySpan, message, { severity: "warning", hint: "keep one of them" });
}

function withoutStability({ keySpan }: MapEntry, method: string): Problem {
  const message = `\`stabilityDuration\` has no effect with the method ${method}.`;
  return problem("KEY_WITHOUT_EFFECT", keySpan, message, { hint: "only the method blueGreen has it" });
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}

function strangeTaskKey(entry: MapEntry, type: JobType | undefined): Problem {
  const { key, keySpan } = entry;
  if (Object.hasOwn(TASK_FIELDS, key) || TASK_STRUCTURES.some((known) => known === key)) {
    const message = `\`${key}\` has no effect beside \`TASK: managed\`.`;
    return problem("KEY_WITHOUT_EFFECT", keySpan, message, { hint: "only tasks with commands have it" });
  }
  const { fields } = shapeOf(type);
  const known = [...Object.keys(fields), ...Object.keys(TASK_OPTION_ALIASES)];
  return unknownKey(entry, "`TASK: managed`", known, ownerHint(type, key) ?? methodHint(type, key));
}

/** The key that deploys by some method has had many names. */
function methodHint(type: JobType | undefined, key: string): string | undefined {
  const isMeant = "method" in shapeOf(type).fields && /^deploy.*method$/i.test(key);
  return isMeant ? "did you mean `deployMethod`?" : undefined;
}

function strangeJobKey(entry: MapEntry, type: JobType | undefined): Problem {
  const today = Object.hasOwn(LEGACY_JOB_KEYS, entry.key) ? LEGACY_JOB_KEYS[entry.key] : undefined;
  if (today !== undefined) {
    const message = `\`${entry.key}\` comes from an early version of the language and has no effect.`;
    return problem("LEGACY_KEY", entry.keySpan, message, { hint: today, hasNoEffect: true });
  }
  const { fields } = shapeOf(type);
  const known = [
    ...Object.keys(JOB_FIELDS),
    ...JOB_STRUCTURES,
    ...Object.keys(ADDITION_FIELDS),
    ...Object.keys(fields),
  ];
  const place = type === undefined ? "a job" : `a job of type ${type}`;
  return unknownKey(entry, place, known, hintFor(type, entry.key));
}

function hintFor(type: JobType | undefined, key: string): string | undefined {
  if (key === "IN" || key === "OUT") return `write it as a step: \`steps: [{${key}: my_resource}]\``;
  return (
    ownerHint(type, key) ?? methodHint(type, key)?.replace("deployMethod", "method") ?? foreignJobKey(key)
  );
}

function ownerHint(type: JobType | undefined, key: string): string | undefined {
  const owner = JOB_TYPES.find((each) => each !== type && Object.hasOwn(JOB_TYPE_SHAPES[each].fields, key));
  return owner && onlyOf([owner]);
}
