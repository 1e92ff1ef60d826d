import { spawn } from "node:child_process";

/** One row of the table: a ratio of two things measured in turn, in one run, on one machine. */
export interface Row {
  readonly what: string;
  readonly goal: string;
  /** The median over the rounds, and the range. */
  readonly ratio: Spread;
  readonly ours: string;
  readonly baseline: string;
  readonly isMet: boolean;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: medianOf(sorted), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs `bash -c true` so many times, so many at once: what the same number of runs costs without us. */
export function spawnBash(count: number, atOnce: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let started = 0;
    let ended = 0;
    const next = (): void => {
      if (started >= count) return;
      started += 1;
      spawn("bash", ["-c", "true"], { stdio: "ignore" })
        .on("error", reject)
        .on("exit", () => {
          ended += 1;
          if (ended === count) resolve();
          else next();
        });
    };
    for (let index = 0; index < atOnce; index++) next();
  });
}

/** Measures ours and the baseline in turn, the first round not counted. Ratios are ours ÷ baseline. */
export async function inTurn(
  rounds: number,
  ours: (round: number) => Promise<number>,
  baseline: (round: number) => Promise<number>,
): Promise<{ readonly ours: Spread; readonly baseline: Spread; readonly ratio: Spread }> {
  const pairs: { ours: number; baseline: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const base = await baseline(round);
    const own = await ours(round);
    if (round > 0) pairs.push({ ours: own, baseline: base });
  }
  return {
    ours: spreadOf(pairs.map((pair) => pair.ours)),
    baseline: spreadOf(pairs.map((pair) => pair.baseline)),
    ratio: spreadOf(pairs.map((pair) => pair.ours / pair.baseline)),
  };
}
