import { commonItems } from "@landbridge/core";

/** One line of a comparison; `skipped` stands for lines that are the same on both sides and far from a difference. */
export type DiffLine =
  | { readonly kind: "same" | "removed" | "added"; readonly text: string }
  | { readonly kind: "skipped"; readonly count: number };

const CONTEXT = 2;

/** Two texts line by line, with two lines round each difference. */
export function lineDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const lines: PlainLine[] = [];
  let [row, column] = [0, 0];
  for (const [old, now] of [...commonItems(before, after), [before.length, after.length] as const]) {
    for (const text of before.slice(row, old)) lines.push({ kind: "removed", text });
    for (const text of after.slice(column, now)) lines.push({ kind: "added", text });
    const text = before[old];
    if (text !== undefined) lines.push({ kind: "same", text });
    [row, column] = [old + 1, now + 1];
  }
  return skipDistant(lines);
}

type PlainLine = Exclude<DiffLine, { kind: "skipped" }>;

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
