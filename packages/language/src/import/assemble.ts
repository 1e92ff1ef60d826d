import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";
import type { NewFile, TopList } from "./rewrite-files.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockList, blockMap, originOf } from "./written.ts";
import type { Origin, Template, Written, WrittenEntry, WrittenItem, WrittenMap } from "./written.ts";

/** The whole new file, and the templates that stay in it. */
export interface Assembled {
  readonly root: WrittenMap;
  readonly kept: ReadonlyMap<Template, string>;
}

/** Puts the parts of the new file in order: templates, the CI part, resources, jobs. */
export function assemble(state: Rewriting, file: NewFile): Assembled {
  const { references, ci, resources, jobs } = file;
  const rest = [...ci, ...listEntry("resources", resources), ...listEntry("jobs", jobs)];
  const kept = keptTemplates(rest, state.templates.values());
  const templates = templatesEntry(kept, freeKeysWith(kept, state, file.free));
  return { root: blockMap([...listEntry("externalReferences", references), ...templates, ...rest]), kept };
}

function listEntry(key: string, { items, origins }: TopList): readonly WrittenEntry[] {
  return items.length === 0 ? [] : [{ key, value: blockList(items), origins }];
}

/** A list that is used once is written out there; one that is used more often keeps its anchor. */
function keptTemplates(
  entries: readonly WrittenEntry[],
  templates: Iterable<Template>,
): ReadonlyMap<Template, string> {
  const uses = new Map<Template, number>();
  for (const { value } of entries) countUses(value, uses);
  const kept = new Map<Template, string>();
  const taken = new Set<string>();
  for (const template of templates) {
    if ((uses.get(template) ?? 0) < 2) continue;
    let name = template.name;
    for (let number = 2; taken.has(name); number += 1) name = `${template.name}_${number}`;
    taken.add(name);
    kept.set(template, name);
  }
  return kept;
}

function countUses(value: Written, uses: Map<Template, number>): void {
  if (value.kind === "map") for (const entry of value.entries) countUses(entry.value, uses);
  if (value.kind === "list") for (const item of value.items) countItem(item, uses);
}

function countItem(item: WrittenItem, uses: Map<Template, number>): void {
  if (item.kind === "value") countUses(item.value, uses);
  else uses.set(item.template, (uses.get(item.template) ?? 0) + 1);
}

function templatesEntry(
  kept: ReadonlyMap<Template, string>,
  origins: readonly Origin[],
): readonly WrittenEntry[] {
  if (kept.size === 0) return [];
  const entries = [...kept].map(([template, anchor]): WrittenEntry => {
    const value: Written = { kind: "list", items: template.items, isFlow: false, anchor };
    return { key: anchor, value, origins: template.origins };
  });
  return [{ key: "templates", value: blockMap(entries), origins }];
}

/** Keys like `templates` whose maps hold lists that stay. */
function freeKeysWith(
  kept: ReadonlyMap<Template, string>,
  state: Rewriting,
  free: readonly MapEntry[],
): readonly Origin[] {
  const lists = new Set<readonly YamlNode[]>();
  for (const [items, template] of state.templates) if (kept.has(template)) lists.add(items);
  const holds = (node: YamlNode): boolean =>
    node.kind === "map" &&
    node.entries.some(({ value }) => (value.kind === "list" && lists.has(value.items)) || holds(value));
  return free.filter(({ value }) => holds(value)).map(({ keySpan }) => originOf(keySpan));
}
