import { append } from "../yaml/append.ts";
import { findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";
import { rewriteEntry, rewriteScript } from "./rewrite-data.ts";
import { addOrigin, drop, dropEntry, newEntry, writtenEntry, writtenItem } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockList, blockMap, originOf, textValue } from "./written.ts";
import type { Origin, Written, WrittenEntry, WrittenItem } from "./written.ts";

interface SectionRewriting {
  readonly state: Rewriting;
  readonly scripts: YamlNode[];
  readonly scriptOrigins: Origin[];
  readonly notify: WrittenItem[];
  readonly notifyOrigins: Origin[];
}

/** A lifecycle section as `{script, NOTIFY}`; nothing where nothing is left of it. */
export function rewriteSection(state: Rewriting, entry: MapEntry): readonly WrittenEntry[] {
  if (isNull(entry.value)) {
    dropEntry(state, entry, "EMPTY_VALUE");
    return [];
  }
  const section: SectionRewriting = {
    state,
    scripts: [],
    scriptOrigins: [],
    notify: [],
    notifyOrigins: [],
  };
  rewritePart(section, entry.value);
  const { scripts, scriptOrigins, notify, notifyOrigins } = section;
  const script = scriptItems(state, scripts, entry);
  const parts: WrittenEntry[] = [];
  if (script.length > 0) parts.push(newEntry("script", blockList(script), scriptOrigins));
  if (notify.length > 0) parts.push(newEntry("NOTIFY", blockList(notify), notifyOrigins));
  if (parts.length > 0) return [writtenEntry(entry, blockMap(parts))];
  dropEntry(state, entry, scripts.length > 0 ? "SCRIPT_NOT_RUN" : "EMPTY_VALUE");
  return [];
}

/** The reader says where a script is not run. */
function scriptItems(
  state: Rewriting,
  scripts: readonly YamlNode[],
  entry: MapEntry,
): readonly WrittenItem[] {
  const [first] = scripts;
  if (!first) return [];
  const isRun = !state.isTold("SCRIPT_NOT_RUN", first) && !state.isTold("SCRIPT_NOT_RUN", entry.keySpan);
  if (isRun) return scripts.flatMap((node) => rewriteScript(state, node));
  for (const node of scripts) drop(state, node, "SCRIPT_NOT_RUN");
  return [];
}

function rewritePart(section: SectionRewriting, node: YamlNode): void {
  if (node.kind === "list") for (const item of node.items) rewritePart(section, item);
  else if (node.kind === "scalar") section.scripts.push(node);
  else for (const entry of node.entries) rewriteKey(section, entry);
}

function rewriteKey(section: SectionRewriting, entry: MapEntry): void {
  if (entry.key === "script") {
    section.scripts.push(entry.value);
    addOrigin(section.scriptOrigins, originOf(entry.keySpan));
  } else if (entry.key !== "NOTIFY") dropEntry(section.state, entry, "UNKNOWN_KEY");
  else if (isNull(entry.value)) dropEntry(section.state, entry, "EMPTY_VALUE");
  else {
    addOrigin(section.notifyOrigins, originOf(entry.keySpan));
    append(section.notify, rewriteNotify(section.state, entry.value));
  }
}

function rewriteNotify(state: Rewriting, node: YamlNode): readonly WrittenItem[] {
  if (node.kind === "list") return node.items.flatMap((item) => rewriteNotify(state, item));
  if (!isNull(node)) return [writtenItem(node, rewriteTarget(state, node))];
  drop(state, { ...node, end: node.start + 1 }, "EMPTY_VALUE");
  return [];
}

/** A name alone, or a map where there are options. */
function rewriteTarget(state: Rewriting, node: Exclude<YamlNode, { kind: "list" }>): Written {
  if (node.kind === "scalar") return textValue(textOfScalar(node) ?? "");
  const name = nameIn(node);
  if (node.entries.length === 1) return textValue(name);
  const entries = [...node.entries].sort((a, b) => Number(b.key === "name") - Number(a.key === "name"));
  return blockMap(
    entries.map((entry) =>
      entry.key === "name" ? writtenEntry(entry, textValue(name)) : rewriteEntry(state, entry),
    ),
  );
}

function nameIn(map: MapNode): string {
  const value = findEntry(map, "name")?.value;
  return value?.kind === "scalar" ? (textOfScalar(value) ?? "") : "";
}
