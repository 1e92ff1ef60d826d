import { expect, test } from "vitest";
import { assertNever } from "./assert-never.ts";
import { AppError, ERROR_CODES } from "./error.ts";

test("a refusal carries its code, status, hint and cause", () => {
  const cause = new Error("closed");
  const error = new AppError("JOB_NOT_FOUND", "There is no job named x.", { hint: "Did you mean y?", cause });
  expect(error).toMatchObject({
    name: "AppError",
    code: "JOB_NOT_FOUND",
    status: 404,
    message: "There is no job named x.",
    hint: "Did you mean y?",
    cause,
  });
  expect(new AppError("INTERNAL", "x").hint).toBeUndefined();
});

test("every refusal has a title and an HTTP status of a refusal", () => {
  for (const { status, title } of Object.values(ERROR_CODES)) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).toMatch(/^[A-Z]/);
  }
});

test("a value that no type allows is named by the fault", () => {
  expect(() => assertNever("surprise" as never)).toThrow('unexpected value: "surprise"');
});
