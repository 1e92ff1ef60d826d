import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { BREACHES } from "./breach.ts";
import { REASONS } from "./decision.ts";
import { PASSED_REASONS } from "./passed-refusal.ts";
import { RUN_REASON_CODES } from "./run-plan.ts";
import { VOTE_REFUSALS } from "./vote.ts";

const PACKAGES = new URL("../../", import.meta.url);
/** Everything that decides, and everything that ends a run. */
const DECIDING = ["core/src", "server/src/engine", "agent/src"];
/** Where the codes themselves are declared. */
const REGISTRIES = ["core/src/decision.ts", "core/src/run-plan.ts"];
const PAGE = readFileSync(new URL("../docs/reference/reasons.md", PACKAGES), "utf8");

const SOURCES = DECIDING.flatMap((directory) =>
  readdirSync(new URL(`${directory}/`, PACKAGES), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("testing"))
    .map((path) => `${directory}/${path}`),
).filter((path) => !REGISTRIES.includes(path));

function codeOf(source: string): string {
  const text = readFileSync(new URL(source, PACKAGES), "utf8");
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

function literalsIn(source: string): readonly string[] {
  return [...codeOf(source).matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)].map(([, word = ""]) => word);
}

/** What stands where a reason is given: as a property, or as the first word of a hold or a refusal. */
const GIVING = [
  /\b(?:reason|code|blocked): "([a-z-]+)"/g,
  /\b(?:hold|refuse)\(\s*"([a-z-]+)"/g,
  /\bnoneOf\(\s*\w+,\s*"([a-z-]+)"/g,
];

function reasonsGivenIn(source: string): readonly string[] {
  const code = codeOf(source);
  return GIVING.flatMap((pattern) => [...code.matchAll(pattern)].map(([, word = ""]) => word));
}

const REGISTERED = new Set<string>([...Object.keys(REASONS), ...Object.keys(RUN_REASON_CODES)]);
/** No reasons of decisions or runs: why a version is missing, a vote or a change of status refused, what is amiss. */
const OTHERS = new Set<string>([
  ...Object.keys(BREACHES),
  ...PASSED_REASONS,
  ...VOTE_REFUSALS,
  "already-final",
  "not-approved",
  "already-approved",
  "not-started",
  "already-started",
]);

test("the walk finds the code that decides, and the reasons that it gives", () => {
  expect(SOURCES).toEqual(
    expect.arrayContaining(["core/src/firing.ts", "core/src/start.ts", "server/src/engine/deadlines.ts"]),
  );
  expect(SOURCES.flatMap(reasonsGivenIn).length).toBeGreaterThan(50);
});

test("every reason that the code gives is in a registry", () => {
  const unknown = SOURCES.flatMap((source) =>
    reasonsGivenIn(source)
      .filter((word) => !REGISTERED.has(word) && !OTHERS.has(word))
      .map((word) => `${source}: ${word}`),
  );
  expect(unknown).toEqual([]);
});

test("every reason of a registry is given somewhere", () => {
  const written = new Set(SOURCES.flatMap(literalsIn));
  expect([...REGISTERED].filter((code) => !written.has(code))).toEqual([]);
});

test.each([...REGISTERED])("%s has a heading with what it means, an example, and what to do", (code) => {
  const sections = PAGE.split(/^(?=#{2,3} )/m).filter((section) => section.startsWith(`### ${code}\n`));
  expect(sections, `reasons.md has one heading "### ${code}"`).toHaveLength(1);
  const [, meaning, ...rest] = (sections[0] ?? "").trim().split(/\n\n+/);
  expect(meaning).toMatch(/^[A-Z].*\./);
  expect(rest.filter((paragraph) => paragraph.startsWith("*Example.*"))).toHaveLength(1);
  expect(rest.filter((paragraph) => paragraph.startsWith("*To unblock:*"))).toHaveLength(1);
});

test("every reason is a sentence for people", () => {
  for (const text of [...Object.values(REASONS), ...Object.values(RUN_REASON_CODES)])
    expect(text).toMatch(/^[A-Z].*\.$/);
});
