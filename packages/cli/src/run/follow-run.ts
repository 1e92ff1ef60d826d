import { RAW_ROUTES } from "@landbridge/api";
import type { Connection } from "../connection/connection.ts";
import { readEventStream } from "../connection/event-stream.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { readStepLog } from "../connection/http-log.ts";
import { newsOrPause } from "./news-or-pause.ts";
import type { Output } from "../output.ts";
import { hasFailed } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { createRunStory } from "./run-story.ts";
import { standingLine } from "../words/status-mark.ts";

interface Followed {
  readonly job: string;
  readonly number: number;
  /** Only the log of this step. */
  readonly step?: string | undefined;
}

/** The feed tells of steps, not of lines: while a run goes on, new log is looked for this often. */
const LOG_INTERVAL_MS = 250;
/** Without a feed, as behind a proxy that cuts streams, a queued run is looked at this often. */
const QUIET_INTERVAL_MS = 5_000;

/** Prints what a run does and logs until it has ended; the exit code is that of the run. */
export async function followRun(
  output: Output,
  connection: Connection,
  followed: Followed,
): Promise<ExitCode> {
  const { client, workspace } = connection;
  const { job, number, step } = followed;
  const story = createRunStory({
    tell: (progress) => tell(output, progress, step),
    readStepLog: (reference, offset) => readStepLog(connection, reference, offset),
  });
  const feed = watchFeed(connection);
  try {
    for (;;) {
      const news = feed.next();
      const view = await client.getRun({ workspace, job, number });
      await story.take(view);
      if (story.isTold) return hasFailed(view) ? EXIT.failed : EXIT.done;
      await newsOrPause(news, view.status === "processing" ? LOG_INTERVAL_MS : QUIET_INTERVAL_MS);
    }
  } finally {
    feed.close();
  }
}

function tell(output: Output, progress: Progress, step: string | undefined): void {
  if ("step" in progress && step !== undefined && progress.step !== step) return;
  if (output.isJson) {
    output.json(progress);
    return;
  }
  if (progress.type === "step-started") output.line(output.style("dim", `── ${progress.step}`));
  if (progress.type === "log") output.logLine(progress.text);
  if (progress.type !== "run-finished") return;
  output.line(standingLine(output.style, { ...progress, why: progress.reason?.message }));
}

interface FeedWatch {
  /** Fulfilled by the next message after the call. */
  next(): Promise<void>;
  close(): void;
}

function watchFeed({ address, workspace }: Connection): FeedWatch {
  const stop = new AbortController();
  let wake = (): void => undefined;
  const read = async (): Promise<void> => {
    const path = `${RAW_ROUTES.feed}?workspace=${encodeURIComponent(workspace)}`;
    for await (const _ of readEventStream(address, path, stop.signal)) wake();
  };
  // A feed that ends leaves the looking by the clock.
  read().catch(() => undefined);
  return {
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    close: () => stop.abort(),
  };
}
