import type { RunSummaryView } from "@landbridge/api";
import { expect, test } from "vitest";
import { namesOf, versionsOfRuns } from "./pinnable.ts";

const run = (number: number, status: RunSummaryView["status"]): RunSummaryView => ({
  id: String(number),
  job: "build",
  number,
  status,
  cause: { kind: "manual", text: "alice asked for it" },
  queuedAt: "2026-05-04T12:00:00Z",
  finishedAt: "2026-05-04T12:01:00Z",
  isCancelRequested: false,
});

test("an input from a job can be pinned to its successful runs, but to none in quarantine", () => {
  const quarantined = [{ number: 1, by: "bob", reason: "slow", at: "2026-05-04T12:02:00Z" }];
  const found = versionsOfRuns([run(3, "success"), run(2, "failure"), run(1, "success")], quarantined);
  expect(found.map(({ number, isQuarantined }) => [number, isQuarantined])).toEqual([
    [3, false],
    [1, true],
  ]);
});

test("the names of versions are offered once each, versions without a name aside", () => {
  const version = (number: number, name?: string) => ({ number, name, at: "", isQuarantined: false });
  expect(namesOf([version(4, "edge"), version(3), version(2, "edge"), version(1, "stable")])).toEqual([
    "edge",
    "stable",
  ]);
});
