import type { JobType } from "@landbridge/core";
import type { Fields } from "../fields/field.ts";
import { shapeOf } from "../jobs/job-types.ts";
import { isManaged } from "../jobs/read-task.ts";
import { optionsOf, verbOfKey } from "../jobs/step-verb.ts";
import type { FoundVerb } from "../jobs/step-verb.ts";
import { IN_FIELDS, OUT_FIELDS } from "../fields/schema.ts";
import { textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";
import { rewriteEntry, rewriteFields } from "./rewrite-data.ts";
import { rewriteTasks } from "./rewrite-task.ts";
import { drop, dropEntry, newEntry, writtenEntry } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockMap, originOf, plainValue, textValue } from "./written.ts";
import type { WrittenEntry, WrittenItem } from "./written.ts";

/** Steps as IN, TASK and OUT, each an item of its own. */
export function rewriteSteps(state: Rewriting, node: YamlNode, jobType: JobType): readonly WrittenItem[] {
  if (node.kind === "list") return node.items.flatMap((item) => rewriteSteps(state, item, jobType));
  if (node.kind === "map") return rewriteItem(state, node, jobType);
  drop(state, { ...node, end: node.start + 1 }, "EMPTY_VALUE");
  return [];
}

function rewriteItem(state: Rewriting, map: MapNode, jobType: JobType): readonly WrittenItem[] {
  const found: FoundVerb[] = [];
  const options: MapEntry[] = [];
  for (const entry of map.entries) {
    const verb = verbOfKey(entry.key);
    if (verb) found.push({ verb, entry });
    else if (entry.key === "NOTIFY") dropEntry(state, entry, "LEGACY_STEP");
    else options.push(entry);
  }
  return found.flatMap((each) =>
    rewriteStep(state, each, { options: optionsOf(each, found, options), jobType }),
  );
}

interface StepContext {
  readonly options: readonly MapEntry[];
  readonly jobType: JobType;
}

function rewriteStep(
  state: Rewriting,
  { verb, entry }: FoundVerb,
  { options, jobType }: StepContext,
): readonly WrittenItem[] {
  const origins = [originOf(entry.keySpan)];
  const step = (entries: readonly WrittenEntry[]): WrittenItem => ({
    kind: "value",
    value: blockMap(entries),
    origins,
  });
  if (verb !== "TASK") {
    const target = entry.value.kind === "scalar" ? (textOfScalar(entry.value)?.trim() ?? "") : "";
    const rewriteOne = verb === "IN" ? rewriteInOption : rewriteOutOption;
    const own = options.flatMap((option) => rewriteOne(state, option));
    return [step([writtenEntry(entry, textValue(target), verb), ...own])];
  }
  if (isManaged(entry.value) && shapeOf(jobType).task !== "required") {
    const own = options.map((option) => rewriteEntry(state, option));
    return [step([writtenEntry(entry, textValue("managed")), ...own])];
  }
  return rewriteTasks(state, entry, options).map((task, index) =>
    step([index === 0 ? writtenEntry(entry, task) : newEntry("TASK", task)]),
  );
}

function rewriteInOption(state: Rewriting, entry: MapEntry): readonly WrittenEntry[] {
  const { key } = entry;
  const [written] = rewriteOption(state, entry, IN_FIELDS);
  if (!written) return [];
  if (key !== "switch" || written.value.kind !== "plain") return [written];
  return [{ ...written, value: plainValue(written.value.text === "true" ? "on" : "off") }];
}

function rewriteOutOption(state: Rewriting, entry: MapEntry): readonly WrittenEntry[] {
  return rewriteOption(state, entry, OUT_FIELDS);
}

/** What the reader leaves out is left out. */
function rewriteOption(state: Rewriting, entry: MapEntry, table: Fields): readonly WrittenEntry[] {
  if (Object.hasOwn(table, entry.key)) return rewriteFields(state, [entry], table);
  dropEntry(state, entry, state.isTold("MISPLACED_KEY", entry.keySpan) ? "MISPLACED_KEY" : "UNKNOWN_KEY");
  return [];
}
