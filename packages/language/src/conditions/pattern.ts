import { parsePattern } from "./parse-pattern.ts";
import type { PatternNode } from "./parse-pattern.ts";

/** Longer patterns, and those that unfold to more steps, are refused. */
const LONGEST_PATTERN = 1000;
const MOST_STEPS = 5000;

/** Decides one text; `spend` is called for each step that it takes and may throw. */
export type Pattern = (text: string, spend: () => void) => boolean;

export type CompiledPattern =
  { readonly ok: true; readonly matches: Pattern } | { readonly ok: false; readonly message: string };

type Step =
  | { readonly kind: "letter"; readonly fits: (letter: string) => boolean; readonly next: number }
  | { readonly kind: "place"; readonly holds: PlaceTest; readonly next: number }
  | { readonly kind: "fork"; next: readonly number[] }
  | { readonly kind: "end" };

type PlaceTest = (before: string | undefined, after: string | undefined) => boolean;

/**
 * A regular expression that takes time in proportion to the text, whatever it is: all ways through it are followed
 * at once, and none twice. The expressions of JavaScript may need longer than anybody waits.
 */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern.length > LONGEST_PATTERN)
    return { ok: false, message: `a pattern has at most ${LONGEST_PATTERN} characters` };
  const parsed = parsePattern(pattern);
  if (!parsed.ok) return parsed;
  const steps: Step[] = [{ kind: "end" }];
  const start = emit(parsed.node, 0, steps);
  if (steps.length > MOST_STEPS) return { ok: false, message: "it repeats too much" };
  return { ok: true, matches: (text, spend) => run({ steps, start }, text, spend) };
}

/** Adds the steps of a node, built from its end so that each knows what follows; gives the first. */
function emit(node: PatternNode, next: number, steps: Step[]): number {
  // Far beyond the limit nothing is added any more: repeated repeats multiply.
  if (steps.length > MOST_STEPS) return next;
  const add = (step: Step): number => steps.push(step) - 1;
  switch (node.kind) {
    case "letter":
      return add({ kind: "letter", fits: node.fits, next });
    case "place":
      return add({ kind: "place", holds: node.holds, next });
    case "sequence":
      return node.parts.reduceRight((following, part) => emit(part, following, steps), next);
    case "choice":
      return add({ kind: "fork", next: node.parts.map((part) => emit(part, next, steps)) });
    case "repeat": {
      let first = next;
      if (node.most === undefined) {
        const fork: Step = { kind: "fork", next: [] };
        first = add(fork);
        fork.next = [emit(node.part, first, steps), next];
      } else {
        for (let count = node.least; count < node.most && steps.length <= MOST_STEPS; count += 1)
          first = add({ kind: "fork", next: [emit(node.part, first, steps), next] });
      }
      for (let count = 0; count < node.least && steps.length <= MOST_STEPS; count += 1) {
        const before = first;
        first = emit(node.part, first, steps);
        // What is nothing stays nothing, however often.
        if (first === before) break;
      }
      return first;
    }
  }
}

interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

function run({ steps, start }: Program, text: string, spend: () => void): boolean {
  let waiting: readonly number[] = [];
  let before: string | undefined;
  for (const letter of [...text, undefined]) {
    const reached = reach(steps, [...waiting, start], { before, after: letter, spend });
    if (reached.has(0)) return true;
    const following: number[] = [];
    for (const index of reached) {
      const step = steps[index];
      if (letter !== undefined && step?.kind === "letter" && step.fits(letter)) following.push(step.next);
    }
    waiting = following;
    before = letter;
  }
  return false;
}

interface Place {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly spend: () => void;
}

/** All steps that are reached at this place without going over a letter. */
function reach(steps: readonly Step[], open: number[], { before, after, spend }: Place): ReadonlySet<number> {
  const reached = new Set<number>();
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    spend();
    const step = steps[index];
    if (step?.kind === "fork") open.push(...step.next);
    else if (step?.kind === "place" && step.holds(before, after)) open.push(step.next);
  }
  return reached;
}
