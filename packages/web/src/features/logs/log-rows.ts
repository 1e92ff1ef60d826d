import type { LogGroup } from "./log-buffer.ts";

/** Lines that are shown one after the other; between two such stretches lies what is folded away. */
interface Stretch {
  readonly row: number;
  readonly line: number;
  readonly length: number;
}

/** Which line stands in which row while some groups are folded. */
export interface LogRows {
  readonly count: number;
  readonly lineOf: (row: number) => number;
  /** The row of a line; of the line that names its group when it is folded away. */
  readonly rowOf: (line: number) => number;
}

export function logRows(
  lineCount: number,
  groups: readonly LogGroup[],
  folded: ReadonlySet<number>,
): LogRows {
  const stretches: Stretch[] = [];
  let row = 0;
  let line = 0;
  const show = (until: number): void => {
    if (until <= line) return;
    stretches.push({ row, line, length: until - line });
    row += until - line;
    line = until;
  };
  for (const [at, group] of groups.entries()) {
    if (!folded.has(group.line)) continue;
    show(group.line + 1);
    line = groups[at + 1]?.line ?? lineCount;
  }
  show(lineCount);
  return {
    count: row,
    lineOf: (wanted) => {
      const stretch = lastWhere(stretches, (candidate) => candidate.row <= wanted);
      return stretch ? stretch.line + (wanted - stretch.row) : 0;
    },
    rowOf: (wanted) => {
      const stretch = lastWhere(stretches, (candidate) => candidate.line <= wanted);
      return stretch ? stretch.row + Math.min(wanted - stretch.line, stretch.length - 1) : 0;
    },
  };
}

/** The group that a line belongs to; undefined before the first. */
export function groupOf(groups: readonly LogGroup[], line: number): LogGroup | undefined {
  return lastWhere(groups, (group) => group.line <= line);
}

/** By halving; `isBefore` holds for a beginning of the list. */
function lastWhere<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && isBefore(item)) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
