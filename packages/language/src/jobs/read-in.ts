import type { InStep, JobType, JsonObject, JsonValue, Pin } from "@landbridge/core";
import type { PlacedInput } from "../checks/declaration.ts";
import type { FieldValues, Fields } from "../fields/field.ts";
import { APPLY_TO_FIELDS, IN_OPTION_FIELDS, IN_OPTION_USES, VOTE_FIELDS } from "./in-option-schema.ts";
import { keyWithoutEffect, notYet } from "./key-without-effect.ts";
import { foreignInKey } from "../problems/foreign-words.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readFields, unknownKey } from "../fields/read-fields.ts";
import { FUTURE_IN_KEYS, IN_FIELDS, OUT_FIELDS } from "../fields/schema.ts";
import type { Span } from "../yaml/source-text.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

const IN_KEYS: readonly string[] = Object.keys(IN_FIELDS);

export interface InContext {
  readonly jobType: JobType | undefined;
  /** Where the name stands. */
  readonly span: Span;
  readonly problems: Problem[];
}

/** One `IN` with the options beside it. */
export function readIn(from: string, map: MapNode, { jobType, span, problems }: InContext): PlacedInput {
  const { values, others } = readFields(map, IN_FIELDS, problems);
  for (const entry of others) problems.push(strangeKey(entry));
  for (const entry of map.entries) if (Object.hasOwn(values, entry.key)) tellUse(entry, jobType, problems);
  const { dependencyMode, flow } = values;
  const pin = readPin(map, values, problems);
  const passed = findEntry(map, "passed");
  const input: InStep = {
    kind: "in",
    from,
    isSwitchedOn: values.switch ?? true,
    ...(dependencyMode === undefined ? {} : { dependencyMode }),
    ...(pin === undefined ? {} : { pin }),
    ...(passed && values.passed && values.passed.length > 0
      ? { passed: withoutRepeats(passed, values.passed, problems) }
      : {}),
    ...(flow === undefined ? {} : { flow }),
    options: optionsOf(map, values, problems),
  };
  return { input, span, entries: map.entries };
}

function strangeKey(entry: MapEntry): Problem {
  if (Object.hasOwn(OUT_FIELDS, entry.key)) {
    const message = `\`${entry.key}\` is an option of an OUT; on an IN it has no effect.`;
    return problem("MISPLACED_KEY", entry.keySpan, message, {
      hint: "write it below the `- OUT`",
      hasNoEffect: true,
    });
  }
  return unknownKey(entry, "an IN", IN_KEYS, foreignInKey(entry.key));
}

/** Says of an option that nobody acts on it: never for this type of job, or not yet. */
function tellUse(entry: MapEntry, jobType: JobType | undefined, problems: Problem[]): void {
  if (asksForNothing(entry)) return;
  const jobs = Object.hasOwn(IN_OPTION_USES, entry.key) ? IN_OPTION_USES[entry.key]?.jobs : undefined;
  if (jobs && jobType !== undefined && !jobs.includes(jobType))
    problems.push(keyWithoutEffect(entry, `an IN of a job of type ${jobType}`, jobs));
  else if (FUTURE_IN_KEYS.includes(entry.key)) problems.push(notYet(entry));
}

/** `force: false`, `pull: off` and `scopes: []` are as good as nothing. */
export function asksForNothing({ key, value }: MapEntry): boolean {
  if (value.kind === "list") return value.items.length === 0;
  if (value.kind !== "scalar" || key === "switch") return false;
  return value.value === null || value.value === false || value.value === "off";
}

function readPin(
  map: MapNode,
  { versionName, versionNumber, flow }: FieldValues<typeof IN_FIELDS>,
  problems: Problem[],
): Pin | undefined {
  const number = findEntry(map, "versionNumber");
  if (number && versionName !== undefined && versionNumber !== undefined) {
    const message = "An IN is pinned by `versionName` or by `versionNumber`, not by both.";
    problems.push(problem("CONFLICTING_KEYS", number.keySpan, message, { hint: "keep one of them" }));
  }
  const flowEntry = findEntry(map, "flow");
  const isPinned = versionName !== undefined || versionNumber !== undefined;
  if (isPinned && flow === "every" && flowEntry) {
    const message = "An IN that is pinned to one version has no others to take in; `flow` has no effect.";
    problems.push(
      problem("CONFLICTING_KEYS", flowEntry.keySpan, message, {
        severity: "warning",
        hint: "keep one of them",
      }),
    );
  }
  if (versionNumber !== undefined) return { kind: "number", versionNumber };
  return versionName === undefined ? undefined : { kind: "name", versionName };
}

/** What single job types read, each of the type that its table gives it. */
function optionsOf(map: MapNode, values: FieldValues<typeof IN_FIELDS>, problems: Problem[]): JsonObject {
  for (const { key, value } of map.entries) {
    if (key === "applyTo") tellUnknownKeys(value, APPLY_TO_FIELDS, key, problems);
    if (key === "vote") tellUnknownKeys(value, VOTE_FIELDS, key, problems);
  }
  const options: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(values)) {
    if (Object.hasOwn(IN_OPTION_FIELDS, key) && isJson(value)) options[key] = value;
  }
  return options;
}

function tellUnknownKeys(node: YamlNode, fields: Fields, key: string, problems: Problem[]): void {
  if (node.kind === "list") for (const item of node.items) tellUnknownKeys(item, fields, key, problems);
  if (node.kind !== "map") return;
  for (const entry of node.entries) {
    if (!Object.hasOwn(fields, entry.key))
      problems.push(unknownKey(entry, `\`${key}\``, Object.keys(fields)));
  }
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}
