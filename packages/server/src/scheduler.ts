import { join } from "node:path";
import type { Logger } from "pino";
import { createAgentPool } from "./engine/agent-pool.ts";
import { createAgentSessions } from "./engine/agent-sessions.ts";
import type { AgentSessions } from "./engine/agent-sessions.ts";
import type { DeadlineLimits } from "./engine/deadlines.ts";
import { createEngine } from "./engine/engine.ts";
import { createLiveSteps } from "./engine/live-steps.ts";
import type { RunRecord } from "./engine/run-record.ts";
import { createFeedHub } from "./http/feed-hub.ts";
import type { HandlerParts } from "./http/handlers/parts.ts";
import { createLogWatch } from "./http/log-watch.ts";
import type { LogWatch } from "./http/log-watch.ts";
import type { Database } from "./store/database.ts";
import { createLogFiles } from "./store/log-files.ts";
import { createStateFiles } from "./store/state-files.ts";

/** The engine, and everybody who hears of its commits: agents, feed, followers of logs. */
export interface Scheduler extends Pick<HandlerParts, "engine" | "agents" | "steps" | "logs" | "feed"> {
  readonly sessions: AgentSessions;
  readonly watch: LogWatch;
}

export function startScheduler({
  database,
  workspaceId,
  dataDir,
  isShared,
  limits,
  url,
  log,
  now,
  atClose,
}: {
  readonly database: Database;
  readonly workspaceId: string;
  /** Where logs and files are kept. */
  readonly dataDir: string;
  /** Other servers may work on the same database. */
  readonly isShared: boolean;
  readonly limits: DeadlineLimits;
  /** http://host:port, for links. */
  readonly url: () => string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly atClose: (close: () => Promise<void>) => void;
}): Scheduler {
  const logs = createLogFiles(join(dataDir, "logs"));
  atClose(() => logs.close());
  const files = createStateFiles(join(dataDir, "files"));
  const agents = createAgentPool();
  const steps = createLiveSteps();
  const watch = createLogWatch();
  const feed = createFeedHub(agents);
  const engine = createEngine({
    database,
    workspaceId,
    agents,
    log,
    now,
    isShared,
    limits,
    urlOfRun: (job, number) => `${url()}/jobs/${encodeURIComponent(job)}/runs/${String(number)}`,
  });
  atClose(() => engine.close());
  const onStep = (record: RunRecord, index: number): void => {
    feed.step(record, index);
    watch.grew(record.live.id);
  };
  const onLog = (runId: string): void => watch.grew(runId);
  const sessions = createAgentSessions({ engine, agents, logs, files, steps, log, onStep, onLog });
  engine.onCommit((committed) => {
    sessions.carryOut(committed);
    feed.committed(committed);
    for (const run of committed.runs) watch.grew(run.live.id);
  });
  engine.onChangedElsewhere((cache) => {
    sessions.catchUp(cache);
    feed.reset(cache.revision);
  });
  return { engine, agents, steps, logs, feed, sessions, watch };
}
