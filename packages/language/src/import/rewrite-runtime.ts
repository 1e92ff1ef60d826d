import { OPTION_KEYS } from "../jobs/read-runtime.ts";
import { IMAGE_FIELDS, LEGACY_RUNTIME_KEYS, RUNTIME_FIELDS } from "../fields/schema.ts";
import { isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, ScalarNode, YamlNode } from "../yaml/yaml-node.ts";
import { rewriteEntry, rewriteFields } from "./rewrite-data.ts";
import { addOrigin, drop, dropEntry, newEntry, writtenEntry } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockList, blockMap, originOf, textValue } from "./written.ts";
import type { Origin, WrittenEntry, WrittenItem, WrittenMap } from "./written.ts";

/** A runtime with the image and the environment under `options`. */
export function rewriteRuntime(state: Rewriting, node: YamlNode): WrittenMap {
  const entries = node.kind === "map" ? node.entries : [];
  const optionsEntry = entries.find(({ key }) => key === "options");
  const misplaced: MapEntry[] = [];
  const simple: MapEntry[] = [];
  for (const entry of entries) {
    if (entry === optionsEntry) continue;
    if (Object.hasOwn(RUNTIME_FIELDS, entry.key)) simple.push(entry);
    else if (OPTION_KEYS.includes(entry.key)) misplaced.push(entry);
    else dropEntry(state, entry, LEGACY_RUNTIME_KEYS.includes(entry.key) ? "LEGACY_KEY" : "UNKNOWN_KEY");
  }
  const written = [...rewriteFields(state, simple, RUNTIME_FIELDS)];
  if (optionsEntry && isNull(optionsEntry.value)) dropEntry(state, optionsEntry, "EMPTY_VALUE");
  const nested = optionsEntry?.value.kind === "map" ? optionsEntry.value.entries : [];
  const options = rewriteOptions(state, [...misplaced, ...nested]);
  const origins = nested.length > 0 && optionsEntry ? [originOf(optionsEntry.keySpan)] : [];
  if (options.length > 0) written.push(newEntry("options", blockMap(options), origins));
  return blockMap(written);
}

function rewriteOptions(state: Rewriting, entries: readonly MapEntry[]): readonly WrittenEntry[] {
  const byKey = new Map<string, MapEntry>();
  const env: WrittenItem[] = [];
  const envOrigins: Origin[] = [];
  for (const entry of entries) {
    if (entry.key === "env") {
      env.push(...rewriteEnv(state, entry));
      addOrigin(envOrigins, originOf(entry.keySpan));
    } else if (Object.hasOwn(IMAGE_FIELDS, entry.key)) {
      const earlier = byKey.get(entry.key);
      if (earlier) dropEntry(state, earlier, "OVERRIDDEN");
      byKey.set(entry.key, entry);
    } else dropEntry(state, entry, "UNKNOWN_KEY");
  }
  const written = Object.keys(IMAGE_FIELDS).flatMap((key) => {
    const entry = byKey.get(key);
    return entry ? rewriteFields(state, [entry], IMAGE_FIELDS) : [];
  });
  return env.length === 0 ? written : [...written, newEntry("env", blockList(env), envOrigins)];
}

/** `env` as a list of `K: v`. */
function rewriteEnv(state: Rewriting, entry: MapEntry): readonly WrittenItem[] {
  if (isNull(entry.value)) dropEntry(state, entry, "EMPTY_VALUE");
  const items = entry.value.kind === "list" ? entry.value.items : [entry.value];
  return items.flatMap((item) => {
    if (item.kind === "map") return item.entries.flatMap((each) => rewriteVariable(state, each));
    if (item.kind === "scalar" && !isNull(item)) return [rewriteAssignment(item)];
    if (item !== entry.value) drop(state, { ...item, end: item.start + 1 }, "EMPTY_VALUE");
    return [];
  });
}

function rewriteVariable(state: Rewriting, entry: MapEntry): readonly WrittenItem[] {
  const { key, keySpan, value } = entry;
  if (key !== "secure" && state.isTold("UNUSUAL_NAME", keySpan)) {
    dropEntry(state, entry, "UNUSUAL_NAME");
    return [];
  }
  const text = value.kind === "scalar" ? (textOfScalar(value) ?? "") : undefined;
  const written =
    key === "secure" || text === undefined
      ? rewriteEntry(state, entry)
      : writtenEntry(entry, textValue(text));
  return [{ kind: "value", value: blockMap([written]), origins: written.origins }];
}

/** `K=v` */
function rewriteAssignment(item: ScalarNode): WrittenItem {
  const text = textOfScalar(item) ?? "";
  const split = text.indexOf("=");
  const origins = [originOf(item)];
  const entry = newEntry(text.slice(0, split), textValue(text.slice(split + 1)), origins);
  return { kind: "value", value: blockMap([entry]), origins };
}
