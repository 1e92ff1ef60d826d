/** One line of a comparison; `skipped` stands for lines that are the same on both sides and far from a difference. */
export type DiffLine =
  | { readonly kind: "same" | "removed" | "added"; readonly text: string }
  | { readonly kind: "skipped"; readonly count: number };

/** Comparing takes a table of this many cells at most; beyond it all lines count as replaced. */
const MOST_CELLS = 4_000_000;
const CONTEXT = 2;

/** Two texts line by line, with two lines round each difference. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const middle = compare(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const lines = [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
  return skipDistant(lines);
}

type PlainLine = Exclude<DiffLine, { kind: "skipped" }>;

function compare(before: readonly string[], after: readonly string[]): readonly PlainLine[] {
  const width = after.length + 1;
  const removed = before.map((text): PlainLine => ({ kind: "removed", text }));
  const added = after.map((text): PlainLine => ({ kind: "added", text }));
  if (removed.length === 0 || added.length === 0 || (before.length + 1) * width > MOST_CELLS)
    return [...removed, ...added];
  const common = commonLengths(before, after);
  const lines: PlainLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, now] = [removed[row], added[column]];
    if (old && now && old.text === now.text) {
      lines.push({ kind: "same", text: old.text });
      row += 1;
      column += 1;
      continue;
    }
    const below = common[(row + 1) * width + column] ?? 0;
    const beside = common[row * width + column + 1] ?? 0;
    if (old && (!now || below >= beside)) {
      lines.push(old);
      row += 1;
    } else if (now) {
      lines.push(now);
      column += 1;
    }
  }
  return lines;
}

/** How many lines the rests have in common, from each pair of lines on. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[row] === after[column]
          ? (common[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(common[(row + 1) * width + column] ?? 0, common[row * width + column + 1] ?? 0);
    }
  }
  return common;
}

function same(lines: readonly string[]): readonly PlainLine[] {
  return lines.map((text) => ({ kind: "same", text }));
}

function skipDistant(lines: readonly PlainLine[]): readonly DiffLine[] {
  const isNear = new Uint8Array(lines.length);
  for (const [at, { kind }] of lines.entries())
    if (kind !== "same") isNear.fill(1, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  const shown: DiffLine[] = [];
  let skipped = 0;
  const closeGap = (next: number): void => {
    // A line that says "1 line skipped" saves nothing.
    if (skipped === 1) shown.push(...lines.slice(next - 1, next));
    else if (skipped > 1) shown.push({ kind: "skipped", count: skipped });
    skipped = 0;
  };
  for (const [at, line] of lines.entries()) {
    if (isNear[at] !== 1) {
      skipped += 1;
      continue;
    }
    closeGap(at);
    shown.push(line);
  }
  closeGap(lines.length);
  return shown;
}
