import type { JobInputView, WhyInputView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { reasonsBeside, standingInputs, versionToRead, wordsOfPin } from "./input-standing.ts";

const input = (from: string, more: Partial<JobInputView> = {}): JobInputView => ({
  from,
  kind: "resource",
  isSwitchedOn: true,
  mode: "chrono",
  flow: "latest",
  passed: [],
  backlog: 0,
  health: "healthy",
  healthText: "Healthy",
  ...more,
});
const standing = (from: string, more: Partial<WhyInputView> = {}): WhyInputView => ({
  ...input(from),
  quarantined: [],
  reasons: [],
  ...more,
});

describe("the inputs of a job", () => {
  test("stand beside what is known of them now, each in its place", () => {
    const found = standingInputs(
      { inputs: [input("image"), input("config")] },
      { inputs: [standing("image", { version: 7 }), standing("config")] },
    );
    expect(found.map(({ standing: now }) => now?.version)).toEqual([7, undefined]);
  });

  test("are shown without it while it is unread, or read before an edit of the job", () => {
    expect(standingInputs({ inputs: [input("image")] }, undefined)[0]?.standing).toBeUndefined();
    const edited = standingInputs({ inputs: [input("image")] }, { inputs: [standing("chart")] });
    expect(edited[0]?.standing).toBeUndefined();
  });
});

test("the version to read has its number, and its name where that is known", () => {
  expect(versionToRead(standing("image"))).toBeUndefined();
  expect(versionToRead(standing("image", { version: 7 }))).toBe("#7");
  expect(versionToRead(standing("image", { version: 7, versionName: "1.2.0" }))).toBe("#7 1.2.0");
});

test("below an input stands what its line does not say already", () => {
  const unblock = [{ action: "run-job", target: "build", text: "Run build until it succeeds." }];
  const reasons: WhyInputView["reasons"] = [
    { code: "switched-off", text: "build is switched off: its news start nothing.", unblock },
    { code: "input-unhealthy", text: "build failed in its last run.", unblock },
    { code: "input-pinned", text: "build is pinned to version 3.", unblock: [] },
  ];
  const failed = input("build", { healthText: "build failed in its last run" });
  const standingNow = standing("build", { reasons });
  expect(reasonsBeside(failed, standingNow).map(({ text }) => text)).toEqual([
    "",
    "build is pinned to version 3.",
  ]);
  expect(reasonsBeside(failed, undefined)).toEqual([]);
});

describe("a pin", () => {
  test("is named with who set it", () => {
    const commandPin = { versionNumber: 3, by: "alice", at: "2026-05-04T12:00:00Z" };
    expect(wordsOfPin(input("image", { pin: "3", commandPin }))).toBe("#3, by alice");
  });

  test("of the configuration says so, also by the name of a version", () => {
    const declaredPin = { versionName: "stable" };
    expect(wordsOfPin(input("image", { pin: "stable", declaredPin }))).toBe("stable, by the configuration");
    expect(wordsOfPin(input("image"))).toBeUndefined();
  });
});
