import type { FeedMessage, SourceView } from "@landbridge/api";
import type { AgentPool } from "../engine/agent-pool.ts";
import type { Committed } from "../engine/engine.ts";
import type { RunRecord } from "../engine/run-record.ts";
import { presentJob } from "./present/job.ts";
import { presentResource } from "./present/resource.ts";
import { presentRunSummary } from "./present/run.ts";

/** How many messages a reader that was away can catch up on. */
const KEPT_MESSAGES = 500;

/** A commit that changes more than that is not told thing by thing: everybody reads the graph anew. */
const MOST_THINGS = 500;

export type FeedListener = (message: FeedMessage) => void;

/** Turns commits into messages for everybody who watches. Nobody watching: nothing is made. */
export interface FeedHub {
  /**
   * Messages from now on, or from after `lastRevision`: then what was missed comes first, or `reset` when it
   * is no longer known.
   */
  subscribe(listener: FeedListener, lastRevision?: number): () => void;
  /** The revision that the workspace has, as a reader sees it: after a start nothing was committed yet. */
  knows(revision: number): void;
  committed(committed: Committed): void;
  /** Others changed the workspace: everybody reads it anew. */
  reset(revision: number): void;
  synced(revision: number, source: SourceView): void;
  step(record: RunRecord, index: number): void;
}

export function createFeedHub(agents: AgentPool): FeedHub {
  const listeners = new Set<FeedListener>();
  const kept: FeedMessage[] = [];
  let revision = 0;
  const publish = (make: () => FeedMessage): void => {
    if (listeners.size === 0) {
      // A gap in what is kept would look like completeness.
      kept.length = 0;
      return;
    }
    const message = make();
    kept.push(message);
    if (kept.length > KEPT_MESSAGES) kept.shift();
    for (const listener of listeners) listener(message);
  };
  const reset = (at: number): void => {
    revision = at;
    kept.length = 0;
    for (const listener of listeners) listener({ type: "reset", revision });
  };
  return {
    subscribe(listener, lastRevision) {
      for (const message of missedSince(kept, revision, lastRevision)) listener(message);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    knows(at) {
      if (at <= revision) return;
      revision = at;
      kept.length = 0;
    },
    committed(committed) {
      revision = committed.cache.revision;
      if (committed.jobs.length + committed.resources.length > MOST_THINGS) {
        reset(revision);
        return;
      }
      publish(() => changedMessage(committed, agents));
    },
    reset,
    synced(at, source) {
      publish(() => ({ type: "configuration", revision: at, source }));
    },
    step({ live }, index) {
      if (listeners.size === 0) return;
      const message: FeedMessage = {
        type: "step",
        runId: live.id,
        job: live.job,
        number: live.number,
        index,
      };
      for (const listener of listeners) listener(message);
    },
  };
}

function missedSince(
  kept: readonly FeedMessage[],
  revision: number,
  lastRevision: number | undefined,
): readonly FeedMessage[] {
  if (lastRevision === undefined) return [{ type: "hello", revision }];
  if (lastRevision === revision) return [{ type: "hello", revision }];
  const first = kept.find((message) => "revision" in message);
  const isComplete =
    first && "revision" in first && first.revision <= lastRevision + 1 && lastRevision < revision;
  if (!isComplete) return [{ type: "reset", revision }];
  return kept.filter((message) => "revision" in message && message.revision > lastRevision);
}

function changedMessage(committed: Committed, agents: AgentPool): FeedMessage {
  const { cache, at } = committed;
  const context = { cache, agents: agents.capacities(), now: at };
  return {
    type: "changed",
    revision: cache.revision,
    jobs: committed.jobs.flatMap((name) => {
      const record = cache.jobs.get(name);
      return record && cache.workflow.jobs.has(name) ? [presentJob(record, context)] : [];
    }),
    resources: committed.resources.flatMap((name) => {
      const record = cache.resources.get(name);
      return record && cache.workflow.resources.has(name) ? [presentResource(record, context)] : [];
    }),
    runs: committed.runs.map((run) => presentRunSummary(run, cache)),
  };
}
