import type { ApiClient, FeedMessage } from "@landbridge/api";
import type { Server } from "@landbridge/server";
import { newsOrPause } from "./news-or-pause.ts";
import type { FollowedRun, Progress } from "./progress.ts";
import { createRunStory } from "./run-story.ts";
import type { RunStory } from "./run-story.ts";

export type FollowedServer = Pick<Server, "client" | "workspace" | "subscribe" | "readStepLog">;

export interface FollowOptions {
  readonly tell: (progress: Progress) => void;
  /** Whether log lines are told while they come. */
  readonly hasLogs: boolean;
  readonly hasDecisions: boolean;
  /** Lets a run through that waits for an approval; absent: nobody gives it here. */
  readonly letThrough?: ((run: FollowedRun) => Promise<void>) | undefined;
}

/** Follows every run of a workspace from now on, and knows when nothing is left to do. */
export interface RunFollower {
  /** Takes up a run that its starter got back, should the feed be late. */
  add(run: RunName): void;
  /** Ends when nothing is queued, processing or waiting any more, but for approvals: all runs, in order of queueing. */
  settle(): Promise<readonly FollowedRun[]>;
  close(): void;
}

type RunName = Pick<FollowedRun, "job" | "number">;

/** New log is looked for this often while a run goes on: the feed tells of steps, not of lines. */
const LOG_INTERVAL_MS = 150;

export function createRunFollower(server: FollowedServer, options: FollowOptions): RunFollower {
  const stories = new Map<string, RunStory>();
  const news = createNews(server, stories);
  const tellDecisions = createDecisionTeller(server, options);
  const storyOptions = {
    tell: options.tell,
    readStepLog: options.hasLogs ? server.readStepLog : undefined,
  };

  async function refresh(): Promise<void> {
    for (const [key, name] of news.take()) {
      const story = stories.get(key) ?? createRunStory(storyOptions);
      stories.set(key, story);
      await story.take(await server.client.getRun({ workspace: server.workspace, ...name }));
    }
    await letGatedThrough();
    await tellDecisions();
  }

  const letThroughBefore = new Set<string>();

  async function letGatedThrough(): Promise<void> {
    for (const [key, { view }] of stories) {
      if (!options.letThrough || view?.status !== "gated" || letThroughBefore.has(key)) continue;
      letThroughBefore.add(key);
      await options.letThrough(view);
      news.add(view);
    }
  }

  async function settle(): Promise<readonly FollowedRun[]> {
    for (;;) {
      const next = news.next();
      await refresh();
      const processing = liveViews(stories).filter((view) => view.status === "processing");
      if (await isIdle(server, { stories, news })) break;
      if (!options.hasLogs || processing.length === 0) {
        await next;
        continue;
      }
      await newsOrPause(next, LOG_INTERVAL_MS);
      for (const view of processing) news.add(view);
    }
    const views = [...stories.values()].flatMap(({ view }) => (view ? [view] : []));
    return views.sort((a, b) => (a.queuedAt < b.queuedAt ? -1 : Number(a.queuedAt > b.queuedAt)));
  }

  return { add: news.add, settle, close: news.close };
}

/** Runs that have to be looked at again. */
interface News {
  add(run: RunName): void;
  take(): ReadonlyMap<string, RunName>;
  readonly isEmpty: boolean;
  /** Fulfilled by the first news after the call. */
  next(): Promise<void>;
  close(): void;
}

function createNews(server: FollowedServer, stories: ReadonlyMap<string, RunStory>): News {
  let stale = new Map<string, RunName>();
  let wake = (): void => undefined;
  const add = ({ job, number }: RunName): void => {
    stale.set(`${job}#${number}`, { job, number });
    wake();
  };
  const close = server.subscribe((message) => {
    for (const run of runsIn(message)) add(run);
    // The feed lost its place: whatever goes on may have changed.
    if (message.type === "reset") for (const view of liveViews(stories)) add(view);
    wake();
  });
  return {
    add,
    close,
    take() {
      const taken = stale;
      stale = new Map();
      return taken;
    },
    get isEmpty() {
      return stale.size === 0;
    },
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}

/** What the feed said may be behind: the store has the last word. Runs that nobody told of become news. */
async function isIdle(
  { client, workspace }: FollowedServer,
  { stories, news }: { readonly stories: ReadonlyMap<string, RunStory>; readonly news: News },
): Promise<boolean> {
  if (!news.isEmpty || liveViews(stories).length > 0) return false;
  const jobs = await client.listJobs({ workspace });
  if (jobs.some((job) => job.queuedRuns + job.processingRuns > 0 || job.hasWaitingJob)) return false;
  for (const run of await client.listRuns({ workspace, limit: 500 })) {
    if (!stories.has(`${run.job}#${run.number}`)) news.add(run);
  }
  return news.isEmpty;
}

function createDecisionTeller(
  { client, workspace }: FollowedServer,
  { tell, hasDecisions }: FollowOptions,
): () => Promise<void> {
  const told = new Set<string>();
  return async () => {
    if (!hasDecisions) return;
    for (const decision of await newDecisions({ client, workspace }, told)) {
      const { id, at, event, job, verdict, reason, text, unblock, runNumber } = decision;
      told.add(id);
      const numbered = runNumber === undefined ? {} : { runNumber };
      tell({ type: "decision", at, event, job, verdict, reason, text, unblock, ...numbered });
    }
  };
}

async function newDecisions(
  { client, workspace }: { readonly client: ApiClient; readonly workspace: string },
  told: ReadonlySet<string>,
): Promise<Awaited<ReturnType<ApiClient["listDecisions"]>>> {
  const decisions = await client.listDecisions({ workspace, limit: 500 });
  return decisions.filter(({ id }) => !told.has(id)).toReversed();
}

/** Runs that go on. One that waits for an approval does not: who gives it here has given it already. */
function liveViews(stories: ReadonlyMap<string, RunStory>): readonly FollowedRun[] {
  return [...stories.values()].flatMap(({ view, isTold }) =>
    view && !isTold && view.status !== "gated" ? [view] : [],
  );
}

function runsIn(message: FeedMessage): readonly RunName[] {
  if (message.type === "changed") return message.runs;
  return message.type === "step" ? [message] : [];
}
