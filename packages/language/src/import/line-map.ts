import { placeAt } from "../yaml/source-text.ts";
import type { SourceText } from "../yaml/source-text.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { findComments, lineText } from "./comments.ts";
import type { Comment } from "./comments.ts";

/** What stands on which line of an old file; lines count from 1. */
export interface LineMap {
  readonly source: SourceText;
  readonly comments: readonly Comment[];
  /** Lines with anything but comments and blanks, in order. */
  readonly contentLines: readonly number[];
  /** The line on which that begins whose part a line is: a script, a list in brackets. */
  readonly ownerOf: (line: number) => number;
  /** Lines of encrypted values. */
  readonly secureLines: ReadonlySet<number>;
}

export function mapLines(source: SourceText, root: YamlNode | undefined): LineMap {
  const comments = findComments(source);
  const alone = new Set(comments.filter(({ isAlone }) => isAlone).map(({ line }) => line));
  const marks: Marks = { source, lines: new Set(), secureLines: new Set(), seen: new Set() };
  if (root) markNode(marks, root);
  const contentLines: number[] = [];
  const owners = new Map<number, number>();
  let owner: number | undefined;
  for (const [index] of source.lineStarts.entries()) {
    const line = index + 1;
    if (marks.lines.has(line)) owner = line;
    owners.set(line, owner ?? line);
    if (!alone.has(line) && (lineText(source, line) ?? "").trim() !== "") contentLines.push(line);
  }
  takeOnNextLine(source, { contentLines, owners, marked: marks.lines });
  return {
    source,
    comments,
    contentLines,
    ownerOf: (line) => owners.get(line) ?? line,
    secureLines: marks.secureLines,
  };
}

interface Marks {
  readonly source: SourceText;
  /** Lines on which a key or a value begins. */
  readonly lines: Set<number>;
  readonly secureLines: Set<number>;
  /** An alias brings the same items again. */
  readonly seen: Set<readonly unknown[]>;
}

function markNode(marks: Marks, node: YamlNode): void {
  markLine(marks, node);
  if (node.kind === "scalar") return;
  const children = node.kind === "list" ? node.items : node.entries;
  if (marks.seen.has(children)) return;
  marks.seen.add(children);
  if (node.kind === "list") for (const item of node.items) markNode(marks, item);
  else
    for (const { key, keySpan, value } of node.entries) {
      const line = markLine(marks, keySpan);
      if (key === "secure" && line !== undefined) marks.secureLines.add(line);
      markNode(marks, value);
    }
}

function markLine(marks: Marks, { source, start }: YamlNode | { source: SourceText; start: number }) {
  if (source !== marks.source) return undefined;
  const { line } = placeAt(source, start);
  marks.lines.add(line);
  return line;
}

interface Owning {
  readonly contentLines: readonly number[];
  readonly owners: Map<number, number>;
  readonly marked: ReadonlySet<number>;
}

/** A dash alone on its line belongs to what comes below. */
function takeOnNextLine(source: SourceText, { contentLines, owners, marked }: Owning): void {
  for (const [index, line] of contentLines.entries()) {
    const next = contentLines[index + 1];
    const isDash = !marked.has(line) && /^\s*-\s*$/.test(lineText(source, line) ?? "");
    if (isDash && next !== undefined) owners.set(line, owners.get(next) ?? next);
  }
}
