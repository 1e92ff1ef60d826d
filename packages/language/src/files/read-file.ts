import { append } from "../yaml/append.ts";
import { CI_KEYS, isCiKey } from "../ci/ci.ts";
import type { Declaration } from "../checks/declaration.ts";
import { placeholdersIn } from "../fields/placeholders.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, unknownKey } from "../fields/read-fields.ts";
import { isCiBuildKey } from "../ci/read-ci-build.ts";
import { readJob } from "../jobs/read-job.ts";
import { readResource } from "../resources/read-resource.ts";
import { TOP_LEVEL_KEYS } from "../fields/schema.ts";
import { describeNode, isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";

export interface ReadFile {
  readonly declarations: readonly Declaration[];
  /** The keys that describe how the repository is built and tested, for whoever knows which file's count. */
  readonly ciEntries: readonly MapEntry[];
  readonly problems: readonly Problem[];
}

/** What one configuration file declares. `anchorsAt` are the places in it where an anchor is set. */
export function readFile(root: YamlNode, anchorsAt: readonly number[]): ReadFile {
  const problems: Problem[] = [];
  if (isNull(root)) return { declarations: [], ciEntries: [], problems };
  if (root.kind !== "map") {
    const hint = "for example: `jobs:` and below it `- name: my_job`";
    const message = `A configuration file must be a map with \`resources\` or \`jobs\`, but is ${describeNode(root)}.`;
    problems.push(problem("INVALID_VALUE", root, message, { hint }));
    return { declarations: [], ciEntries: [], problems };
  }
  const declarations: Declaration[] = [];
  const ciEntries: MapEntry[] = [];
  const anchors = anchorsAt.toSorted((a, b) => a - b);
  for (const entry of root.entries) {
    if (entry.key === "jobs") append(declarations, readItems(entry, readJob, problems));
    else if (entry.key === "resources") append(declarations, readItems(entry, readResourceItem, problems));
    else if (entry.key === "triggers") append(declarations, readItems(entry, readTrigger, problems));
    else if (entry.key === "externalReferences") append(problems, problemsOfReferences(entry));
    else if (isCiKey(entry.key)) ciEntries.push(entry);
    else append(problems, problemsOfOtherKey(entry, anchors));
  }
  return { declarations, ciEntries, problems };
}

/** A templates file only brings anchors. */
export function readTemplatesFile(root: YamlNode): readonly Problem[] {
  if (isNull(root)) return [];
  if (root.kind === "scalar") {
    const message = `A templates file must be a map of lists or maps with anchors, but is ${describeNode(root)}.`;
    return [
      problem("INVALID_VALUE", root, message, {
        hint: "for example: `checks: &checks [make lint, make test]`",
      }),
    ];
  }
  if (root.kind === "list") return [];
  const problems: Problem[] = [];
  for (const entry of root.entries) {
    if (entry.key === "externalReferences") append(problems, problemsOfReferences(entry));
    if (entry.key !== "jobs" && entry.key !== "resources" && entry.key !== "triggers") continue;
    const message = `A templates file brings anchors only; its \`${entry.key}\` are not read.`;
    problems.push(
      problem("MISPLACED_KEY", entry.keySpan, message, { hint: "move them to another configuration file" }),
    );
  }
  return problems;
}

type ReadItem = (node: YamlNode, problems: Problem[]) => Declaration | undefined;

function readItems(entry: MapEntry, readItem: ReadItem, problems: Problem[]): readonly Declaration[] {
  if (isNull(entry.value)) {
    problems.push(emptyValue(entry));
    return [];
  }
  if (entry.value.kind !== "list") {
    const message = `\`${entry.key}\` must be a list, but is ${describeNode(entry.value)}.`;
    const span = entry.value.kind === "map" ? entry.keySpan : entry.value;
    problems.push(
      problem("INVALID_VALUE", span, message, {
        hint: `begin each item with a dash: \`- name: my_${entry.key.slice(0, -1)}\``,
      }),
    );
    return [];
  }
  return itemsOf(entry.value).flatMap((item) => {
    if (isNull(item)) {
      const span = { ...item, end: item.start + 1 };
      problems.push(
        problem("EMPTY_VALUE", span, "A list item is empty and is left out.", { hint: "remove the line" }),
      );
      return [];
    }
    const declaration = readItem(item, problems);
    return declaration ? [declaration] : [];
  });
}

/** An alias may stand for a list of items. */
function itemsOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === "list" ? node.items.flatMap((item) => itemsOf(item)) : [node];
}

function readResourceItem(node: YamlNode, problems: Problem[]): Declaration | undefined {
  const declaration = readResource(node, problems);
  if (declaration?.kind !== "resource") return declaration;
  const placeholders = placeholdersIn(node);
  return placeholders.length === 0 ? declaration : { ...declaration, placeholders };
}

function readTrigger(node: YamlNode, problems: Problem[]): Declaration | undefined {
  return readResource(node, problems, "trigger");
}

/** What they name has been read by now, ahead of the file. */
function problemsOfReferences(entry: MapEntry): readonly Problem[] {
  return isNull(entry.value) ? [emptyValue(entry)] : [];
}

const KNOWN_KEYS: readonly string[] = [...TOP_LEVEL_KEYS, ...CI_KEYS];

/** Keys that hold templates are free; any other unknown key is probably a slip. */
function problemsOfOtherKey(entry: MapEntry, sortedAnchors: readonly number[]): readonly Problem[] {
  if (/template/i.test(entry.key) || entry.key.startsWith("x-")) return [];
  const anchor = firstFrom(sortedAnchors, entry.keySpan.start);
  if (anchor !== undefined && anchor <= entry.value.end) return [];
  const hint = isCiBuildKey(entry.key) ? "it belongs under `build`: indent it there" : undefined;
  return [unknownKey(entry, "a configuration file", KNOWN_KEYS, hint)];
}

/** The first of them that is not smaller. There may be an anchor for each of 100,000 keys. */
function firstFrom(sorted: readonly number[], least: number): number | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}
