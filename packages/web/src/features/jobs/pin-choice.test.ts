import { describe, expect, test } from "vitest";
import { targetOf, wordsOfChoice } from "./pin-choice.ts";

describe("a pin that is being chosen", () => {
  test("holds a version by its number", () => {
    expect(targetOf({ kind: "number", number: 3 })).toEqual({ versionNumber: 3 });
    expect(wordsOfChoice({ kind: "number", number: 3 })).toBe("Pin to #3");
  });

  test("holds the newest version of a name, without the blanks around it", () => {
    expect(targetOf({ kind: "name", name: " stable " })).toEqual({ versionName: "stable" });
    expect(wordsOfChoice({ kind: "name", name: " stable " })).toBe("Pin to the newest stable");
  });

  test("is nothing yet without a choice, or with an empty name", () => {
    expect(targetOf(undefined)).toBeUndefined();
    expect(targetOf({ kind: "name", name: " " })).toBeUndefined();
    expect(wordsOfChoice(undefined)).toBe("Choose a version");
    expect(wordsOfChoice({ kind: "name", name: "" })).toBe("Give the name");
  });
});
