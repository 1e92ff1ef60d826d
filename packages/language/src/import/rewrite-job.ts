import type { JobType } from "@landbridge/core";
import { LEGACY_JOB_KEYS, LEGACY_JOB_TYPES, REMOVED_JOB_TYPES, isJobType } from "../jobs/job-types.ts";
import { JOB_FIELDS, JOB_STRUCTURES } from "../fields/schema.ts";
import { findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";
import { rewriteEntry, rewriteField } from "./rewrite-data.ts";
import { rewriteRuntime } from "./rewrite-runtime.ts";
import { rewriteSection } from "./rewrite-section.ts";
import { rewriteSteps } from "./rewrite-steps.ts";
import { drop, dropEntry, writtenEntry } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockList, blockMap, textValue } from "./written.ts";
import type { WrittenEntry, WrittenMap } from "./written.ts";

/** Keys of a job in the order in which they are written; all others come before `on_start`, as they stood. */
const HEAD = [
  "name",
  "type",
  "flags",
  "dependencyMode",
  "triggerMode",
  "priority",
  "allowPublicAccess",
  "integrations",
  "runtime",
];
const TAIL = ["on_start", "steps", "on_success", "on_failure", "on_cancel", "always"];

/** A job by today's names; nothing of one whose type no longer exists. */
export function rewriteJob(state: Rewriting, map: MapNode): WrittenMap | undefined {
  const written = findEntry(map, "type")?.value;
  const name = written?.kind === "scalar" ? (textOfScalar(written) ?? "") : "";
  if (REMOVED_JOB_TYPES.includes(name)) {
    drop(state, map, "REMOVED_JOB_TYPE");
    return undefined;
  }
  const type = todaysType(name);
  const entries = map.entries.flatMap((entry) => rewriteKey(state, entry, type));
  return blockMap(inOrder(entries));
}

function todaysType(written: string): JobType {
  if (isJobType(written)) return written;
  // Any other type is an error, which ends the import before it comes here.
  return (Object.hasOwn(LEGACY_JOB_TYPES, written) ? LEGACY_JOB_TYPES[written] : undefined) ?? "runSh";
}

function rewriteKey(state: Rewriting, entry: MapEntry, type: JobType): readonly WrittenEntry[] {
  const { key, value } = entry;
  if (Object.hasOwn(LEGACY_JOB_KEYS, key)) {
    dropEntry(state, entry, "LEGACY_KEY");
    return [];
  }
  const isKnown = Object.hasOwn(JOB_FIELDS, key) || JOB_STRUCTURES.some((known) => known === key);
  if (isKnown && isNull(value)) {
    dropEntry(state, entry, "EMPTY_VALUE");
    return [];
  }
  if (key === "type") return [writtenEntry(entry, textValue(type))];
  if (key === "steps") return [writtenEntry(entry, blockList(rewriteSteps(state, value, type)))];
  if (key === "runtime") return rewriteJobRuntime(state, entry);
  if (TAIL.includes(key)) return rewriteSection(state, entry);
  const field = fieldOf(key);
  return [field ? writtenEntry(entry, rewriteField(state, entry, field)) : rewriteEntry(state, entry)];
}

function fieldOf(key: string): (typeof JOB_FIELDS)[keyof typeof JOB_FIELDS] | undefined {
  const fields: Readonly<Record<string, (typeof JOB_FIELDS)[keyof typeof JOB_FIELDS]>> = JOB_FIELDS;
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function rewriteJobRuntime(state: Rewriting, entry: MapEntry): readonly WrittenEntry[] {
  const runtime = rewriteRuntime(state, entry.value);
  if (runtime.entries.length > 0) return [writtenEntry(entry, runtime)];
  drop(state, entry.keySpan, "EMPTY_VALUE");
  return [];
}

function inOrder(entries: readonly WrittenEntry[]): readonly WrittenEntry[] {
  const placed = new Set([...HEAD, ...TAIL]);
  const among = (keys: readonly string[]): readonly WrittenEntry[] =>
    keys.flatMap((key) => entries.filter((entry) => entry.key === key));
  return [...among(HEAD), ...entries.filter(({ key }) => !placed.has(key)), ...among(TAIL)];
}
