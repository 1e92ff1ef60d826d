import { append } from "../yaml/append.ts";
import { findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";
import { isTaskOfItsOwn } from "../jobs/read-task.ts";
import { KEYS_OF_VERB, verbOfKey } from "../jobs/step-verb.ts";
import { rewriteScript } from "./rewrite-data.ts";
import { rewriteRuntime } from "./rewrite-runtime.ts";
import { addOrigin, drop, dropEntry, newEntry, writtenEntry } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockList, blockMap, originOf, textValue } from "./written.ts";
import type { Origin, WrittenEntry, WrittenItem, WrittenMap } from "./written.ts";

/** The tasks of one `TASK` in any of its forms, each as `{name, runtime, script}`. */
export function rewriteTasks(
  state: Rewriting,
  entry: MapEntry,
  siblings: readonly MapEntry[],
): readonly WrittenMap[] {
  const outer = siblings.filter((sibling) => {
    if (!KEYS_OF_VERB.TASK.includes(sibling.key)) dropEntry(state, sibling, "UNKNOWN_KEY");
    return KEYS_OF_VERB.TASK.includes(sibling.key);
  });
  const parts = isNull(entry.value) ? [] : partsOf(state, entry.value);
  if (parts.length === 0 || outer.length > 0) {
    const first = parts.shift() ?? { entries: [], scripts: [] };
    parts.unshift({ ...first, entries: [...first.entries, ...outer] });
  }
  return parts.map((part) => rewritePart(state, part));
}

/** One task as it is written: its keys, and scripts that came from a list. */
interface TaskPart {
  readonly entries: readonly MapEntry[];
  readonly scripts: readonly YamlNode[];
}

function partsOf(state: Rewriting, node: YamlNode): TaskPart[] {
  if (node.kind === "map") return [{ entries: node.entries, scripts: [] }];
  // A template keeps its alias; only maps in a list have to be looked into.
  if (node.kind === "scalar" || !holdsMap(node)) return [{ entries: [], scripts: [node] }];
  const parts: TaskPart[] = [];
  let scripts: YamlNode[] = [];
  for (const item of node.items.flatMap((each) => flatten(each))) {
    if (item.kind === "map" && isTaskOfItsOwn(item)) {
      if (scripts.length > 0) parts.push({ entries: [], scripts });
      scripts = [];
      parts.push({ entries: item.entries, scripts: [] });
    } else append(scripts, item.kind === "map" ? scriptsOfItem(state, item) : [item]);
  }
  if (scripts.length > 0) parts.push({ entries: [], scripts });
  return parts;
}

function holdsMap(node: YamlNode): boolean {
  return node.kind === "list" ? node.items.some((item) => holdsMap(item)) : node.kind === "map";
}

function flatten(node: YamlNode): readonly YamlNode[] {
  return node.kind === "list" && holdsMap(node) ? node.items.flatMap((item) => flatten(item)) : [node];
}

function scriptsOfItem(state: Rewriting, item: MapNode): readonly YamlNode[] {
  const script = findEntry(item, "script");
  const isStep = item.entries.some(({ key }) => verbOfKey(key) !== undefined);
  if (!script && !isStep) return [item];
  for (const entry of item.entries) if (entry !== script) dropEntry(state, entry, lostCode(state, entry));
  return script ? [script.value] : [];
}

/** A step that slid into a TASK, or a key that nobody knows. */
function lostCode(state: Rewriting, { keySpan }: MapEntry): "MISPLACED_KEY" | "UNKNOWN_KEY" {
  return state.isTold("MISPLACED_KEY", keySpan) ? "MISPLACED_KEY" : "UNKNOWN_KEY";
}

function rewritePart(state: Rewriting, part: TaskPart): WrittenMap {
  const items: WrittenItem[] = part.scripts.flatMap((node) => rewriteScript(state, node));
  const scriptOrigins: Origin[] = [];
  const single = new Map<string, MapEntry>();
  for (const entry of part.entries) {
    const isKnown = KEYS_OF_VERB.TASK.includes(entry.key);
    if (!isKnown) dropEntry(state, entry, lostCode(state, entry));
    else if (isNull(entry.value)) dropEntry(state, entry, "EMPTY_VALUE");
    else if (entry.key === "script") {
      append(items, rewriteScript(state, entry.value));
      addOrigin(scriptOrigins, originOf(entry.keySpan));
    } else {
      const earlier = single.get(entry.key);
      if (earlier) dropEntry(state, earlier, "OVERRIDDEN");
      single.set(entry.key, entry);
    }
  }
  const head = [...single.values()].flatMap((entry) => rewriteKey(state, entry));
  const inOrder = ["name", "runtime"].flatMap((key) => head.filter((each) => each.key === key));
  return blockMap([...inOrder, newEntry("script", blockList(items), scriptOrigins)]);
}

function rewriteKey(state: Rewriting, entry: MapEntry): readonly WrittenEntry[] {
  if (entry.key === "runtime") {
    const runtime = rewriteRuntime(state, entry.value);
    if (runtime.entries.length > 0) return [writtenEntry(entry, runtime)];
    drop(state, entry.keySpan, "EMPTY_VALUE");
    return [];
  }
  const name = entry.value.kind === "scalar" ? (textOfScalar(entry.value) ?? "") : "";
  return [writtenEntry(entry, textValue(name))];
}
