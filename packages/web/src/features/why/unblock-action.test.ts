import { describe, expect, test } from "vitest";
import { actionOf } from "./unblock-action.ts";

describe("the button beside a piece of advice", () => {
  test("runs the job that has to succeed, which need not be the one looked at", () => {
    const advice = { action: "run-job", target: "build", text: "Run build until it succeeds." };
    expect(actionOf(advice, "deploy")).toEqual({ kind: "run", job: "build" });
  });

  test("unpins an input of the job looked at", () => {
    expect(actionOf({ action: "unpin", target: "image", text: "Unpin image." }, "deploy")).toEqual({
      kind: "unpin",
      job: "deploy",
      input: "image",
    });
  });

  test("leads to the run that asks for approval", () => {
    const advice = { action: "approve", target: "deploy prod", text: "Approve deploy prod #3." };
    expect(actionOf(advice, "staging")).toEqual({ kind: "gate", job: "deploy prod", number: 3 });
  });

  test("is none where one can only wait", () => {
    const advice = { action: "wait-for-job", target: "build", text: "build has to end." };
    expect(actionOf(advice, "deploy")).toBeUndefined();
  });
});
