import { describe, expect, test } from "vitest";
import { importFiles, lineOf, notExact, scriptJob } from "../testing/imported.ts";

describe("templates", () => {
  const files = (script: string): Record<string, string> => ({
    "shippable.templates.yml": `# shared
prep: &prep
  - make deps # first
  - make lint
unused: &unused [x]
`,
    "shippable.yml": `jobs:
  - {name: a, type: runSh, steps: [{TASK: {script: [*prep, make a]}}]}
  - {name: b, type: runSh, steps: [{TASK: {script: ${script}}}]}
`,
  });

  test("a list that is used more than once keeps its anchor", () => {
    const imported = importFiles(files("[*prep, make b]"));
    expect(imported.text).toBe(`templates:
  # shared
  prep: &prep
    - make deps # first
    - make lint

jobs:
${scriptJob("a", "*prep", "make a")}
${scriptJob("b", "*prep", "make b")}`);
    expect(notExact(imported)).toEqual(["5 approximate TEMPLATE_UNUSED"]);
  });

  test("a list that is used once is written out", () => {
    const imported = importFiles(files("[make b]"));
    expect(imported.text).toContain(
      "            - make deps # first\n            - make lint\n            - make a\n",
    );
    expect(imported.text).not.toContain("*prep");
    expect(lineOf(imported, "shippable.templates.yml", 2)).toMatchObject({
      verdict: "exact",
      code: "TEMPLATE_EXPANDED",
    });
    expect(lineOf(imported, "shippable.templates.yml", 3)).toMatchObject({ verdict: "exact", to: 7 });
  });

  test("the keys of a merged map are written out", () => {
    const imported = importFiles({
      "shippable.yml": `x-defaults: &defaults
  type: runSh
  priority: 5
jobs:
  - name: a
    <<: *defaults
    steps: [{TASK: {script: [x]}}]
`,
    });
    expect(imported.text).toContain("  - name: a\n    type: runSh\n    priority: 5\n");
    expect(notExact(imported)).toEqual([]);
    expect(lineOf(imported, "shippable.yml", 6)).toMatchObject({ code: "KEYS_MERGED" });
  });

  test("two lists of one name get names of their own", () => {
    const job = (name: string): string =>
      `x: &same [${name}]\njobs:\n  - {name: ${name}, type: runSh, steps: [{TASK: {script: [*same, *same]}}]}\n`;
    const imported = importFiles({ "a.shippable.yml": job("a"), "b.shippable.yml": job("b") });
    expect(imported.text).toContain("  same: &same\n    - a\n  same_2: &same_2\n    - b\n");
    expect(imported.text).toContain("            - *same_2\n            - *same_2\n");
  });
});
