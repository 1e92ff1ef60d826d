import { expect, test } from "vitest";
import { rulesOf } from "./job-rules.ts";

test("a gate is told with who may vote, how many have to, and when it is over", () => {
  const approval = {
    approvers: ["release-managers", "alice"],
    required: 2,
    selfApproval: false,
    timeoutMinutes: 1_440,
    inputs: [],
  };
  expect(rulesOf({ approval })).toEqual([
    {
      kind: "approval",
      text: "Each run asks for 2 approvals by release-managers or alice. Whoever caused the run may not approve it. It expires after 1 d.",
    },
  ]);
});

test("a gate without a list is open to whoever may run the job", () => {
  const approval = { approvers: [], required: 1, selfApproval: true, inputs: [] };
  expect(rulesOf({ approval })[0]?.text).toBe("Each run asks for one approval by whoever may run it.");
});

test("retries and what a newer run does to older ones are told too; a job without rules tells none", () => {
  const told = rulesOf({
    retry: { attempts: 3, on: ["failure", "lost"], backoffSeconds: 10 },
    supersede: "queued",
  });
  expect(told.map(({ text }) => text)).toEqual([
    "At most 3 attempts after failure, lost, 10 s apart at first.",
    "A newer run takes the place of those that are queued or wait for approval.",
  ]);
  expect(rulesOf({})).toEqual([]);
});
