import { flowScalar, scalarLines } from "./write-scalar.ts";
import { lineKey, textValue } from "./written.ts";
import type { Origin, Template, Written, WrittenEntry, WrittenItem, WrittenMap } from "./written.ts";

/** Lines of the new file that belong together: a key, a value, all of a script. */
export interface Unit {
  /** Blanks before the first line. */
  readonly indent: number;
  readonly lines: readonly string[];
  readonly origins: readonly Origin[];
  /** A blank line comes before it. */
  readonly isSeparated: boolean;
}

export interface UnitsOptions {
  /** Templates that stay, with the names of their anchors; all others are written out. */
  readonly kept: ReadonlyMap<Template, string>;
  /** Lines with a comment at or beside them. */
  readonly commented: ReadonlySet<string>;
}

const WIDTH = 100;

interface Writing extends UnitsOptions {
  readonly units: Unit[];
}

/** Where the first line of something goes. */
interface Position {
  /** Of its first character. */
  readonly column: number;
  /** A dash in front of it, or nothing. */
  readonly lead: "- " | "";
  /** Where the item comes from that it is the first part of. */
  readonly origins: readonly Origin[];
  readonly isSeparated: boolean;
}

/** The lines of a whole file. */
export function writeUnits(root: WrittenMap, options: UnitsOptions): readonly Unit[] {
  const writing = { ...options, units: [] };
  for (const [index, entry] of root.entries.entries()) {
    const before = root.entries[index - 1];
    const isSeparated = isSpacious(entry.value) || (before !== undefined && isSpacious(before.value));
    writeEntry(writing, entry, { column: 0, lead: "", origins: [], isSeparated });
  }
  return writing.units;
}

function isSpacious(value: Written): boolean {
  return value.kind === "list" || value.kind === "map" ? !value.isFlow : false;
}

function writeEntry(writing: Writing, { key, value, origins }: WrittenEntry, at: Position): void {
  const own = [...at.origins, ...origins];
  const head = `${at.lead}${flowScalar(textValue(key)) ?? JSON.stringify(key)}:`;
  if (value.kind !== "list" && value.kind !== "map") {
    const [first = "", ...rest] = scalarLines(value);
    pushUnit(writing, at, { lines: [`${head} ${first}`, ...rest], origins: own });
    return;
  }
  const flow = writeFlow(writing, value, own);
  if (flow && at.column + head.length + flow.text.length < WIDTH) {
    pushUnit(writing, at, { lines: [`${head} ${flow.text}`], origins: [...own, ...flow.origins] });
    return;
  }
  const anchor = value.kind === "list" && value.anchor !== undefined ? ` &${value.anchor}` : "";
  pushUnit(writing, at, { lines: [`${head}${anchor}`], origins: own });
  writeChildren(writing, value, at.column + 2, at.column === 0);
}

function writeChildren(
  writing: Writing,
  value: Exclude<Written, { kind: "text" | "plain" }>,
  column: number,
  isTop: boolean,
): void {
  if (value.kind === "map") {
    for (const entry of value.entries)
      writeEntry(writing, entry, { column, lead: "", origins: [], isSeparated: false });
    return;
  }
  for (const [index, item] of itemsOf(writing, value.items).entries()) {
    const isMap = item.kind === "value" && item.value.kind === "map";
    writeItem(writing, item, { column, isSeparated: isTop && isMap && index > 0 });
  }
}

/** Items of a list, with those of templates that do not stay. */
function itemsOf({ kept }: Writing, items: readonly WrittenItem[]): readonly WrittenItem[] {
  return items.flatMap((item): readonly WrittenItem[] => {
    if (item.kind === "value" || kept.has(item.template)) return [item];
    const { template, origins, isFlattened } = item;
    if (!isFlattened)
      return [{ kind: "value", value: { kind: "list", items: template.items, isFlow: false }, origins }];
    return template.items.map((each, index) =>
      index === 0 ? { ...each, origins: [...origins, ...each.origins] } : each,
    );
  });
}

function writeItem(
  writing: Writing,
  item: WrittenItem,
  { column, isSeparated }: { readonly column: number; readonly isSeparated: boolean },
): void {
  const at: Position = { column: column + 2, lead: "- ", origins: item.origins, isSeparated };
  if (item.kind === "alias") {
    const lines = [`- *${writing.kept.get(item.template) ?? item.template.name}`];
    pushUnit(writing, at, { lines, origins: item.origins });
    return;
  }
  const { value } = item;
  if (value.kind !== "list" && value.kind !== "map") {
    const [first = "", ...rest] = scalarLines(value);
    pushUnit(writing, at, { lines: [`- ${first}`, ...rest], origins: item.origins, base: column });
    return;
  }
  const flow = writeFlow(writing, value, item.origins);
  if (flow && column + flow.text.length < WIDTH) {
    pushUnit(writing, at, { lines: [`- ${flow.text}`], origins: [...item.origins, ...flow.origins] });
    return;
  }
  if (value.kind === "list") {
    pushUnit(writing, at, { lines: ["-"], origins: item.origins });
    writeChildren(writing, value, column + 2, false);
    return;
  }
  for (const [index, entry] of value.entries.entries()) {
    const first = index === 0;
    writeEntry(writing, entry, first ? at : { ...at, lead: "", origins: [], isSeparated: false });
  }
}

function pushUnit(
  writing: Writing,
  { column, lead, isSeparated }: Position,
  { lines, origins, base }: Pick<Unit, "lines" | "origins"> & { readonly base?: number },
): void {
  const indent = column - lead.length;
  const [first = "", ...rest] = lines;
  // Further lines of a scalar have two blanks already, counted from the key or the dash that it belongs to.
  const deeper = " ".repeat(base ?? column);
  writing.units.push({
    indent,
    lines: [" ".repeat(indent) + first, ...rest.map((line) => (line === "" ? "" : deeper + line))],
    origins,
    isSeparated,
  });
}

interface Flow {
  readonly text: string;
  readonly origins: readonly Origin[];
}

/** The value in brackets, where it stood so and no comment would be lost. */
function writeFlow(writing: Writing, value: Written, own: readonly Origin[]): Flow | undefined {
  const origins: Origin[] = [];
  const text = flowText(value, { isRoot: true, origins });
  if (text === undefined) return undefined;
  const ownLines = new Set(own.map(lineKey));
  const isCommented = origins.map(lineKey).some((key) => !ownLines.has(key) && writing.commented.has(key));
  return isCommented ? undefined : { text, origins };
}

interface FlowContext {
  readonly isRoot: boolean;
  readonly origins: Origin[];
}

function flowText(value: Written, { isRoot, origins }: FlowContext): string | undefined {
  if (value.kind !== "list" && value.kind !== "map") return flowScalar(value);
  const children = value.kind === "list" ? value.items : value.entries;
  if (children.length === 0) return value.kind === "list" ? "[]" : "{}";
  if (isRoot && !value.isFlow) return undefined;
  const parts: string[] = [];
  for (const child of children) {
    if ("kind" in child && child.kind === "alias") return undefined;
    const text = flowText(child.value, { isRoot: false, origins });
    const key = "key" in child ? flowScalar(textValue(child.key)) : "";
    if (text === undefined || key === undefined) return undefined;
    origins.push(...child.origins);
    parts.push("key" in child ? `${key}: ${text}` : text);
  }
  return value.kind === "list" ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
}
