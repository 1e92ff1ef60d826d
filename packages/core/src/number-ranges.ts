/** A set of whole numbers as the ranges that it is made of, ascending, apart from one another: [[1, 4], [7, 7]]. */
export type NumberRanges = readonly (readonly [first: number, last: number])[];

export function hasNumber(ranges: NumberRanges, number: number): boolean {
  return ranges.some(([first, last]) => first <= number && number <= last);
}

/** The set with the numbers from `first` to `last` in it too. */
export function withNumbers(ranges: NumberRanges, first: number, last = first): NumberRanges {
  const before = ranges.filter((range) => range[1] < first - 1);
  const after = ranges.filter((range) => range[0] > last + 1);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const from = Math.min(first, ...touching.map((range) => range[0]));
  const to = Math.max(last, ...touching.map((range) => range[1]));
  return [...before, [from, to], ...after];
}

export function withoutNumber(ranges: NumberRanges, number: number): NumberRanges {
  return ranges.flatMap(([first, last]): NumberRanges => {
    if (number < first || number > last) return [[first, last]];
    const below: NumberRanges = first < number ? [[first, number - 1]] : [];
    const above: NumberRanges = number < last ? [[number + 1, last]] : [];
    return [...below, ...above];
  });
}

/** The smallest number of the set that fits; a number that does not fit costs a look. */
export function smallestNumber(
  ranges: NumberRanges,
  fits: (number: number) => boolean = () => true,
): number | undefined {
  for (const [first, last] of ranges) {
    for (let number = first; number <= last; number += 1) if (fits(number)) return number;
  }
  return undefined;
}

export function countNumbers(ranges: NumberRanges): number {
  return ranges.reduce((count, [first, last]) => count + last - first + 1, 0);
}
