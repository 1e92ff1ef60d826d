import { ApiError } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { failureWords } from "./failure.ts";

const refusal = (status: number, code: string, detail: string): ApiError =>
  new ApiError({ type: `errors#${code}`, title: code, status, code, detail, hint: "Look at the list." });

describe("what is said where something could not be read", () => {
  test("what is not there is said once, in the server's words", () => {
    const error = refusal(404, "JOB_NOT_FOUND", "There is no job named nope.");
    expect(failureWords(error, "The job nope could not be read")).toEqual({
      heading: "There is no job named nope.",
      hint: "Look at the list.",
    });
  });

  test("any other refusal begins with what could not be done", () => {
    const error = refusal(503, "BUSY", "The database does not answer.");
    expect(failureWords(error, "The job nope could not be read")).toEqual({
      heading: "The job nope could not be read.",
      detail: "The database does not answer.",
      hint: "Look at the list.",
    });
  });

  test("without a network it says that, and what to do", () => {
    const words = failureWords(new TypeError("Failed to fetch"), "The runs could not be read");
    expect(words.heading).toBe("The runs could not be read.");
    expect(words.detail).toBe("The server can't be reached.");
    expect(words.hint).toContain("landbridge up");
  });
});
