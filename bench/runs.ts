import { inTurn, spawnBash, timed } from "./measure.ts";
import type { Row } from "./measure.ts";
import { startPlatform } from "./platform.ts";

const CHAIN = 40;
const FAN = 400;
const SLOTS = 10;
const NO_OP = `{TASK: {name: nothing, script: ["true"]}}`;

/** DESIGN row 1: a chain of runs, each started by the one before it, against as many bare bash processes. */
export async function chainRow(rounds: number): Promise<Row> {
  const jobs = Array.from({ length: CHAIN }, (_, index) => {
    const input = index === 0 ? "" : `{IN: link_${String(index)}}, `;
    return `  - {name: link_${String(index + 1)}, type: runSh, steps: [${input}${NO_OP}]}`;
  });
  const platform = await startPlatform(`jobs:\n${jobs.join("\n")}\n`, 1);
  const { client, workspace } = platform.server;
  const measured = await inTurn(
    rounds,
    () =>
      timed(async () => {
        const ended = platform.ended("link_", CHAIN);
        await client.startRun({ workspace, job: "link_1" });
        await ended;
      }),
    () => timed(() => spawnBash(CHAIN, 1)),
  );
  await platform.close();
  return {
    what: `chain of ${String(CHAIN)} no-op runs ÷ the same bash spawns in a loop`,
    goal: "≤ 3",
    ratio: measured.ratio,
    ours: `${(measured.ours.median / CHAIN).toFixed(1)} ms a run`,
    baseline: `${(measured.baseline.median / CHAIN).toFixed(1)} ms a spawn`,
    isMet: measured.ratio.median <= 3,
  };
}

/** DESIGN row 2: many runs at once, against bare bash processes at the same concurrency; rates, so the ratio is turned round. */
export async function fanRow(rounds: number): Promise<Row> {
  const jobs = Array.from(
    { length: FAN },
    (_, index) => `  - {name: leaf_${String(index + 1)}, type: runSh, steps: [{IN: root}, ${NO_OP}]}`,
  );
  const platform = await startPlatform(
    `jobs:\n  - {name: root, type: runSh, steps: [${NO_OP}]}\n${jobs.join("\n")}\n`,
    SLOTS,
  );
  const { client, workspace } = platform.server;
  const measured = await inTurn(
    rounds,
    async () => {
      // From the click to the last end: the run that sets the others off is part of it.
      const ended = platform.ended("leaf_", FAN);
      return timed(async () => {
        await client.startRun({ workspace, job: "root" });
        await ended;
      });
    },
    () => timed(() => spawnBash(FAN, SLOTS)),
  );
  await platform.close();
  const rate = (milliseconds: number): string => `${((FAN / milliseconds) * 1000).toFixed(0)}/s`;
  const { median, min, max } = measured.ratio;
  return {
    what: `${String(FAN)} no-op runs, ${String(SLOTS)} slots: runs/s ÷ bash spawns/s`,
    goal: "≥ 0.6",
    ratio: { median: 1 / median, min: 1 / max, max: 1 / min },
    ours: rate(measured.ours.median),
    baseline: rate(measured.baseline.median),
    isMet: 1 / median >= 0.6,
  };
}
