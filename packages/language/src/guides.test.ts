import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "./load-workflow.ts";
import { FUTURE_IN_KEYS, FUTURE_JOB_KEYS } from "./schema.ts";

function pageOf(name: string): string {
  return readFileSync(new URL(`../../../docs/guide/${name}`, import.meta.url), "utf8");
}

/** Every block of YAML, with the line of the page on which it begins. */
function examplesOf(name: string): readonly { readonly where: string; readonly text: string }[] {
  const page = pageOf(name);
  return [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map((match) => ({
    where: `${name}:${page.slice(0, match.index).split("\n").length}`,
    text: match[1] ?? "",
  }));
}

const EXAMPLES = ["first-workflow.md", "language.md", "sources.md"].flatMap(examplesOf);

describe("the guides", () => {
  test.each(EXAMPLES)("the example at $where is a whole configuration without a problem", ({ text }) => {
    const { problems, definition } = loadWorkflow([{ path: "landbridge.yml", text }]);
    expect(problems).toEqual([]);
    expect(definition.jobs.length).toBeGreaterThan(0);
  });

  test("there are examples", () => {
    expect(EXAMPLES.length).toBeGreaterThan(10);
  });

  test.each([...FUTURE_IN_KEYS, ...FUTURE_JOB_KEYS])("`%s` is among what has no effect yet", (key) => {
    const [, table = ""] = pageOf("language.md").split("\n## What loads but has no effect yet\n");
    expect(table).toContain(`\`${key}\``);
  });
});
