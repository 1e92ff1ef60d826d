import { expect, test } from "vitest";
import { completeRecord } from "./complete-record.ts";

interface Seen {
  readonly name: string;
  readonly count: number;
  readonly at?: Date;
}

test("what is undefined is not there, and whatever else is said is", () => {
  const at = new Date(0);
  expect(completeRecord<Seen>({ name: "", count: 0, at })).toStrictEqual({ name: "", count: 0, at });
  expect(completeRecord<Seen>({ name: "a", count: 1, at: undefined })).toStrictEqual({ name: "a", count: 1 });
});

test("the compiler asks for every field, also for those that a record may lack", () => {
  // @ts-expect-error where `at` comes from is not said
  expect(completeRecord<Seen>({ name: "a", count: 1 })).toStrictEqual({ name: "a", count: 1 });
});
