import type { WorkflowDefinition } from "@landbridge/core";
import { CREW } from "./agents.ts";
import type { Agent } from "./agents.ts";
import { createClocks } from "./clocks.ts";
import { drawLine } from "./draw-line.ts";
import type { Line } from "./draw-line.ts";
import { densifyLine, widenLine } from "./draw-wide.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import type { Source } from "./transaction.ts";
import { createWatch } from "./watch.ts";
import { isDense, isWhole, isWide } from "./width.ts";
import { createWorld } from "./world.ts";
import type { FaultRates, World } from "./world.ts";

const BEGINNING = Date.UTC(2026, 0, 1);
/** Also shortly before the clocks of some zone are set. */
const BEGINNINGS = [
  BEGINNING,
  Date.UTC(2026, 2, 8, 4),
  Date.UTC(2026, 2, 28, 23),
  Date.UTC(2026, 9, 24, 23),
  Date.UTC(2026, 10, 1, 4),
] as const;

/** Where a story is played, with what its files say. */
export interface Stage {
  readonly world: World;
  declared: WorkflowDefinition;
  /** Who declares what moved; all else belongs where its name says. */
  readonly owners: Map<string, Source>;
  readonly removedSources: Set<Source>;
}

export function openStage(seed: string): Stage {
  const random = createRandom(seed);
  const narrow = drawLine(random);
  const more = createRandom(`${seed} wide`);
  const wide = isWide(seed) ? widenLine(more, narrow) : narrow;
  const whole = isWhole(seed) ? { ...wide, isWhole: true } : wide;
  const line = isDense(seed) ? densifyLine(more, whole) : whole;
  const servers = random.chance(0.35) ? 2 : 1;
  const agents = drawAgents(random, line, servers);
  const world = createWorld({
    seed,
    line,
    servers,
    agents,
    crew: CREW,
    faults: drawFaults(random),
    watch: createWatch(),
    now: line.isWide === true ? (more.pick(BEGINNINGS) ?? BEGINNING) : BEGINNING,
    ...(line.isWide === true ? { clocks: createClocks() } : {}),
  });
  const declared = { resources: line.resources, jobs: line.jobs };
  return { world, declared, owners: new Map(), removedSources: new Set() };
}

function drawAgents(random: Random, { pools }: Line, servers: number): readonly Agent[] {
  const count = random.between(1, 2);
  return pools.flatMap((pool) =>
    Array.from({ length: count }, (_, index): Agent => ({
      id: `agent-${pool}-${String(index)}`,
      pool,
      slots: random.between(1, 4),
      server: random.between(0, servers - 1),
      life: 1,
      state: "well",
      leases: new Map(),
      held: [],
    })),
  );
}

function drawFaults(random: Random): FaultRates {
  if (random.chance(0.4)) return NO_FAULTS;
  return {
    beforeSave: 0.01,
    beforeCommit: 0.01,
    answerLost: 0.02,
    delayMs: random.pick([0, 50, 3_000]) ?? 0,
    duplicate: 0.05,
    lost: 0.03,
  };
}

const NO_FAULTS: FaultRates = {
  beforeSave: 0,
  beforeCommit: 0,
  answerLost: 0,
  delayMs: 20,
  duplicate: 0,
  lost: 0,
};
