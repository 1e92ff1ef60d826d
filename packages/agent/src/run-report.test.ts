import type { AgentMessage } from "@landbridge/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { assignmentOf, planOf } from "../test/support/plans.ts";
import type { RunEnd } from "./execute-plan.ts";
import { createRunReport } from "./run-report.ts";
import { workspacePaths } from "./workspace.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const ANSWER_MS = 10_000;
const SUCCESS: RunEnd = {
  result: { status: "success", steps: [], state: { values: {}, files: [] }, postings: [] },
  files: {},
};

/** A run that has ended, over a wire that is as full as `isFull` says. */
function reportOver(wire: { readonly isFull: () => boolean }) {
  const sent: AgentMessage["type"][] = [];
  const report = createRunReport({
    assignment: assignmentOf(planOf()),
    paths: workspacePaths("/nowhere", "run-1"),
    logLimitBytes: 1_000,
    wire: {
      canSend: () => !wire.isFull(),
      isConnected: () => true,
      sendLog: () => {},
      send: ({ type }) => sent.push(type) > 0,
    },
  });
  report.finish(SUCCESS);
  return { report, sent };
}

test("a result that goes unanswered for long is sent again, once for each such time", () => {
  const { report, sent } = reportOver({ isFull: () => false });
  vi.advanceTimersByTime(ANSWER_MS - 1);
  report.resend();
  expect(sent).toEqual(["run-finished"]);
  vi.advanceTimersByTime(1);
  report.resend();
  report.resend();
  expect(sent).toEqual(["run-finished", "run-finished"]);
});

test("a result that is still on its way over a slow line is not sent again before it could be answered", () => {
  let isFull = true;
  const { report, sent } = reportOver({ isFull: () => isFull });
  for (let times = 0; times < 3; times += 1) {
    vi.advanceTimersByTime(ANSWER_MS);
    report.resend();
  }
  expect(sent).toEqual(["run-finished"]);
  // It has gone out a moment ago.
  isFull = false;
  vi.advanceTimersByTime(ANSWER_MS - 1);
  report.resend();
  expect(sent).toEqual(["run-finished"]);
  vi.advanceTimersByTime(1);
  report.resend();
  expect(sent).toEqual(["run-finished", "run-finished"]);
});
