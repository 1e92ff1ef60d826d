import { compilePattern } from "./pattern.ts";
import type { CompiledPattern } from "./pattern.ts";

/** Matches texts until its steps are used up, over as many calls as it likes. */
export interface PatternMatcher {
  /** Throws where the pattern can't be read, and once the steps are used up. */
  readonly matches: (text: string, pattern: string) => boolean;
  /** Begins anew with this many steps. */
  readonly grant: (steps: number) => void;
  readonly isSpent: () => boolean;
}

const MOST_KEPT = 200;

/** Without a grant it has no steps. */
export function createPatternMatcher(): PatternMatcher {
  const kept = new Map<string, CompiledPattern>();
  let left = 0;
  const spend = (): void => {
    left -= 1;
    if (left < 0) throw new Error("the pattern takes too many steps");
  };
  return {
    matches: (text, pattern) => {
      const compiled = kept.get(pattern) ?? compilePattern(pattern);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(pattern, compiled);
      if (!compiled.ok) throw new Error(`the pattern \`${pattern}\` can't be read: ${compiled.message}`);
      return compiled.matches(text, spend);
    },
    grant: (steps) => void (left = steps),
    isSpent: () => left < 0,
  };
}
