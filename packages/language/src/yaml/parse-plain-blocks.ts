import { readFlow } from "./plain-flow.ts";
import {
  isLineRestBlank,
  isPlainStart,
  quotedScalar,
  scalarFromText,
  skipBlanks,
  withoutBlanksAtEnd,
} from "./plain-scalar.ts";
import type { SourceText } from "./source-text.ts";
import type { MapEntry, MapNode, ScalarNode, YamlNode } from "./yaml-node.ts";

/**
 * Reads the YAML that nearly every configuration is made of: block maps and lists, one-line scalars, `|` blocks,
 * one-line flow collections, comments. It gives exactly the nodes that the YAML library would, about ten times
 * faster (10,000 jobs: 0.1 s instead of 1.3 s), or nothing at all as soon as anything else turns up: anchors,
 * tags, several lines in one scalar, tabs, doubled keys, and everything that is wrong. The library then reads
 * the whole file and does the talking. A fuzz test holds the two against each other.
 */
export function parsePlainBlocks(source: SourceText): YamlNode | undefined {
  const { text } = source;
  if (/[\t\r\ufeff]|^(?:---|\.\.\.)/m.test(text)) return undefined;
  const reading: Reading = { source, text, line: -1, indent: 0, at: 0, lineEnd: 0, isAtEnd: false };
  nextLine(reading);
  if (reading.isAtEnd || reading.indent !== 0) return undefined;
  const root = readMap(reading, 0, 1);
  return reading.isAtEnd ? root : undefined;
}

/** Beyond this the library looks, and refuses what is too deep. */
const DEEPEST = 40;

interface Reading {
  readonly source: SourceText;
  readonly text: string;
  /** The line at hand: never blank, never only a comment. */
  line: number;
  indent: number;
  /** Offset of its first character that is not blank. */
  at: number;
  lineEnd: number;
  isAtEnd: boolean;
}

/** Goes to the next line that holds more than blanks and a comment. */
function nextLine(reading: Reading): void {
  const { text, source } = reading;
  for (let line = reading.line + 1; line < source.lineStarts.length; line += 1) {
    const start = source.lineStarts[line] ?? 0;
    const at = skipBlanks(text, start);
    if (at === text.length || text[at] === "\n" || text[at] === "#") continue;
    reading.line = line;
    reading.indent = at - start;
    reading.at = at;
    reading.lineEnd = lineEndAfter(reading, line);
    return;
  }
  reading.line = source.lineStarts.length;
  reading.indent = -1;
  reading.isAtEnd = true;
}

function lineEndAfter({ source, text }: Reading, line: number): number {
  const next = source.lineStarts[line + 1];
  return next === undefined ? text.length : next - 1;
}

function isDash(text: string, at: number): boolean {
  if (text[at] !== "-") return false;
  const next = text[at + 1];
  return next === " " || next === "\n" || next === undefined;
}

const KEY = /([A-Za-z0-9_][\w./-]{0,99}) *:(?=[ \n]|$)/y;
/** Keys that mean something else to YAML or to JavaScript. */
const SPECIAL_KEY = /^(?:null|Null|NULL|__proto__)$/;

function matchKey(text: string, at: number): RegExpExecArray | null {
  KEY.lastIndex = at;
  return KEY.exec(text);
}

/** A map whose keys stand at column `indent`, from the line at hand to the first line that is indented less. */
function readMap(reading: Reading, indent: number, depth: number): MapNode | undefined {
  if (depth > DEEPEST) return undefined;
  const { source, text } = reading;
  const start = reading.at;
  const entries: MapEntry[] = [];
  const keys = new Set<string>();
  do {
    const match = matchKey(text, reading.at);
    const key = match?.[1];
    if (!match || key === undefined || keys.has(key) || SPECIAL_KEY.test(key)) return undefined;
    keys.add(key);
    const keySpan = { source, start: reading.at, end: reading.at + key.length };
    const value = readValue(reading, { at: reading.at + match[0].length, indent, depth, isOfMap: true });
    if (!value) return undefined;
    entries.push({ key, keySpan, value });
    if (reading.indent > indent) return undefined;
  } while (!reading.isAtEnd && reading.indent === indent);
  return { kind: "map", source, start, end: entries.at(-1)?.value.end ?? start, entries };
}

/** A list whose dashes stand at column `indent`. */
function readList(reading: Reading, indent: number, depth: number): YamlNode | undefined {
  if (depth > DEEPEST) return undefined;
  const { source, text } = reading;
  const start = reading.at;
  const items: YamlNode[] = [];
  do {
    const at = skipBlanks(text, reading.at + 1);
    const item = readItem(reading, { at, indent, depth });
    if (!item) return undefined;
    items.push(item);
    if (reading.indent > indent) return undefined;
  } while (!reading.isAtEnd && reading.indent === indent && isDash(text, reading.at));
  return { kind: "list", source, start, end: items.at(-1)?.end ?? start, items };
}

interface Position {
  /** Where the value may begin. */
  readonly at: number;
  /** Column of the key or dash that it belongs to. */
  readonly indent: number;
  readonly depth: number;
}

function readItem(reading: Reading, position: Position): YamlNode | undefined {
  const { text } = reading;
  const { at, depth } = position;
  const isNested = isDash(text, at);
  if (!isNested && !matchKey(text, at)) return readValue(reading, { ...position, isOfMap: false });
  // `- key: value` and `- - item`: a collection that begins in the middle of the line.
  reading.indent += at - reading.at;
  reading.at = at;
  return isNested
    ? readList(reading, reading.indent, depth + 1)
    : readMap(reading, reading.indent, depth + 1);
}

/** What follows a colon or dash, on the line or below it. Leaves the reading at the next line. */
function readValue(
  reading: Reading,
  position: Position & { readonly isOfMap: boolean },
): YamlNode | undefined {
  const { source, text } = reading;
  const { indent, depth, isOfMap } = position;
  const at = skipBlanks(text, position.at);
  const first = text[at];
  if (at < reading.lineEnd && first !== "#") return readInline(reading, at, indent, depth);
  if (first === "#" && at === position.at) return undefined;
  nextLine(reading);
  if (reading.indent > indent) return readBelow(reading, depth);
  // A list may stand at the column of the key that it belongs to.
  if (isOfMap && reading.indent === indent && isDash(text, reading.at))
    return readList(reading, indent, depth + 1);
  return { kind: "scalar", source, start: at, end: at, value: null, text: "" };
}

function readBelow(reading: Reading, depth: number): YamlNode | undefined {
  const { indent, text, at } = reading;
  return isDash(text, at) ? readList(reading, indent, depth + 1) : readMap(reading, indent, depth + 1);
}

function readInline(reading: Reading, at: number, indent: number, depth: number): YamlNode | undefined {
  const { source, text, lineEnd } = reading;
  const first = text[at];
  if (first === "|") return readLiteral(reading, at, indent);
  let node: YamlNode | undefined;
  if (first === "{" || first === "[") node = depth < DEEPEST / 2 ? readFlow(source, at, lineEnd) : undefined;
  else if (first === "'" || first === '"') node = quotedScalar(source, at, lineEnd);
  else return readPlain(reading, at, indent);
  if (!node || !isLineRestBlank(text, node.end, lineEnd)) return undefined;
  nextLine(reading);
  return reading.indent > indent ? undefined : node;
}

function readPlain(reading: Reading, at: number, indent: number): ScalarNode | undefined {
  const { source, text, lineEnd } = reading;
  if (!isPlainStart(text, at)) return undefined;
  const rest = text.slice(at, lineEnd);
  const comment = rest.indexOf(" #");
  const written = withoutBlanksAtEnd(comment === -1 ? rest : rest.slice(0, comment));
  if (written.includes(": ") || written.endsWith(":")) return undefined;
  nextLine(reading);
  // Deeper lines would continue the text.
  return reading.indent > indent ? undefined : scalarFromText(source, at, written);
}

/** A `|` block: its lines as they are, without the indentation of the first. */
function readLiteral(reading: Reading, at: number, indent: number): ScalarNode | undefined {
  const { source, text } = reading;
  const header = text.slice(at, reading.lineEnd);
  const match = /^\|(-?)(?: +#.*)?$/.exec(withoutBlanksAtEnd(header));
  if (!match) return undefined;
  const lines = literalLines(reading, indent);
  if (!lines) return undefined;
  nextLine(reading);
  if (reading.indent > indent) return undefined;
  const value = `${lines.join("\n")}${match[1] === "-" ? "" : "\n"}`;
  return { kind: "scalar", source, start: at, end: at + header.length, value, text: value };
}

/** The lines of a literal, without blank ones at the end. Leaves the reading at its last line. */
function literalLines(reading: Reading, indent: number): readonly string[] | undefined {
  const { source, text } = reading;
  const lines: string[] = [];
  let contentIndent = -1;
  let length = 0;
  let line = reading.line + 1;
  for (; line < source.lineStarts.length; line += 1) {
    const start = source.lineStarts[line] ?? 0;
    const end = lineEndAfter(reading, line);
    const blanks = skipBlanks(text, start) - start;
    if (start + blanks >= end) {
      // Blanks beyond the indentation would be content.
      if (blanks > Math.max(contentIndent, 0)) return undefined;
      lines.push("");
      continue;
    }
    if (contentIndent === -1 && blanks > indent) contentIndent = blanks;
    if (contentIndent === -1 || blanks < contentIndent) {
      if (blanks > indent) return undefined;
      break;
    }
    lines.push(text.slice(start + contentIndent, end));
    length = lines.length;
  }
  // The last line of a text without a line end is left to the library.
  if (length === 0 || (line === source.lineStarts.length && !text.endsWith("\n"))) return undefined;
  reading.line = line - 1;
  return lines.slice(0, length);
}
