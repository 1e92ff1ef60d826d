import { loadWorkflow } from "@landbridge/language";
import { HOSTILE_INPUTS } from "../packages/language/src/testing/hostile-inputs.ts";
import { largeWorkflow } from "./language-load.ts";
import { inTurn, medianOf } from "./measure.ts";
import type { Row } from "./measure.ts";

const MOST_MS = 200;

function millisecondsToLoad(text: string): number {
  const began = performance.now();
  loadWorkflow([{ path: "landbridge.yml", text }], { isAlone: true });
  return performance.now() - began;
}

/** The hostile file that takes longest, against a plain configuration of 1,000 jobs and 1,000 resources. */
export async function hostileRow(rounds: number): Promise<Row> {
  const plain = largeWorkflow(1_000);
  const inputs = HOSTILE_INPUTS.filter(({ isBulk }) => isBulk !== true);
  let worst = { name: "", text: "", ms: 0 };
  for (const { name, text } of inputs) {
    const written = text();
    const ms = medianOf(Array.from({ length: 3 }, () => millisecondsToLoad(written)));
    if (ms > worst.ms) worst = { name, text: written, ms };
  }
  const { ratio, ours, baseline } = await inTurn(
    rounds,
    async () => millisecondsToLoad(worst.text),
    async () => millisecondsToLoad(plain),
  );
  return {
    what: `the slowest of ${inputs.length} hostile files (${worst.name}) ÷ a plain one of 1,000 jobs`,
    goal: "< 200 ms each",
    ratio,
    ours: `${ours.median.toFixed(0)} ms`,
    baseline: `${baseline.median.toFixed(0)} ms`,
    isMet: ours.median < MOST_MS,
  };
}
