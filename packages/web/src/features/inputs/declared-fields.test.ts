import type { DeclaredInputView } from "@landbridge/api";
import { ApiError } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { faultsOfRefusal, fieldsAtFirst, givenValues } from "./declared-fields.ts";

const INPUTS: readonly DeclaredInputView[] = [
  { name: "REGION", type: "choice", options: ["eu", "us"], default: "eu" },
  { name: "COUNT", type: "number" },
  { name: "DRY", type: "boolean", default: false },
  { name: "NOTE", type: "string" },
];

const refusal = (code: string, problems: string[]): ApiError =>
  new ApiError({ type: code, title: code, status: 422, code, detail: "They do not fit.", problems });

describe("the form of typed inputs", () => {
  test("opens with the defaults, and asks for the rest", () => {
    expect(fieldsAtFirst(INPUTS)).toEqual({ REGION: "eu", COUNT: "", DRY: "false", NOTE: "" });
  });

  test("sends what stands in it; what has no default and stayed empty is not given", () => {
    const fields = { ...fieldsAtFirst(INPUTS), COUNT: "3" };
    expect(givenValues(INPUTS, fields)).toEqual({ REGION: "eu", COUNT: "3", DRY: "false" });
  });

  test("sends a default that was emptied: the server says whether that may be", () => {
    expect(givenValues(INPUTS, { REGION: "" })).toEqual({ REGION: "", DRY: "" });
  });
});

describe("a refusal of values", () => {
  test("stands beside the fields that it names", () => {
    const error = refusal("INPUTS_INVALID", [
      'The input COUNT must be a number, but is "x". (give it a number)',
      "The value of NOTE holds a NUL character. (leave it out)",
    ]);
    expect(faultsOfRefusal(error, INPUTS)).toEqual({
      fields: {
        COUNT: 'The input COUNT must be a number, but is "x". (give it a number)',
        NOTE: "The value of NOTE holds a NUL character. (leave it out)",
      },
    });
  });

  test("stands below the form where no field is to blame", () => {
    const error = refusal("INPUTS_INVALID", ['There is no input named "COUNTS". (did you mean COUNT?)']);
    expect(faultsOfRefusal(error, INPUTS).form).toBe(
      'There is no input named "COUNTS". (did you mean COUNT?)',
    );
    expect(faultsOfRefusal(refusal("RUN_REFUSED", []), INPUTS)).toEqual({
      fields: {},
      form: "They do not fit.",
    });
  });
});
