import { expect, test } from "vitest";
import { whyNotToRun } from "./why-not-to-run.ts";

const because = (text: string) => ({ text, unblock: [] });

test.each(["success", "failure", "processing", "never-run", "waiting"] as const)(
  "a job that stands at %s may be run by hand",
  (status) => {
    expect(whyNotToRun({ isRemoved: false, status, reason: because("Run 1 ended.") })).toBeUndefined();
  },
);

test("a removed job can't be run, whatever its last run came to", () => {
  const text = "It was removed from the configuration; its history is kept.";
  expect(whyNotToRun({ isRemoved: true, status: "success", reason: because(text) })).toBe(text);
});

test("an inconsistent job can't be run, for the reason that it shows", () => {
  const text = "Can't run. The IN channel names nothing that is declared.";
  expect(whyNotToRun({ isRemoved: false, status: "inconsistent", reason: because(text) })).toBe(text);
});
