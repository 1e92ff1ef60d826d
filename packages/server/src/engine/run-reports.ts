import type { AgentMessage } from "@landbridge/api";
import type { RunResult } from "@landbridge/core";
import type { Logger } from "pino";
import { isUnstorable } from "../store/database.ts";
import type { LogFiles } from "../store/log-files.ts";
import type { StateFiles } from "../store/state-files.ts";
import type { ConnectedAgent } from "./agent-pool.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { Engine } from "./engine.ts";
import type { RunRecord } from "./run-record.ts";

type Report = Extract<AgentMessage, { type: "run-finished" }>;

export interface RunReportParts {
  readonly engine: Engine;
  readonly logs: LogFiles;
  readonly files: StateFiles;
  readonly log: Logger;
}

/** How runs end: what their agents report is checked, kept and acknowledged. */
export interface RunReports {
  take(agent: ConnectedAgent, report: Report): Promise<void>;
  /** The end of this run is being written down: still processing for the store, and nobody's slot any more. */
  isTaking(runId: string): boolean;
  /** Ends a run that could not be carried out, with an error that says why. */
  fail(record: RunRecord, because: string): Promise<void>;
}

export function createRunReports(parts: RunReportParts): RunReports {
  const taking = new Set<string>();
  return {
    async take(agent, report) {
      const { runId, leaseToken } = report;
      await parts.logs.finish(runId);
      const isOwn = (): boolean => agent.runs.get(runId) === leaseToken;
      if (isOwn()) await refuseShortLogs(parts, report);
      const wrong = await keepFiles(parts, report.files);
      const result = wrong === undefined ? report.result : unusable(wrong);
      // The slot is free in the transaction already, so that it can start the next run.
      if (isOwn()) {
        agent.runs.delete(runId);
        taking.add(runId);
      }
      await save(parts, { type: "run-finished", runId, leaseToken, result }).finally(() =>
        taking.delete(runId),
      );
      agent.send({ type: "run-finished-ack", runId });
    },
    isTaking: (runId) => taking.has(runId),
    fail(record, because) {
      const { live, leaseToken = "" } = record;
      const { id: runId } = live;
      taking.add(runId);
      return save(parts, { type: "run-finished", runId, leaseToken, result: unusable(because) }).finally(() =>
        taking.delete(runId),
      );
    },
  };
}

/** A report counts once the server has all of its log: else the agent would forget what is missing. */
async function refuseShortLogs({ logs }: RunReportParts, { runId, result }: Report): Promise<void> {
  for (const step of result.steps) {
    const size = step.logBytes === 0 ? 0 : await logs.size({ runId, index: step.index });
    if (size >= step.logBytes) continue;
    throw new Error(
      `log of step ${String(step.index)}: ${String(size)} of ${String(step.logBytes)} bytes came`,
    );
  }
}

/** Keeps the files of a report; answers what is wrong with one, if any. */
async function keepFiles({ files }: RunReportParts, contents: Report["files"]): Promise<string | undefined> {
  for (const [digest, content] of Object.entries(contents)) {
    const isKept = await files.put(digest, Buffer.from(content, "base64"));
    if (!isKept) return `A file of the report does not have the digest ${digest}.`;
  }
  return undefined;
}

/** A report that can't be saved would be sent again for ever: its run ends with an error instead. */
async function save(
  { engine, log }: RunReportParts,
  event: Extract<EngineEvent, { type: "run-finished" }>,
): Promise<void> {
  try {
    await engine.submit(event, { isDurable: true });
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    log.error({ err: error, runId: event.runId }, "a report could not be saved");
    const result = unusable("The agent's report could not be saved; the server's log says why.");
    await engine.submit({ ...event, result }, { isDurable: true });
  }
}

function unusable(message: string): RunResult {
  const reason = { code: "agent-fault", message } as const;
  return { status: "error", reason, steps: [], state: { values: {}, files: [] }, postings: [] };
}
