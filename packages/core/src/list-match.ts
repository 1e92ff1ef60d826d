import { commonItems } from "./common-items.ts";
import { canonicalJson } from "./json.ts";
import type { JsonValue } from "./json.ts";

/** An item that was and is: at `from` in the old list, at `to` in the new one; absent where it stands in one only. */
export interface ItemMatch {
  readonly from?: number;
  readonly to?: number;
}

/**
 * Which item of a list became which: equal items first, in order, then between
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
  for (const [equalFrom, equalTo] of commonItems(before.map(canonicalJson), after.map(canonicalJson))) {
    closeGap(equalFrom, equalTo);
    matches.push({ from: from++, to: to++ });
  }
  closeGap(before.length, after.length);
  return matches;
}
