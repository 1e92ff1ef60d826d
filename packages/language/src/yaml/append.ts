/** Adds items to a list. `push(...items)` overflows the call stack beyond some 100,000 of them. */
export function append<Item>(list: Item[], items: Iterable<Item>): void {
  for (const item of items) list.push(item);
}
