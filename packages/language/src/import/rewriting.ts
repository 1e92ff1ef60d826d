import type { Problem, ProblemCode } from "../problems/problem.ts";
import { placeAt } from "../yaml/source-text.ts";
import type { SourceText, Span } from "../yaml/source-text.ts";
import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";
import type { FidelityRule } from "./fidelity-rule.ts";
import { originOf } from "./written.ts";
import type { Origin, Template, Written, WrittenEntry, WrittenItem } from "./written.ts";

/** Lines of an old file that are not in the new one. */
export interface Dropped {
  readonly source: SourceText;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly code: ProblemCode | FidelityRule;
}

/** What is known and gathered while old files are written anew. */
export interface Rewriting {
  readonly dropped: Dropped[];
  /** By the items of the list that the anchor stands at. */
  readonly templates: Map<readonly YamlNode[], Template>;
  /** The lines of keys that hold a list with an anchor, by its items. */
  readonly anchorPlaces: Map<readonly YamlNode[], Origin>;
  /** Did the reader say this of what begins there? */
  readonly isTold: (code: ProblemCode, span: Span) => boolean;
}

export function createRewriting(problems: readonly Problem[]): Rewriting {
  const told = new Set(problems.map(({ code, file, line, column }) => `${code} ${line}:${column} ${file}`));
  return {
    dropped: [],
    templates: new Map(),
    anchorPlaces: new Map(),
    isTold: (code, { source, start }) => {
      const { file, line, column } = placeAt(source, start);
      return told.has(`${code} ${line}:${column} ${file}`);
    },
  };
}

/** Remembers that something is not in the new file, and why: a problem that was told, or a rule of the import. */
export function drop(state: Rewriting, span: Span, code: Dropped["code"]): void {
  const { source, start, end } = span;
  const firstLine = placeAt(source, start).line;
  const lastLine = placeAt(source, Math.max(start, end - 1)).line;
  state.dropped.push({ source, firstLine, lastLine, code });
}

export function dropEntry(state: Rewriting, { keySpan, value }: MapEntry, code: Dropped["code"]): void {
  const end = value.source === keySpan.source ? Math.max(keySpan.end, value.end) : keySpan.end;
  drop(state, { ...keySpan, end }, code);
}

/** What stands under a key, from the lines of that key and of its value. */
export function writtenEntry(entry: MapEntry, value: Written, key: string = entry.key): WrittenEntry {
  const { keySpan, value: node } = entry;
  const origins = [originOf(keySpan)];
  if (node.kind === "scalar" && node.source === keySpan.source) addOrigin(origins, originOf(node));
  return { key, value, origins };
}

export function writtenItem(node: YamlNode, value: Written): WrittenItem {
  return { kind: "value", value, origins: [originOf(node)] };
}

/** An entry whose key nobody wrote in this way. */
export function newEntry(key: string, value: Written, origins: readonly Origin[] = []): WrittenEntry {
  return { key, value, origins };
}

/** Each line once. */
export function addOrigin(origins: Origin[], origin: Origin): void {
  const isThere = origins.some(({ source, line }) => source === origin.source && line === origin.line);
  if (!isThere) origins.push(origin);
}
