import { expect, test } from "vitest";
import { OTHER_CUSTODY, RUN_CUSTODY } from "./custody.ts";
import { RUN_STATUSES, isFinal } from "./run.ts";

test("every status of a run that is not final has an owner, a deadline and a reaper, and no other has", () => {
  const open = RUN_STATUSES.filter((status) => !isFinal(status));
  expect(Object.keys(RUN_CUSTODY)).toEqual(open);
});

test("whatever may be under way says who answers for it, until when, and who does so then", () => {
  for (const [name, custody] of Object.entries({ ...RUN_CUSTODY, ...OTHER_CUSTODY })) {
    for (const part of ["owner", "deadline", "reaper"] as const)
      expect(custody[part].length, `${part} of ${name}`).toBeGreaterThan(5);
  }
});
