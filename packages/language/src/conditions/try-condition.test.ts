import type { KnownConditionValues } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { tryCondition } from "./try-condition.ts";

const KNOWN: KnownConditionValues = {
  in: {
    app: { type: "image", versionNumber: 3 },
    settings: {
      branch: "",
      commit: "",
      type: "params",
      versionName: "",
      versionNumber: 1,
      values: { REGION: "eu" },
    },
  },
  inputs: {},
  cause: { kind: "manual", name: "" },
};

describe("a condition on what is known", () => {
  test.each([
    ["in.settings.values.REGION == 'eu'", true],
    ["in.app.versionNumber > 3", false],
    ["cause.kind == 'manual' || in.app.branch == 'main'", true],
    ["in.app.branch == 'main' || cause.kind == 'manual'", true],
    ["in.app.branch == 'main' && in.settings.values.REGION == 'us'", false],
    ["has(in.settings.values.ZONE)", false],
  ])("%s is %s", (condition, value) => {
    expect(tryCondition(condition, KNOWN)).toEqual({ kind: "decided", outcome: { ok: true, value } });
  });

  test.each<[string, string[]]>([
    ["in.app.branch == 'main'", ["in.app.branch"]],
    ["in['app'].values.KEY == 'x' && inputs.WHERE == 'there'", ["in.app.values", "inputs.WHERE"]],
    ["cause.by == 'alice' || in.settings.values.REGION == 'us'", ["cause.by"]],
    // Whether it is there is not known either.
    ["has(in.app.values.KEY)", ["in.app.values"]],
  ])("%s depends on %j", (condition, reads) => {
    expect(tryCondition(condition, KNOWN)).toEqual({ kind: "unknown", reads });
  });

  test("what is not there although its version is known is a fault, as in a run", () => {
    expect(tryCondition("in.settings.values.ZONE == 'a'", KNOWN)).toEqual({
      kind: "decided",
      outcome: {
        ok: false,
        text: "The condition reads `in.settings.values.ZONE`, which is not there.",
      },
    });
  });
});
