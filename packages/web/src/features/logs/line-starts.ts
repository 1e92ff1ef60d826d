/** Where each line begins, in bytes. The first is there from the beginning. */
export interface LineStarts {
  readonly count: () => number;
  readonly at: (index: number) => number;
  readonly add: (start: number) => void;
}

/** Eight bytes a line: a list of numbers would cost three times as much for a million of them. */
export function createLineStarts(): LineStarts {
  let starts = new Float64Array(1_024);
  let count = 1;
  return {
    count: () => count,
    at: (index) => starts[index] ?? 0,
    add: (start) => {
      if (count === starts.length) {
        const larger = new Float64Array(starts.length * 2);
        larger.set(starts);
        starts = larger;
      }
      starts[count] = start;
      count += 1;
    },
  };
}
