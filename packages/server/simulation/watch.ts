import type { RunChanges } from "./tables.ts";
import type { JobTableRow } from "./tables.ts";
import type { Decided } from "./transaction.ts";
import type { EndedRunRow, LiveRunRow, SavedBatch } from "../src/store/saved-batch.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import {
  decisionsAnswerNews,
  everyReasonIsKnown,
  startsAreHealthy,
  strictStartsOnce,
} from "./promises-of-decisions.ts";
import { countKinds } from "./count-kinds.ts";
import { plansTellWhatComes } from "./promise-of-plans.ts";
import { everyVersionGetsItsRun } from "./promise-of-every.ts";
import type { EveryEdges } from "./promise-of-every.ts";
import {
  chronoStartsAlone,
  locksHold,
  plansHoldTheLimits,
  serialHolds,
  slotsHold,
} from "./promises-of-limits.ts";
import {
  liveRunsHaveDeadlines,
  nothingExpiredStays,
  nothingIsLeftToDecide,
  nothingIsToMend,
  nothingQueuedMayStart,
  nothingWaitsForAWeek,
} from "./promises-of-progress.ts";
import { buildsEndAsTold, buildsHaveOneRun, deliveriesMakeOneVersion } from "./promises-of-deliveries.ts";
import type { Told } from "./promises-of-deliveries.ts";
import { gatesOpenWithAnswers, inputsFitTheirTypes, plansHoldTheValues } from "./promises-of-inputs.ts";
import {
  deletionLeavesNothing,
  removedJobsStartNothing,
  runsTakeWhatIsThere,
} from "./promises-of-removal.ts";
import { causesAreThere, plansHoldWhatIsRead, runsReadWhatCounts } from "./promises-of-reads.ts";
import { gatesOpenWithVotes, retriesAreMadeOrRefused, supersededRunsEnd } from "./promises-of-rules.ts";
import { instantsComeOnce } from "./promises-of-schedules.ts";
import type { Ticks } from "./promises-of-schedules.ts";
import {
  nothingReadsQuarantined,
  runNumbersAreConsecutive,
  whatIsKnownIsNoNews,
} from "./promises-of-runs.ts";
import { changedRowsAgree, rowsAndCacheAgree } from "./promise-of-rows.ts";
import type { World } from "./world.ts";

/** What was committed, with what was before. */
export interface Moment {
  readonly world: World;
  readonly decided: Decided;
  readonly saved: SavedBatch;
  readonly changes: RunChanges;
  /** As of now. */
  readonly cache: WorkspaceCache;
  readonly liveBefore: ReadonlyMap<string, LiveRunRow>;
  readonly jobsBefore: ReadonlyMap<string, JobTableRow>;
  readonly memory: Memory;
}

/** What the promises remember from one transaction to the next. */
export interface Memory {
  readonly lastNumbers: Map<string, number>;
  readonly every: EveryEdges;
  readonly told: Told;
  readonly ticks: Ticks;
}

/** Holds every transaction against what was promised. */
export interface Watch {
  before(world: World, decided: Decided): void;
  committed(world: World, parts: Pick<Moment, "decided" | "saved" | "changes" | "cache">): Promise<void>;
  /** The events changed nothing. */
  unchanged(world: World, decided: Decided): void;
}

export type Promised = (moment: Moment) => void;

/** Each throws a `Breach` that names it. */
const PROMISES: readonly Promised[] = [
  runNumbersAreConsecutive,
  everyReasonIsKnown,
  decisionsAnswerNews,
  startsAreHealthy,
  strictStartsOnce,
  everyVersionGetsItsRun,
  serialHolds,
  locksHold,
  slotsHold,
  plansHoldTheLimits,
  chronoStartsAlone,
  nothingReadsQuarantined,
  liveRunsHaveDeadlines,
  nothingWaitsForAWeek,
  nothingIsToMend,
  deliveriesMakeOneVersion,
  buildsHaveOneRun,
  buildsEndAsTold,
  instantsComeOnce,
  inputsFitTheirTypes,
  gatesOpenWithAnswers,
  plansHoldTheValues,
  removedJobsStartNothing,
  runsTakeWhatIsThere,
  deletionLeavesNothing,
  whatIsKnownIsNoNews,
  runsReadWhatCounts,
  plansHoldWhatIsRead,
  causesAreThere,
  retriesAreMadeOrRefused,
  supersededRunsEnd,
  gatesOpenWithVotes,
  plansTellWhatComes,
];

/** After one transaction in this many everything is compared with what would be read: that costs as much as several of them. */
const COMPARED = 100;
/** Whether something is left to decide is looked at after one commit in so many, and after each look that changed nothing. */
const LOOKED_FOR_LEFT = 2;
/** What a transaction changed is compared after one in so many. */
const PARTLY_COMPARED = 3;

export function createWatch(): Watch {
  const memory: Memory = {
    lastNumbers: new Map(),
    every: new Map(),
    told: { deliveries: new Map(), builds: new Map() },
    ticks: new Map(),
  };
  let liveBefore: ReadonlyMap<string, LiveRunRow> = new Map();
  let jobsBefore: ReadonlyMap<string, JobTableRow> = new Map();
  let sinceCompared = 0;
  return {
    before({ tables }) {
      liveBefore = new Map(tables.liveRuns);
      jobsBefore = new Map(tables.jobs);
    },
    async committed(world, parts) {
      const moment: Moment = { world, ...parts, liveBefore, jobsBefore, memory };
      countKinds(moment);
      for (const promise of PROMISES) promise(moment);
      sinceCompared += 1;
      nothingIsIdle(parts.decided, parts.cache);
      // What can be decided stays so until somebody decides it.
      if (sinceCompared % LOOKED_FOR_LEFT === 0) nothingIsLeftToDecide(world, parts.cache);
      if (sinceCompared % PARTLY_COMPARED === 0) changedRowsAgree(moment);
      // What is read anew anyway may differ.
      if (sinceCompared < COMPARED || parts.decided.batch.isCacheStale) return;
      sinceCompared = 0;
      await rowsAndCacheAgree(world, parts.cache);
    },
    unchanged(world, decided) {
      deliveriesMakeOneVersion({ decided, memory });
      buildsHaveOneRun({ decided, memory });
      nothingIsIdle(decided, decided.batch.cache);
      nothingIsLeftToDecide(world, decided.batch.cache);
    },
  };
}

function nothingIsIdle(decided: Decided, cache: WorkspaceCache): void {
  nothingQueuedMayStart(decided, cache);
  nothingExpiredStays(decided, cache);
}

export type RunRowOf = LiveRunRow | EndedRunRow;
