import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "./load-workflow.ts";
import { FUTURE_IN_KEYS, FUTURE_JOB_KEYS } from "./fields/schema.ts";

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

/** What the guide says in the first line of an example that loads without doing all that it says. */
function saysNotYet(text: string): boolean {
  return text.startsWith("# Not in effect yet");
}

const PAGES = ["first-workflow.md", "language.md", "sources.md", "releases.md", "why.md", "editor.md"];
const EXAMPLES = PAGES.flatMap(examplesOf);

describe("the guides", () => {
  test.each(EXAMPLES.filter(({ text }) => !saysNotYet(text)))(
    "the example at $where is a whole configuration without a problem",
    ({ text }) => {
      const { problems, definition } = loadWorkflow([{ path: "landbridge.yml", text }]);
      expect(problems).toEqual([]);
      expect(definition.jobs.length).toBeGreaterThan(0);
    },
  );

  test.each(EXAMPLES.filter(({ text }) => saysNotYet(text)))(
    "the example at $where says that it has no effect yet, and that is all that is to say of it",
    ({ text }) => {
      const files = [{ path: "landbridge.yml", text }];
      const { problems, definition } = loadWorkflow(files, { project: "web" });
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["NOT_YET_IN_EFFECT"]));
      expect(definition.jobs.length).toBeGreaterThan(0);
    },
  );

  test("there are examples", () => {
    expect(EXAMPLES.length).toBeGreaterThan(10);
  });

  test.each([...FUTURE_IN_KEYS, ...FUTURE_JOB_KEYS])("`%s` is among what has no effect yet", (key) => {
    const [, table = ""] = pageOf("language.md").split("\n## What loads but has no effect yet\n");
    expect(table).toContain(`\`${key}\``);
  });
});
