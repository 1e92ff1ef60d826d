import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Alias, Document, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { LIMITS } from "./limits.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { SourceText, Span } from "./source-text.ts";
import { storableScalar } from "./storable-scalar.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { describeNode, textOfScalar } from "./yaml-node.ts";
import { quoted, restOfValue } from "../problems/written-value.ts";
import type { MapEntry, ScalarNode, YamlNode } from "./yaml-node.ts";

/** What an alias of that name stands for, with how many nodes and levels it brings. */
export interface Anchored {
  readonly node: YamlNode;
  readonly weight: number;
  readonly height: number;
}
export type Anchors = ReadonlyMap<string, Anchored>;

export interface ResolvedNodes {
  readonly root: YamlNode | undefined;
  readonly anchors: Anchors;
  /** Offsets of the values that carry an anchor. */
  readonly anchorsAt: readonly number[];
  readonly problems: readonly Problem[];
}

interface Resolving {
  readonly source: SourceText;
  readonly problems: Problem[];
  /** Later anchors of a name replace earlier ones, as YAML has it. */
  readonly anchors: Map<string, Anchored>;
  /** Anchors whose value is being read: an alias to one would contain itself. */
  readonly open: Set<string>;
  readonly anchorsAt: number[];
  nodes: number;
  aliasedNodes: number;
  deepest: number;
  isRefused: boolean;
}

/** Turns the library's tree into ours: aliases followed, merge keys merged, doubled keys told. */
export function resolveNodes(source: SourceText, document: Document.Parsed, shared: Anchors): ResolvedNodes {
  const state: Resolving = {
    source,
    problems: [],
    anchors: new Map(shared),
    open: new Set(),
    anchorsAt: [],
    nodes: 0,
    aliasedNodes: 0,
    deepest: 0,
    isRefused: false,
  };
  const root = document.contents === null ? undefined : resolveNode(state, document.contents, 0);
  const { anchors, anchorsAt, problems, isRefused } = state;
  return { root: isRefused ? undefined : root, anchors, anchorsAt, problems };
}

function resolveNode(state: Resolving, node: unknown, depth: number): YamlNode {
  if (isAlias(node)) return resolveAlias(state, node, depth);
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return nothingAt(state, 0);
  const { anchor } = node;
  if (anchor === undefined) return resolvePlain(state, node, depth);
  const nodesBefore = state.nodes;
  const deepestBefore = state.deepest;
  state.deepest = depth;
  state.open.add(anchor);
  const resolved = resolvePlain(state, node, depth);
  state.open.delete(anchor);
  state.anchorsAt.push(resolved.start);
  state.anchors.set(anchor, {
    node: resolved,
    weight: state.nodes - nodesBefore,
    height: state.deepest - depth,
  });
  state.deepest = Math.max(state.deepest, deepestBefore);
  return resolved;
}

function resolvePlain(state: Resolving, node: YAMLMap | YAMLSeq | Scalar, depth: number): YamlNode {
  state.nodes += 1;
  if (depth > state.deepest) state.deepest = depth;
  const [start, end] = node.range ?? [0, 0];
  const span = { source: state.source, start, end };
  if (isScalar(node)) {
    if (node.tag === "!" && node.type === "PLAIN") state.problems.push(lostMark(state.source, start));
    return storableScalar(scalarNode(node, span), state.problems);
  }
  if (isMap(node)) {
    const entries = resolveEntries(state, node, depth);
    return { kind: "map", ...withEnd(span, node, entries.at(-1)?.value), entries };
  }
  const items = node.items.map((item) => resolveNode(state, item, depth + 1));
  return { kind: "list", ...withEnd(span, node, items.at(-1)), items };
}

/** `! grep x`: YAML takes the `!` for a tag, and the command would say the opposite. */
function lostMark(source: SourceText, start: number): Problem {
  const mark = source.text.lastIndexOf("!", start);
  const message = "YAML reads this `!` as a tag, so it is no part of the text.";
  const hint = `quote it: \`${quoted(restOfValue(source, mark))}\``;
  return problem("UNKNOWN_TAG", { source, start: mark, end: mark + 1 }, message, { hint });
}

/** A block collection ends with its last value, not with the comments and blank lines that follow. */
function withEnd(span: Span, node: YAMLMap | YAMLSeq, last: YamlNode | undefined): Span {
  if (node.flow === true || last === undefined || last.end < span.start) return span;
  return { ...span, end: last.end };
}

function scalarNode(node: Scalar, span: Span): ScalarNode {
  const { value } = node;
  const isPlainValue =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  const text = node.source ?? "";
  // A block scalar is pointed at by its first line.
  const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  const lineEnd = isBlock ? span.source.text.indexOf("\n", span.start) : -1;
  const end = lineEnd === -1 ? span.end : Math.min(lineEnd, span.end);
  return { kind: "scalar", ...span, end, value: isPlainValue ? value : String(value), text };
}

function resolveAlias(state: Resolving, alias: Alias, depth: number): YamlNode {
  const [start, end] = alias.range ?? [0, 0];
  const span = { source: state.source, start, end };
  if (state.isRefused) return nothingAt(state, start);
  const name = alias.source;
  if (state.open.has(name)) {
    const message = `The alias \`*${name}\` stands inside its own anchor, so it would never end.`;
    state.problems.push(problem("UNKNOWN_ANCHOR", span, message, { hint: "write the value out" }));
    return nothingAt(state, start);
  }
  const anchored = state.anchors.get(name);
  if (!anchored) {
    state.problems.push(unknownAnchor(state, span, name));
    // A glob was meant as text, and is no empty value as well.
    if (!/^\w/.test(name)) return { kind: "scalar", ...span, value: `*${name}`, text: `*${name}` };
    return nothingAt(state, start);
  }
  state.nodes += anchored.weight;
  state.aliasedNodes += anchored.weight;
  state.deepest = Math.max(state.deepest, depth + anchored.height);
  if (state.aliasedNodes > LIMITS.aliasedNodes || depth + anchored.height > LIMITS.depth) {
    state.isRefused = true;
    const message = `With the alias \`*${name}\` the file becomes too large or too deep to be read.`;
    state.problems.push(
      problem("ALIASES_TOO_LARGE", span, message, { hint: "aliases of aliases multiply: write it out" }),
    );
    return nothingAt(state, start);
  }
  return { ...anchored.node, ...span };
}

function unknownAnchor(state: Resolving, span: Span, name: string): Problem {
  const hint = /^\w/.test(name)
    ? (didYouMean(name, state.anchors.keys()) ??
      `set it with \`&${name}\` further up, or in shippable.templates.yml in the root`)
    : // A schedule or a glob, not an alias.
      `text that begins with \`*\` stands in quotes: \`${quoted(restOfValue(state.source, span.start))}\``;
  const message = `The alias \`*${name}\` names no anchor that was set before it.`;
  return problem("UNKNOWN_ANCHOR", span, message, { hint });
}

function resolveEntries(state: Resolving, map: YAMLMap, depth: number): MapEntry[] {
  const own = new Map<string, MapEntry>();
  const merged: YamlNode[] = [];
  for (const pair of map.items) {
    const written = resolveKey(state, pair);
    if (!written) continue;
    const glued = map.flow === true && pair.value === null ? gluedPair(state, written) : undefined;
    const key = glued?.key ?? written;
    const value =
      glued?.value ??
      (pair.value === null ? nothingAt(state, key.span.end) : resolveNode(state, pair.value, depth + 1));
    if (key.name === "<<" && key.isPlain) {
      merged.push(value);
      continue;
    }
    const first = own.get(key.name);
    if (first) {
      const message = `The key \`${key.name}\` is given twice in one map; the first one counts.`;
      const hint = "remove or rename one of them; the next item of a list begins with `- `";
      state.problems.push(problem("DUPLICATE_KEY", key.span, message, { related: [first.keySpan], hint }));
      continue;
    }
    own.set(key.name, { key: key.name, keySpan: key.span, value });
  }
  for (const from of merged) mergeEntries(state, own, from);
  return [...own.values()];
}

interface Key {
  readonly name: string;
  readonly span: Span;
  readonly isPlain: boolean;
}

function resolveKey(state: Resolving, pair: Pair): Key | undefined {
  const node = resolveNode(state, pair.key ?? undefined, 0);
  const span = { source: node.source, start: node.start, end: node.end };
  if (node.kind !== "scalar") {
    state.problems.push(
      problem("INVALID_KEY", span, `A key must be text, not ${describeNode(node)}.`, {
        hint: "quote a text that begins with `{` or `[`",
      }),
    );
    return undefined;
  }
  const name = textOfScalar(node) ?? "";
  if (name === "__proto__") {
    state.problems.push(problem("RESERVED_KEY", span, "The key `__proto__` can't be used; it is left out."));
    return undefined;
  }
  return { name, span, isPlain: isScalar(pair.key) && pair.key.type === "PLAIN" };
}

/** `{name:a}`: to YAML this is one key without a value. It is read as what was meant. */
function gluedPair(
  state: Resolving,
  { name, span, isPlain }: Key,
): { key: Key; value: ScalarNode } | undefined {
  const [, key, text] = (isPlain && /^([A-Za-z]\w*):([^\s/:]\S*)$/.exec(name)) || [];
  if (key === undefined || text === undefined) return undefined;
  const hint = `write \`${key}: ${text}\``;
  state.problems.push(problem("INVALID_KEY", span, "A blank is missing after the `:`.", { hint }));
  const start = span.end - text.length;
  return {
    key: { name: key, span: { ...span, end: span.start + key.length }, isPlain },
    value: { kind: "scalar", source: span.source, start, end: span.end, value: text, text },
  };
}

/** `<<`: keys of the map itself win, then those of earlier merged maps. */
function mergeEntries(state: Resolving, own: Map<string, MapEntry>, from: YamlNode): void {
  if (from.kind === "list") {
    for (const item of from.items) mergeEntries(state, own, item);
    return;
  }
  if (from.kind === "scalar") {
    // An alias that was not found has been told already and stands as nothing.
    if (from.value === null) return;
    const message = `\`<<\` merges maps, but this is ${describeNode(from)}.`;
    state.problems.push(problem("INVALID_VALUE", from, message, { hint: "for example: `<<: *defaults`" }));
    return;
  }
  for (const entry of from.entries) if (!own.has(entry.key)) own.set(entry.key, entry);
}

function nothingAt(state: Resolving, offset: number): ScalarNode {
  return { kind: "scalar", source: state.source, start: offset, end: offset, value: null, text: "" };
}
