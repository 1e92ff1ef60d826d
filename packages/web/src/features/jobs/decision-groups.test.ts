import type { DecisionView } from "@landbridge/api";
import { expect, test } from "vitest";
import { groupDecisions } from "./decision-groups.ts";

const decision = (id: string, text: string, more: Partial<DecisionView> = {}): DecisionView => ({
  id,
  job: "ship",
  verdict: "none",
  reason: "input-unhealthy",
  text,
  inputs: [],
  unblock: [],
  event: `build #${id} ended: success`,
  at: "2026-05-04T12:00:00Z",
  ...more,
});

test("decisions that say the same one after the other are one group, the newest in front", () => {
  const groups = groupDecisions([
    decision("5", "tests failed"),
    decision("4", "tests failed"),
    decision("3", "paused"),
    decision("2", "tests failed"),
  ]);
  expect(groups.map(({ decision: { id }, same }) => [id, same.map((each) => each.id)])).toEqual([
    ["5", ["4"]],
    ["3", []],
    ["2", []],
  ]);
});

test("decisions that made runs stand alone, whatever they say", () => {
  const made = { verdict: "queued", runNumber: 7 } as const;
  expect(groupDecisions([decision("2", "queued", made), decision("1", "queued", made)])).toHaveLength(2);
});
