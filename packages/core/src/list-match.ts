import { canonicalJson } from "./json.ts";
import type { JsonValue } from "./json.ts";

/** An item that was and is: at `from` in the old list, at `to` in the new one; absent where it stands in one only. */
export interface ItemMatch {
  readonly from?: number;
  readonly to?: number;
}

/** More pairs than that are not compared: the lists count as rewritten from their first difference on. */
const MOST_PAIRS = 250_000;

/**
 * Which item of a list became which: equal items first, in order (the longest common subsequence), then between
 * them items of the same kind, one after the other.
 */
export function matchLists(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  isSameKind: (a: JsonValue, b: JsonValue) => boolean,
): readonly ItemMatch[] {
  const matches: ItemMatch[] = [];
  let from = 0;
  let to = 0;
  const closeGap = (untilFrom: number, untilTo: number): void => {
    while (from < untilFrom || to < untilTo) {
      const [old, now] = [from < untilFrom ? before[from] : undefined, to < untilTo ? after[to] : undefined];
      const isPair = old !== undefined && now !== undefined && isSameKind(old, now);
      // Where the kinds differ, what went comes first, unless the new one is what is too many.
      const isGone = old !== undefined && (now === undefined || untilFrom - from >= untilTo - to);
      if (isPair) matches.push({ from: from++, to: to++ });
      else if (isGone) matches.push({ from: from++ });
      else matches.push({ to: to++ });
    }
  };
  for (const [equalFrom, equalTo] of equalItems(before.map(canonicalJson), after.map(canonicalJson))) {
    closeGap(equalFrom, equalTo);
    matches.push({ from: from++, to: to++ });
  }
  closeGap(before.length, after.length);
  return matches;
}

function equalItems(
  before: readonly string[],
  after: readonly string[],
): readonly (readonly [number, number])[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  const equal: (readonly [number, number])[] = Array.from({ length: start }, (_, index) => [index, index]);
  if ((before.length - start) * (after.length - start) > MOST_PAIRS) return equal;
  const lengths = lengthsOf(before, after, start);
  const at = (i: number, j: number): number => lengths[i - start]?.[j - start] ?? 0;
  let [i, j] = [start, start];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) equal.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return equal;
}

/** Row i, column j: how many items the lists from there on have in common. */
function lengthsOf(before: readonly string[], after: readonly string[], start: number): readonly number[][] {
  const width = after.length - start;
  const rows: number[][] = [Array.from({ length: width + 1 }, () => 0)];
  for (let i = before.length - 1; i >= start; i--) {
    const below = rows.at(-1) ?? [];
    const row = Array.from({ length: width + 1 }, () => 0);
    for (let j = width - 1; j >= 0; j--) {
      const isEqual = before[i] === after[start + j];
      row[j] = isEqual ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
    rows.push(row);
  }
  return rows.reverse();
}
