import type { Comment } from "./comments.ts";
import type { LineMap } from "./line-map.ts";
import { lineKey } from "./written.ts";
import type { Unit } from "./write-units.ts";

/** The new file, and where the lines and comments of the old ones are in it. */
export interface LaidOut {
  readonly text: string;
  /** By `lineKey`: the first line, from 1, that comes from there. */
  readonly lineOf: ReadonlyMap<string, number>;
  /** Comments that are in the new file, with their lines. */
  readonly comments: ReadonlyMap<Comment, number>;
}

interface Companions {
  readonly before: Comment[];
  readonly beside: Comment[];
  readonly after: Comment[];
}

/** Units to text: each with the comments of its lines, above, beside and below. */
export function layOut(units: readonly Unit[], maps: readonly LineMap[]): LaidOut {
  const unitOf = new Map<string, number>();
  for (const [index, { origins }] of units.entries())
    for (const key of origins.map(lineKey)) if (!unitOf.has(key)) unitOf.set(key, index);
  const companions = units.map((): Companions => ({ before: [], beside: [], after: [] }));
  for (const map of maps) for (const comment of map.comments) accompany(comment, { map, unitOf, companions });
  const page: Page = { lines: [], comments: new Map() };
  const starts = units.map((unit, index) => {
    const above = index === 0 ? undefined : { unit: units[index - 1], after: companions[index - 1]?.after };
    return putUnit(page, unit, { own: companions[index], above });
  });
  const last = units.at(-1);
  if (last) putComments(page, companions.at(-1)?.after ?? [], { indent: last.indent, hasGaps: false });
  const lineOf = new Map([...unitOf].map(([key, index]) => [key, starts[index] ?? 1]));
  return { text: page.lines.map((line) => `${line}\n`).join(""), lineOf, comments: page.comments };
}

/** Lines that have a comment above, beside or below them. */
export function commentedLines(maps: readonly LineMap[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const map of maps) {
    for (const comment of map.comments) {
      for (const { line } of placesOf(comment, map)) found.add(lineKey({ source: map.source, line }));
    }
  }
  return found;
}

interface Place {
  readonly side: keyof Companions;
  readonly line: number;
}

/**
 * Where a comment belongs, the best place first: above what follows, or below what comes before where it stands
 * deeper than what follows.
 */
function placesOf(comment: Comment, { source, contentLines, ownerOf }: LineMap): readonly Place[] {
  if (!comment.isAlone) return [{ side: "beside", line: ownerOf(comment.line) }];
  const at = firstAfter(contentLines, comment.line);
  const next = contentLines[at];
  const previous = contentLines[at - 1];
  const above: Place[] = next === undefined ? [] : [{ side: "before", line: ownerOf(next) }];
  const below: Place[] = previous === undefined ? [] : [{ side: "after", line: ownerOf(previous) }];
  if (next === undefined) return below;
  const start = source.lineStarts[next - 1] ?? 0;
  const nextColumn = 1 + (/^ */.exec(source.text.slice(start, source.lineStarts[next]))?.[0].length ?? 0);
  return comment.column > nextColumn ? [...below, ...above] : [...above, ...below];
}

/** Index of the first number that is greater, by halving. */
function firstAfter(numbers: readonly number[], than: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= than) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Surroundings {
  readonly map: LineMap;
  readonly unitOf: ReadonlyMap<string, number>;
  readonly companions: readonly Companions[];
}

function accompany(comment: Comment, { map, unitOf, companions }: Surroundings): void {
  for (const { side, line } of placesOf(comment, map)) {
    const index = unitOf.get(lineKey({ source: map.source, line }));
    const found = index === undefined ? undefined : companions[index];
    if (!found) continue;
    found[side].push(comment);
    return;
  }
  // A file of nothing but comments: they head the new one.
  if (map.contentLines.length === 0) companions[0]?.before.push(comment);
}

interface Page {
  readonly lines: string[];
  readonly comments: Map<Comment, number>;
}

interface Neighbours {
  readonly own: Companions | undefined;
  readonly above:
    { readonly unit: Unit | undefined; readonly after: readonly Comment[] | undefined } | undefined;
}

/** Puts a unit below what is there, and gives the line on which it begins. */
function putUnit(page: Page, unit: Unit, { own, above }: Neighbours): number {
  const { indent } = unit;
  const left = above?.after ?? [];
  const isDeeper = above?.unit !== undefined && above.unit.indent > indent;
  if (isDeeper) putComments(page, left, { indent: above.unit.indent, hasGaps: false });
  if (unit.isSeparated && page.lines.length > 0) page.lines.push("");
  if (!isDeeper) putComments(page, left, { indent, hasGaps: false });
  putComments(page, own?.before ?? [], { indent, hasGaps: true });
  const beside = own?.beside ?? [];
  const [first = "", ...rest] = unit.lines;
  page.lines.push([first, ...beside.map(({ text }) => text)].join(" "), ...rest);
  const line = page.lines.length - rest.length;
  for (const comment of beside) page.comments.set(comment, line);
  return line;
}

function putComments(
  page: Page,
  comments: readonly Comment[],
  { indent, hasGaps }: { readonly indent: number; readonly hasGaps: boolean },
): void {
  for (const comment of comments) {
    page.lines.push(" ".repeat(indent) + comment.text);
    page.comments.set(comment, page.lines.length);
    if (hasGaps && comment.hasGap) page.lines.push("");
  }
}
