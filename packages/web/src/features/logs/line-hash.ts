/** The line that an address like `#L12` points at, counted from 0. */
export function lineOfHash(hash: string): number | undefined {
  const found = /^#L(\d+)$/.exec(hash);
  return found?.[1] === undefined ? undefined : Math.max(0, Number(found[1]) - 1);
}
