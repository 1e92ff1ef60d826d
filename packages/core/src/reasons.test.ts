import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS, UNHEALTHY_BECAUSE } from "./decision.ts";
import type { Unblock } from "./decision.ts";
import { JOB_STATUSES } from "./why.ts";

const SOURCES = [
  "trigger.ts",
  "happening.ts",
  "none-decision.ts",
  "manual-run.ts",
  "external-build.ts",
  "start.ts",
  "why.ts",
  "simulate.ts",
];
const ACTIONS = ["run-job", "wait-for-job", "resume-job", "mend-configuration"] as const;
const MORE_ACTIONS = ["run-manually", "unpin", "connect-agent", "change-input"] as const;

/** Every string of a source that is written like a code: small letters and hyphens. */
function wordsIn(source: string): readonly string[] {
  const text = readFileSync(new URL(source, import.meta.url), "utf8");
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
  return [...code.matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)].map(([, word = ""]) => word);
}

test.each(SOURCES)("%s gives no reason that REASONS does not know", (source) => {
  const others = new Set<string>([
    ...(ACTIONS satisfies readonly Unblock["action"][]),
    ...(MORE_ACTIONS satisfies readonly Unblock["action"][]),
    ...Object.keys(UNHEALTHY_BECAUSE),
    ...JOB_STATUSES,
  ]);
  const unknown = wordsIn(source).filter(
    (word) => word.includes("-") && !others.has(word) && !Object.hasOwn(REASONS, word),
  );
  expect(unknown).toEqual([]);
});

test("every reason is given somewhere", () => {
  const given = new Set(SOURCES.flatMap(wordsIn));
  expect(Object.keys(REASONS).filter((code) => !given.has(code))).toEqual([]);
});

test("every reason is a sentence for people", () => {
  for (const text of Object.values(REASONS)) expect(text).toMatch(/^[A-Z].*\.$/);
});
