import { expect, test } from "vitest";
import { planWith } from "../../../test/plan-with.ts";
import { consequencesOf } from "./plan-consequences.ts";

test("a plan without consequences tells none", () => {
  expect(consequencesOf(planWith({}))).toEqual([]);
});

test("what starts is told before what loosens, what breaks and what goes", () => {
  const told = consequencesOf(
    planWith({
      deployments: [{ job: "deploy", text: "Removing deploy deletes its services." }],
      inconsistent: [{ name: "pack", reason: "Nothing declares box.", isNew: true }],
      gates: [{ job: "deploy", effect: "loosens", text: "It no longer needs an approval." }],
      starts: [{ job: "build", verdict: "queued", reason: "input-changed", text: "go has version 2." }],
    }),
  );
  expect(told.map(({ title }) => title)).toEqual([
    "Starts now",
    "Gates",
    "Can't run",
    "Live deployments that go",
  ]);
});

test("gates that loosen come before those that tighten, and only they warn", () => {
  const [gates] = consequencesOf(
    planWith({
      gates: [
        { job: "a", effect: "tightens", text: "It holds a lock." },
        { job: "b", effect: "loosens", text: "It holds no lock." },
      ],
    }),
  );
  expect(gates?.rows.map(({ name, tag, status }) => [name, tag, status])).toEqual([
    ["b", "loosens", "gated"],
    ["a", "tightens", undefined],
  ]);
});

test("what could not run before either is folded away; only what is new warns", () => {
  const told = consequencesOf(
    planWith({
      inconsistent: [
        { name: "old", reason: "Nothing declares box.", isNew: false },
        { name: "new", reason: "Nothing declares lid.", isNew: true },
      ],
    }),
  );
  expect(
    told.map(({ isFolded, rows }) => [isFolded, rows.map(({ name, status }) => [name, status])]),
  ).toEqual([
    [undefined, [["new", "inconsistent"]]],
    [true, [["old", undefined]]],
  ]);
});

test("a new version is told by itself only where its resource is not changed", () => {
  const [versions] = consequencesOf(
    planWith({
      changes: [{ name: "colours", kind: "resource", type: "params", action: "change", fields: [] }],
      newVersions: [
        { resource: "colours", number: 2, origin: "configuration" },
        { resource: "app", number: 8, name: "0123456789012345678901234567890123456789", origin: "external" },
      ],
    }),
  );
  expect(versions?.rows.map(({ name, text }) => [name, text])).toEqual([
    ["app", "Version 8, 0123456, found outside."],
  ]);
});
