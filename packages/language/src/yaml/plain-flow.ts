import {
  isPlainStart,
  quotedScalar,
  scalarFromText,
  skipBlanks,
  withoutBlanksAtEnd,
} from "./plain-scalar.ts";
import type { SourceText } from "./source-text.ts";
import type { MapEntry, YamlNode } from "./yaml-node.ts";

/** Flow collections that end on the line they begin on. See parse-plain-blocks.ts. */

const DEEPEST = 10;
const KEY = /([A-Za-z0-9_][\w./-]{0,99}) *: /y;
const SPECIAL_KEY = /^(?:null|Null|NULL|__proto__)$/;
/** Up to a flow indicator or whatever may end or change the scalar. */
const PLAIN = /[^,[\]{}:#\n]*(?:(?::(?![ ,[\]{}\n])|(?<! )#)[^,[\]{}:#\n]*)*/y;

interface Flow {
  readonly source: SourceText;
  readonly text: string;
  readonly lineEnd: number;
  at: number;
}

export function readFlow(source: SourceText, start: number, lineEnd: number): YamlNode | undefined {
  const flow: Flow = { source, text: source.text, lineEnd, at: start };
  return readCollection(flow, 1);
}

function readCollection(flow: Flow, depth: number): YamlNode | undefined {
  if (depth > DEEPEST) return undefined;
  const { source, text } = flow;
  const start = flow.at;
  const isMap = text[start] === "{";
  const close = isMap ? "}" : "]";
  const items: YamlNode[] = [];
  const entries: MapEntry[] = [];
  flow.at = skipBlanks(text, start + 1);
  while (text[flow.at] !== close) {
    if (items.length + entries.length > 0) {
      if (text[flow.at] !== ",") return undefined;
      flow.at = skipBlanks(text, flow.at + 1);
    }
    if (isMap) {
      const entry = readEntry(flow, depth);
      if (!entry || entries.some(({ key }) => key === entry.key)) return undefined;
      entries.push(entry);
    } else {
      const item = readNode(flow, depth);
      if (!item) return undefined;
      items.push(item);
    }
    flow.at = skipBlanks(text, flow.at);
    if (flow.at >= flow.lineEnd) return undefined;
  }
  flow.at += 1;
  const span = { source, start, end: flow.at };
  return isMap ? { kind: "map", ...span, entries } : { kind: "list", ...span, items };
}

function readEntry(flow: Flow, depth: number): MapEntry | undefined {
  const start = flow.at;
  KEY.lastIndex = start;
  const match = KEY.exec(flow.text);
  const key = match?.[1];
  if (!match || key === undefined || SPECIAL_KEY.test(key)) return undefined;
  flow.at = skipBlanks(flow.text, start + match[0].length);
  const value = readNode(flow, depth);
  return value && { key, keySpan: { source: flow.source, start, end: start + key.length }, value };
}

function readNode(flow: Flow, depth: number): YamlNode | undefined {
  const { source, text, lineEnd } = flow;
  const first = text[flow.at];
  if (first === "{" || first === "[") return readCollection(flow, depth + 1);
  if (first === "'" || first === '"') {
    const node = quotedScalar(source, flow.at, lineEnd);
    if (node) flow.at = node.end;
    return node;
  }
  if (!isPlainStart(text, flow.at)) return undefined;
  PLAIN.lastIndex = flow.at;
  const written = withoutBlanksAtEnd(PLAIN.exec(text)?.[0] ?? "");
  if (written === "") return undefined;
  const node = scalarFromText(source, flow.at, written);
  flow.at = node.end;
  return node;
}
