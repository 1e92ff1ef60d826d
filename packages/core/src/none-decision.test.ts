import { expect, test } from "vitest";
import { REASONS } from "./decision.ts";
import type { ReasonCode } from "./decision.ts";
import { noneOf } from "./none-decision.ts";
import { workflow } from "./testing/line.ts";

const job = workflow("a -> x").jobs.get("x");
const isReason = (code: string): code is ReasonCode => Object.hasOwn(REASONS, code);
const CODES = Object.keys(REASONS).filter(isReason);

test.each(CODES)("that a job did not start for %s is told without a capital after a colon", (code) => {
  if (!job) throw new Error("The line has no job x.");
  expect(noneOf(job, code, "a", []).text).toMatch(/^Did not start(: [^\p{Lu}]|\. \p{Lu})/u);
});
