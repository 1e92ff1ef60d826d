import type { ConfigurationPlanView, SourcePlanView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { planMarkdown } from "./plan-markdown.ts";
import { planLines } from "./plan-text.ts";
import { verdictOfPlan } from "./plan-verdict.ts";

const NOTHING: ConfigurationPlanView = {
  summary: "1 job and 0 resources; nothing changed",
  isNothing: false,
  changes: [],
  newVersions: [],
  starts: [],
  canceledRuns: [],
  starters: [],
  gates: [],
  inconsistent: [],
  mended: [],
  integrations: [],
  deployments: [],
};
const LOOK = {
  style: (_style: unknown, text: string): string => text,
  most: Infinity,
  width: Infinity,
  tense: "would",
  rest: "--full",
} as const;

function added(name: string): ConfigurationPlanView["changes"][number] {
  return { name, kind: "job", type: "runSh", action: "add", fields: [] };
}

describe("a plan for people", () => {
  test("groups that hold nothing are left out", () => {
    expect(planLines(NOTHING, LOOK)).toEqual([]);
  });

  test("a long list is cut, and says how much is missing and what shows it", () => {
    const plan = { ...NOTHING, changes: ["a", "b", "c", "d"].map(added) };
    expect(planLines(plan, { ...LOOK, most: 2 })).toEqual([
      "Changes",
      "  + job       a (runSh)",
      "  + job       b (runSh)",
      "  and 2 more; --full shows all",
      "",
      "Starts now  nothing: an edit starts no job",
      "",
    ]);
  });

  test("what goes live or waits: deployments, missing integrations, canceled runs, waiting jobs", () => {
    const plan: ConfigurationPlanView = {
      ...NOTHING,
      starts: [{ job: "join", verdict: "waiting", reason: "waits-for-upstream", text: "Waits for a." }],
      canceledRuns: [{ job: "old", number: 7 }],
      integrations: [{ name: "aws", usedBy: ["deploy", "image"] }],
      deployments: [{ job: "old", text: "Removing old deletes the services of version 3." }],
    };
    expect(planLines(plan, LOOK)).toEqual([
      "Starts now",
      "  join  waiting  Waits for a. (waits-for-upstream)",
      "",
      "Is canceled",
      "  old#7, which had not started",
      "",
      "Integrations missing",
      "  aws, used by deploy, image",
      "",
      "Live deployments that go",
      "  Removing old deletes the services of version 3.",
      "",
    ]);
  });

  test("a field that changes, one that is new, one that is gone; a long one takes lines of its own", () => {
    const long = "make ".repeat(20);
    const plan: ConfigurationPlanView = {
      ...NOTHING,
      changes: [
        {
          ...added("a"),
          action: "change",
          fields: [
            { path: "timeoutMinutes", before: 10, after: 20 },
            { path: "when", after: "true" },
            { path: "locks", before: ["prod"] },
            { path: "steps[0].script[0]", before: long, after: `${long}all` },
          ],
          history: "Its 3 runs stay.",
        },
      ],
    };
    expect(planLines(plan, LOOK)).toEqual([
      "Changes",
      "  ~ job       a (runSh)",
      "      ~ timeoutMinutes  10 → 20",
      '      + when  "true"',
      '      - locks  ["prod"]',
      "      ~ steps[0].script[0]",
      `          - "${long}"`,
      `          + "${long}all"`,
      "      Its 3 runs stay.",
      "",
      "Starts now  nothing: an edit starts no job",
      "",
    ]);
  });
});

describe("what can't run", () => {
  const nowhere = { reason: "The IN x names nothing that is declared.", isNew: true };
  const plan: ConfigurationPlanView = {
    ...NOTHING,
    changes: [added("fresh"), { ...added("edited"), action: "change" }, added("sound")],
    starters: ["fresh", "edited", "sound"].map((job) => ({ job, starters: [] })),
    inconsistent: [
      { ...nowhere, name: "fresh" },
      { ...nowhere, name: "edited" },
      { ...nowhere, name: "downstream" },
      { ...nowhere, name: "old", isNew: false },
    ],
  };

  test("has no later starts, and what could run until now says so; what is only added never could", () => {
    const lines = planLines(plan, LOOK);
    expect(lines.slice(lines.indexOf("Starts now  nothing: an edit starts no job"))).toEqual([
      "Starts now  nothing: an edit starts no job",
      "",
      "Later starts",
      "  sound  by hand only",
      "",
      "Can't run",
      "  ⚠ fresh: The IN x names nothing that is declared.",
      "  ⚠ edited (until now it could): The IN x names nothing that is declared.",
      "  ⚠ downstream (until now it could): The IN x names nothing that is declared.",
      "  ⚠ old: The IN x names nothing that is declared.",
      "",
    ]);
  });

  test("and so in a comment on a pull request", () => {
    const view: SourcePlanView = { outcome: "change", text: "", refusals: [], problems: [], plan };
    const text = planMarkdown({ title: "Plan", view }, { isFull: false }).join("\n");
    expect(text).toContain("- `fresh`: The IN x");
    expect(text).toContain("- `edited` **(until now it could)**: The IN x");
    expect(text).toContain("<details><summary>Later starts (1)</summary>\n\n- `sound` by hand only\n");
  });

  test("what a sync did says nothing of what did not start", () => {
    expect(planLines(plan, { ...LOOK, tense: "did" }).join("\n")).not.toContain("Started");
  });
});

describe("the last line", () => {
  const view = (plan: Partial<ConfigurationPlanView>): SourcePlanView => ({
    outcome: "change",
    text: "",
    refusals: [],
    problems: [],
    plan: { ...NOTHING, ...plan },
  });

  test("counts by what is done, a touch among the changes", () => {
    const changes = (["add", "add", "change", "touch", "move", "restore", "remove"] as const).map(
      (action, index) => ({ ...added(`job_${index}`), action }),
    );
    expect(verdictOfPlan(view({ changes }))).toBe(
      "Plan: 2 to add, 1 to restore, 2 to change, 1 to move, 1 to remove.",
    );
  });

  test("then what it sets off", () => {
    const start = { job: "a", verdict: "queued", reason: "input-changed", text: "" } as const;
    const bad = { name: "b", reason: "", isNew: true };
    expect(
      verdictOfPlan(
        view({
          changes: [added("a")],
          starts: [start, { ...start, verdict: "gated" }],
          inconsistent: [bad, { ...bad, isNew: false }],
          mended: ["c", "d"],
        }),
      ),
    ).toBe("Plan: 1 to add; 1 job starts now, 1 run waits for its approval, 1 can't run, 2 run again.");
    expect(verdictOfPlan(view({ mended: ["c"] }))).toBe("Plan: no declaration changes; 1 runs again.");
    const canceledRuns = [{ job: "old", number: 7 }];
    expect(verdictOfPlan(view({ canceledRuns }))).toBe(
      "Plan: no declaration changes; 1 run that waits is canceled.",
    );
  });

  test("a refusal: the only reason, or how many there are, or how many errors the files have", () => {
    const refused: SourcePlanView = {
      outcome: "refused",
      text: "No.",
      refusals: ["x is y's."],
      problems: [],
    };
    const error = { code: "X", severity: "error", message: "", file: "", line: 1, column: 1 } as const;
    expect(verdictOfPlan(refused)).toBe("Refused: x is y's.");
    expect(verdictOfPlan({ ...refused, refusals: ["a", "b"] })).toBe(
      "Refused: 2 declarations can't be taken.",
    );
    expect(verdictOfPlan({ ...refused, refusals: [], problems: [error, error] })).toBe(
      "Refused: the configuration has 2 errors.",
    );
    expect(verdictOfPlan({ ...refused, outcome: "nothing" })).toBe("Nothing would change.");
  });
});
