import { expect, test } from "vitest";
import { startersOf } from "./starter.ts";
import { jobOf, workflow } from "./testing/line.ts";

test("each switched-on IN that fires starts a job, in its own mode; state and switched-off INs do not", () => {
  const line = workflow(
    "lint -> deploy",
    "(app:image)@1.0 -strict-> deploy",
    "(code:gitRepo) -> deploy",
    "(go:trigger) -> deploy",
    "(nightly:time) -> deploy",
    "(tf:state) -> deploy",
    "staging ..> deploy",
  );
  expect(startersOf(line, jobOf(line, "deploy"))).toEqual([
    { from: "lint", mode: "chrono", text: "a successful run of lint" },
    { from: "app", mode: "strict", text: "a new version of app, only when it is the pinned one" },
    { from: "code", mode: "chrono", text: "a commit to code" },
    { from: "go", mode: "chrono", text: "an edit of the trigger go" },
    { from: "nightly", mode: "chrono", text: "the schedule nightly" },
  ]);
});

test("an IN whose versions must have passed other jobs starts a job when one has", () => {
  const line = workflow("(app:image) -> unit", "(app:image) -> it", "(app:image) -passed(unit,it)-> ship");
  expect(startersOf(line, jobOf(line, "ship"))).toEqual([
    { from: "app", mode: "chrono", text: "a version of app that passed unit and it" },
  ]);
});

test("a job whose INs are all switched off, or name nothing, is started by hand only", () => {
  const line = workflow("staging ..> deploy", "gone -> deploy");
  const withoutGone = { ...line, jobs: new Map([...line.jobs].filter(([name]) => name !== "gone")) };
  expect(startersOf(withoutGone, jobOf(line, "deploy"))).toEqual([]);
});
