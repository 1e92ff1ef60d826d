import type { ObjectChangeView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { planWith } from "../../../test/plan-with.ts";
import { countOf, countsByKind, groupChanges, planSentence, startersSentence } from "./plan-words.ts";

const change = (
  action: ObjectChangeView["action"],
  name: string,
  kind: ObjectChangeView["kind"] = "job",
): ObjectChangeView => ({ name, kind, type: kind === "job" ? "runSh" : "params", action, fields: [] });

describe("a plan in a sentence", () => {
  test("nothing is said calmly", () => {
    expect(planSentence(planWith({ isNothing: true }))).toBe(
      "Nothing changes: the workflow is as the source says.",
    );
  });

  test("what changes, and that nothing starts", () => {
    const changes = [change("add", "a"), change("add", "colours", "resource"), change("remove", "b")];
    expect(planSentence(planWith({ changes }))).toBe(
      "Adds 1 job and 1 resource and removes 1 job. No job starts at once.",
    );
  });

  test("what it sets going, loosens and breaks", () => {
    const starts = [
      { job: "a", verdict: "queued", reason: "input-changed", text: "" },
      { job: "b", verdict: "gated", reason: "input-changed", text: "" },
    ] as const;
    const words = planSentence(
      planWith({
        changes: [change("change", "a"), change("change", "b")],
        starts: [...starts],
        gates: [
          { job: "b", effect: "loosens", text: "" },
          { job: "a", effect: "tightens", text: "" },
        ],
        inconsistent: [
          { name: "c", reason: "", isNew: true },
          { name: "d", reason: "", isNew: false },
        ],
        deployments: [{ job: "e", text: "" }],
      }),
    );
    expect(words).toBe(
      "Changes 2 jobs. 1 job starts at once, 1 job waits, 1 gate loosens, 1 can't run, and 1 live deployment goes.",
    );
  });

  test("a sync may mend what it does not touch", () => {
    expect(planSentence(planWith({ mended: ["deploy"] }))).toBe(
      "No declaration changes. No job starts at once and 1 runs again.",
    );
  });
});

test("changes are grouped by what is done, in one order, and found by name or type", () => {
  const changes = [change("remove", "old"), change("add", "new"), change("add", "red", "resource")];
  expect(groupChanges(changes).map(({ action, changes: of }) => [action, of.length])).toEqual([
    ["add", 2],
    ["remove", 1],
  ]);
  expect(groupChanges(changes, " PARAMS").flatMap((group) => group.changes)).toEqual([
    change("add", "red", "resource"),
  ]);
});

test("jobs are counted before resources, thousands are set apart", () => {
  expect(countsByKind([change("add", "a", "resource"), change("add", "b")])).toBe("1 job and 1 resource");
  expect(countOf(12_345, "run")).toBe("12,345 runs");
});

test("what later starts a job; its mode where it is not the usual one", () => {
  expect(startersSentence([])).toBe("It is started by hand only.");
  expect(
    startersSentence([
      { from: "app", mode: "chrono", text: "a commit to app" },
      { from: "build", mode: "strict", text: "a successful run of build" },
    ]),
  ).toBe("It starts at a commit to app or a successful run of build (strict).");
});
