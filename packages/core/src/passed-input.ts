import type { Flow } from "./job.ts";

/** What is asked of one IN. */
export interface PassedInput {
  /** Name of a resource or a job. INs of the same name take the same version. */
  readonly from: string;
  /** Empty: any version will do. */
  readonly passed: readonly string[];
  readonly flow: Flow;
  /** Only this version will do. */
  readonly pinned?: number;
}

/** Everything that the INs of one name ask, with what is known of its versions. */
export interface AskedInput {
  readonly from: string;
  /** Each job once. */
  readonly passed: readonly string[];
  readonly isEvery: boolean;
  /** Only these will do; more than one contradict each other. */
  readonly pins: readonly number[];
  isAllowed(number: number): boolean;
  isTaken(number: number): boolean;
}

/** What the caller knows of a version, by name and number. */
export interface VersionFacts {
  isAllowed(from: string, number: number): boolean;
  isTaken(from: string, number: number): boolean;
}

/** One of each name, in the order in which they are declared. */
export function askedInputs(inputs: readonly PassedInput[], facts: VersionFacts): readonly AskedInput[] {
  const byName = new Map<string, AskedInput>();
  for (const { from, passed, flow, pinned } of inputs) {
    const before = byName.get(from);
    const pins = pinned === undefined ? [] : [pinned];
    byName.set(from, {
      from,
      passed: [...new Set([...(before?.passed ?? []), ...passed])],
      isEvery: flow === "every" || before?.isEvery === true,
      pins: [...new Set([...(before?.pins ?? []), ...pins])],
      isAllowed: (number) => facts.isAllowed(from, number),
      isTaken: (number) => facts.isTaken(from, number),
    });
  }
  return [...byName.values()];
}

/** May this version be chosen, as far as the IN itself can say? */
export function fits(input: AskedInput, number: number): boolean {
  return (input.pins.length === 0 || input.pins.every((pin) => pin === number)) && input.isAllowed(number);
}

/** Versions in the order in which the IN would take them: `every` the oldest that is new, then the newest. */
export function inOrderOfChoice(input: AskedInput, versions: Iterable<number>): readonly number[] {
  const newestFirst = [...new Set(versions)].sort((a, b) => b - a);
  if (!input.isEvery) return newestFirst;
  const fresh = newestFirst.filter((version) => !input.isTaken(version));
  return [...fresh.reverse(), ...newestFirst.filter((version) => input.isTaken(version))];
}

export type InputGroup = readonly [AskedInput, ...AskedInput[]];

/** INs that affect each other's choice, as they share a passed job, directly or through others. */
export function groupsOf(inputs: readonly AskedInput[]): readonly InputGroup[] {
  const readers = new Map<string, AskedInput[]>();
  for (const input of inputs) {
    for (const job of input.passed) {
      const known = readers.get(job);
      if (known) known.push(input);
      else readers.set(job, [input]);
    }
  }
  const placed = new Set<AskedInput>();
  return inputs.flatMap((first) => {
    if (placed.has(first)) return [];
    const group = new Set([first]);
    for (const input of group) {
      for (const job of input.passed) {
        for (const other of readers.get(job) ?? []) group.add(other);
        // Every reader is in the group now: nobody needs to come back to this job.
        readers.delete(job);
      }
    }
    for (const input of group) placed.add(input);
    return [[first, ...inputs.filter((input) => input !== first && group.has(input))]];
  });
}
