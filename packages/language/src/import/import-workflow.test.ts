import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import { importFiles, lineOf, notExact, scriptJob } from "../testing/imported.ts";
import { FIDELITY_RULES } from "./fidelity-rule.ts";
import { importWorkflow } from "./import-workflow.ts";

test("external references stay, with the aliases of what they bring", () => {
  const imported = importFiles({
    "shippable.templates.yml":
      "externalReferences:\n  - https://git.example.com/raw/common.yml\nown: &own [make]\n",
    "shippable.yml": `jobs:
  - name: a
    type: runSh
    steps:
      - TASK: {script: [*announce, *own]}
`,
  });
  expect(imported.text).toBe(`externalReferences:
  - https://git.example.com/raw/common.yml

jobs:
${scriptJob("a", "*announce", "make")}`);
  expect(notExact(imported)).toEqual([]);
});

test("keys that only an external reference would merge are told", () => {
  const imported = importFiles({
    "shippable.yml": `externalReferences: [https://git.example.com/raw/common.yml]
jobs:
  - name: a
    type: runSh
    <<: *defaults
    steps: [{TASK: {script: [x]}}]
`,
  });
  expect(notExact(imported)).toEqual(["5 unsupported MERGE_LOST"]);
});

test("broken files are refused with their problems", () => {
  const imported = importWorkflow([{ path: "shippable.yml", text: "jobs:\n  - name: a\n    type: runSh\n" }]);
  expect(imported).toMatchObject({ ok: false, problems: [{ code: "MISSING_TASK", line: 2 }] });
});

test("a job that can't run is carried over with its fault", () => {
  const text = `resources:
  - {name: r, type: params, versionTemplate: {params: {A: "1"}}}
jobs:
  - {name: loop, type: runSh, steps: [{IN: r}, {TASK: {script: [x]}}, {OUT: r}]}
`;
  const imported = importFiles({ "shippable.yml": text });
  expect(lineOf(imported, "shippable.yml", 4)).toMatchObject({ verdict: "exact", code: "INPUT_IS_OUTPUT" });
  const { problems } = loadWorkflow([{ path: "landbridge.yml", text: imported.text }]);
  expect(problems.map(({ code }) => code)).toEqual(["INPUT_IS_OUTPUT"]);
});

test("what says nothing gives an empty file", () => {
  expect(importFiles({ "shippable.yml": "# nothing\n" })).toMatchObject({
    text: "",
    report: { summary: { lines: 1, approximate: 1 } },
  });
});

test("the guide shows what is really written and said", () => {
  const guide = readFileSync(new URL("../../../../docs/guide/import.md", import.meta.url), "utf8");
  const [resources = "", jobs = ""] = [...guide.matchAll(/^```yml\n([^]*?)^```$/gm)].map(([, text]) => text);
  const [, expected] = /^```yaml\n([^]*?)^```$/m.exec(guide) ?? [];
  const imported = importFiles({ "shippable.jobs.yml": jobs, "shippable.resources.yml": resources });
  expect(imported.text).toBe(expected);
  const { lines, exact, approximate, unsupported } = imported.report.summary;
  expect({ approximate, unsupported, exact }).toEqual({ approximate: 0, unsupported: 1, exact: lines - 1 });
  expect(guide).toContain(`\n${lines} lines: ${exact} exact (94.1 %), 0 approximate`);
});

test("every rule of the import is in the reference of the command", () => {
  const page = readFileSync(new URL("../../../../docs/reference/cli.md", import.meta.url), "utf8");
  for (const rule of Object.keys(FIDELITY_RULES)) expect(page).toContain(`\`${rule}\``);
});
