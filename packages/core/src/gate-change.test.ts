import { describe, expect, test } from "vitest";
import { gateChanges } from "./gate-change.ts";
import type { Approval, InStep, Job, JobInput } from "./job.ts";
import { input, job } from "./testing/line.ts";

const approval = (parts: Partial<Approval> = {}): Approval => ({
  approvers: ["ops"],
  required: 1,
  selfApproval: false,
  ...parts,
});

const TICKET: JobInput = { type: "string", name: "TICKET" };

function changes(before: Partial<Job>, after: Partial<Job>): readonly string[] {
  return gateChanges(job("deploy", before), job("deploy", after)).map(
    ({ effect, text }) => `${effect}: ${text}`,
  );
}

function inputChanges(before: Partial<InStep>, after: Partial<InStep>): readonly string[] {
  return changes({ steps: [input("app", before)] }, { steps: [input("app", after)] });
}

test("what holds nothing back changes no gate", () => {
  expect(changes({ priority: 1 }, { priority: 2, flags: ["x"], runtime: { env: { A: "1" } } })).toEqual([]);
});

describe("an IN", () => {
  test.each<[string, Partial<InStep>, Partial<InStep>, string]>([
    [
      "switched on",
      { isSwitchedOn: false },
      {},
      "loosens: News of app starts it by itself: the IN is switched on.",
    ],
    [
      "switched off",
      {},
      { isSwitchedOn: false },
      "tightens: News of app no longer starts it: the IN is switched off.",
    ],
    ["pinned", {}, { pin: { kind: "number", versionNumber: 3 } }, "tightens: app is pinned to version 3."],
    [
      "unpinned",
      { pin: { kind: "name", versionName: "v1" } },
      {},
      "loosens: app is no longer pinned to the version named v1.",
    ],
    [
      "pinned elsewhere",
      { pin: { kind: "number", versionNumber: 3 } },
      { pin: { kind: "number", versionNumber: 4 } },
      "changes: app is pinned to version 4 instead of version 3.",
    ],
    [
      "that must have passed a job",
      {},
      { passed: ["lint"] },
      "tightens: Versions of app must have passed lint.",
    ],
    [
      "that need not have passed a job any more",
      { passed: ["lint", "unit"] },
      { passed: ["unit"] },
      "loosens: Versions of app need not have passed lint any more.",
    ],
    [
      "in mode immediate",
      {},
      { dependencyMode: "immediate" },
      "loosens: app starts it in mode immediate, whatever the health of its INs.",
    ],
  ])("%s", (_what, before, after, text) => {
    expect(inputChanges(before, after)).toEqual([text]);
  });

  test("that is switched off gates by its health: added it tightens, removed it loosens", () => {
    const off = { steps: [input("staging", { isSwitchedOn: false })] };
    expect(changes({}, off)).toEqual([
      "tightens: It also needs staging to be healthy, which does not start it.",
    ]);
    expect(changes(off, {})).toEqual(["loosens: It no longer needs staging to be healthy."]);
  });
});

describe("an approval", () => {
  test.each<[string, Approval | undefined, Approval | undefined, string[]]>([
    ["new", undefined, approval({ required: 2 }), ["tightens: It needs 2 approvals."]],
    ["gone", approval(), undefined, ["loosens: It no longer needs an approval."]],
    ["of fewer", approval({ required: 2 }), approval(), ["loosens: It needs an approval instead of 2."]],
    ["of more", approval(), approval({ required: 2 }), ["tightens: It needs 2 approvals instead of 1."]],
    [
      "by oneself",
      approval(),
      approval({ selfApproval: true }),
      ["loosens: Who caused a run may approve it."],
    ],
    [
      "by others too",
      approval(),
      approval({ approvers: ["ops", "alice"] }),
      ["loosens: alice may approve it too."],
    ],
    [
      "by anyone",
      approval(),
      approval({ approvers: [] }),
      ["loosens: Anyone who may run it may approve it."],
    ],
    ["by some only", approval({ approvers: [] }), approval(), ["tightens: Only ops may approve it."]],
    [
      "by others instead",
      approval(),
      approval({ approvers: ["alice"] }),
      ["changes: alice may approve it instead of ops."],
    ],
    ["with another message only", approval(), approval({ message: "Ship it?" }), []],
    [
      "that expires",
      approval(),
      approval({ timeoutMinutes: 60 }),
      ["changes: Its approval expires after 60 minutes."],
    ],
    [
      "that says no longer when it expires",
      approval({ timeoutMinutes: 60 }),
      approval(),
      ["changes: Its approval expires after 43200 minutes."],
    ],
    [
      "that asks for something",
      approval(),
      approval({ inputs: [TICKET, { type: "boolean", name: "SURE" }] }),
      ["changes: Its approval asks for TICKET and SURE."],
    ],
    [
      "that asks for it in another form",
      approval({ inputs: [TICKET] }),
      approval({ inputs: [{ ...TICKET, default: "none" }] }),
      ["changes: Its approval asks for TICKET in another form."],
    ],
    [
      "that asks for nothing more",
      approval({ inputs: [TICKET] }),
      approval(),
      ["changes: Its approval no longer asks for TICKET."],
    ],
  ])("%s", (_what, before, after, texts) => {
    expect(changes(before ? { approval: before } : {}, after ? { approval: after } : {})).toEqual(texts);
  });
});

test.each<[Partial<Job>, Partial<Job>, string]>([
  [{}, { supersede: "queued" }, "changes: A new run cancels those that have not begun."],
  [{ supersede: "queued" }, { supersede: "all" }, "changes: A new run cancels every older one."],
  [{ supersede: "all" }, {}, "changes: A new run leaves older ones alone."],
])("what a new run does to older ones: %j, then %j", (before, after, text) => {
  expect(changes(before, after)).toEqual([text]);
});

test("conditions, locks and the dependency mode are gates too", () => {
  const when = "in.app.branch == 'main'";
  expect(changes({}, { when })).toEqual([`tightens: It runs only when \`${when}\` holds.`]);
  expect(changes({ when }, {})).toEqual([`loosens: The condition \`${when}\` is gone.`]);
  expect(changes({ locks: ["prod"] }, { locks: ["stage"] })).toEqual([
    "tightens: It holds the lock stage while it runs.",
    "loosens: It no longer holds the lock prod.",
  ]);
  expect(changes({ dependencyMode: "strict" }, { dependencyMode: "immediate" })).toEqual([
    "loosens: Its dependency mode is immediate instead of strict.",
  ]);
});
