import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import { FIDELITY_RULES } from "./fidelity-rule.ts";
import type { FidelityLine } from "./fidelity.ts";
import { importWorkflow } from "./import-workflow.ts";
import type { ImportedWorkflow } from "./import-workflow.ts";

type Imported = Extract<ImportedWorkflow, { ok: true }>;

function importFiles(files: Readonly<Record<string, string>>): Imported {
  const imported = importWorkflow(Object.entries(files).map(([path, text]) => ({ path, text })));
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems, null, 1));
  return imported;
}

/** Jobs as they stand in a file of their own. */
function importJobs(text: string): Imported {
  return importFiles({ "shippable.jobs.yml": `jobs:\n${text}` });
}

function lineOf({ report }: Imported, file: string, line: number): FidelityLine | undefined {
  return report.files.find((each) => each.file === file)?.lines.find((each) => each.line === line);
}

/** `12 approximate SECURE_VALUE` for every line that is not exact. */
function notExact({ report }: Imported): readonly string[] {
  return report.files.flatMap(({ lines }) =>
    lines
      .filter(({ verdict }) => verdict !== "exact")
      .map(({ line, verdict, code }) => `${line} ${verdict} ${code}`),
  );
}

describe("resources", () => {
  test("pointer, seed and version become one versionTemplate; triggers become resources", () => {
    const imported = importFiles({
      "shippable.resources.yml": `resources:
  - name: img
    type: image
    flags: [web]
    integration: hub
    pointer:
      sourceName: acme/app
    seed:
      versionName: "1.0"
`,
      "shippable.triggers.yml": `triggers:
  - name: kick
    type: trigger
    version:
      counter: 7
`,
    });
    expect(imported.text).toBe(`resources:
  - name: img
    type: image
    integration: hub
    flags: [web]
    versionTemplate:
      sourceName: acme/app
      versionName: "1.0"

  - name: kick
    type: trigger
    versionTemplate:
      counter: 7
`);
    expect(imported.report.summary).toEqual({ lines: 14, exact: 14, approximate: 0, unsupported: 0 });
  });

  test("types and keys of the earliest syntax get today's names", () => {
    const imported = importFiles({
      "shippable.resources.yml": `resources:
  - {name: c, type: ecsCluster, integration: aws, pointer: {sourceName: prod, region: eu}}
  - {name: r, type: gitRepo, integration: gh, repoPath: acme/app}
`,
    });
    expect(imported.text).toContain("type: cluster\n");
    expect(imported.text).toContain("versionTemplate:\n      sourceName: acme/app\n");
    expect(imported.report.summary.exact).toBe(3);
  });

  test.each([
    ["5.10", '"5.10"'],
    ["007", '"007"'],
    ['"yes"', '"yes"'],
    ["off", '"off"'],
    ["2019-01-31", '"2019-01-31"'],
    ['"null"', '"null"'],
    ["master.12", "master.12"],
    ["'a: b # c'", '"a: b # c"'],
  ])("a version that is written %s is written %s", (old, today) => {
    const imported = importFiles({
      "shippable.yml": `resources:\n  - {name: f, type: file, versionTemplate: {sourceName: x, versionName: ${old}}}\n`,
    });
    expect(imported.text).toContain(`versionName: ${today}\n`);
  });

  test("numbers that are data stay numbers", () => {
    const imported = importFiles({
      "shippable.yml":
        "resources:\n  - {name: p, type: params, version: {params: {A: 1, B: 1.50, C: true, D: ~}}}\n",
    });
    expect(imported.text).toContain('params: { A: 1, B: "1.50", C: true, D: null }');
  });

  test("an encrypted value is carried over as it is, and has to be looked at", () => {
    const imported = importFiles({
      "shippable.yml": `resources:
  - name: p
    type: params
    version:
      params:
        secure: aGVsbG8=
`,
    });
    expect(imported.text).toContain("secure: aGVsbG8=\n");
    expect(notExact(imported)).toEqual(["6 approximate SECURE_VALUE"]);
  });
});

describe("jobs", () => {
  test("a job of the oldest syntax is one of today's", () => {
    const imported = importJobs(`  - name: build
    type: runCLI
    steps:
      - GET: repo
        switch: "false"
      - TASK:
        - script: make
        - script: |
            make test
            echo done
      - PUT: img
    on_failure:
      - script: ./collect.sh
      - NOTIFY: chat
`);
    expect(imported.text).toBe(`jobs:
  - name: build
    type: runSh
    steps:
      - IN: repo
        switch: off
      - TASK:
          script:
            - make
            - |
              make test
              echo done
      - OUT: img
    on_failure:
      script:
        - ./collect.sh
      NOTIFY:
        - chat
`);
    expect(notExact(imported)).toEqual([]);
  });

  test("several tasks of one TASK, and steps that share an item, stand on their own", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    steps:
      - IN: one
        OUT: two
        overwrite: true
      - TASK:
          - {name: first, script: [x]}
          - script: two
          - {name: last, runtime: {container: false}, script: z}
`);
    expect(imported.text).toContain(`      - IN: one
      - OUT: two
        overwrite: true
      - TASK:
          name: first
          script:
            - x
      - TASK:
          script:
            - two
      - TASK:
          name: last
          runtime:
            container: false
          script:
            - z
`);
  });

  test("the image and the environment stand under runtime.options", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    runtime:
      imageName: alpine
      imageTag: 3.10
      timeoutMinutes: 5
      options:
        env: [A=1, {B: 007}]
    steps: [{TASK: {script: [x]}}]
`);
    expect(imported.text).toContain(`    runtime:
      timeoutMinutes: 5
      options:
        imageName: alpine
        imageTag: "3.10"
        env:
          - A: "1"
          - B: "007"
`);
  });

  test("keys of any other kind are carried over as they are, in their place", () => {
    const imported = importJobs(`  - name: d
    type: deploy
    method: upgrade
    steps:
      - IN: env
        applyTo: [web]
      - TASK: managed
        deployMethod: replace
`);
    expect(imported.text).toContain("    method: upgrade\n    steps:\n");
    expect(imported.text).toContain("      - TASK: managed\n        deployMethod: replace\n");
  });

  test("a job whose type no longer exists is left out, with all of its lines", () => {
    const imported = importJobs(`  - name: old
    type: jenkinsJob
    steps:
      - IN: a
  - name: new
    type: runSh
    steps: [{TASK: {script: [x]}}]
`);
    expect(imported.text).not.toContain("old");
    expect(notExact(imported)).toEqual([2, 3, 4, 5].map((line) => `${line} unsupported REMOVED_JOB_TYPE`));
  });

  test("what never had an effect is left out and told", () => {
    const imported = importJobs(`  - name: a
    type: runSh
    serial: true
    on_start:
      - script: echo never
      - NOTIFY: chat
    on_cancel:
    steps:
      - TASK: {script: [x], shell: zsh}
      - NOTIFY: chat
`);
    expect(imported.text).toBe(`jobs:
  - name: a
    type: runSh
    on_start:
      NOTIFY:
        - chat
    steps:
      - TASK:
          script:
            - x
`);
    expect(notExact(imported)).toEqual([
      "4 unsupported LEGACY_KEY",
      "6 unsupported SCRIPT_NOT_RUN",
      "8 approximate EMPTY_VALUE",
      "10 unsupported UNKNOWN_KEY",
      "11 unsupported LEGACY_STEP",
    ]);
  });

  test("what this version does not do yet is exact, and the report says so", () => {
    const imported = importJobs(`  - name: m
    type: runSh
    steps: [{TASK: {script: [x]}}]
    always: {NOTIFY: chat}
`);
    expect(lineOf(imported, "shippable.jobs.yml", 5)).toMatchObject({
      verdict: "exact",
      reason: expect.stringMatching(/\S/) as unknown,
      to: 8,
    });
  });
});

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
  - name: a
    type: runSh
    steps:
      - TASK:
          script:
            - *prep
            - make a

  - name: b
    type: runSh
    steps:
      - TASK:
          script:
            - *prep
            - make b
`);
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

describe("the CI part", () => {
  test("of the root is carried over as it is", () => {
    const imported = importFiles({
      "shippable.yml": `language: node_js
node_js:
  - "8"
build:
  ci: [npm ci, npm test]
jobs:
  - {name: web_runCI, type: runCI}
`,
    });
    expect(imported.text).toBe(`language: node_js

node_js:
  - "8"

build:
  ci: [npm ci, npm test]

jobs:
  - name: web_runCI
    type: runCI
`);
  });

  test("keeps old keys, and says which of them have no effect and which are read", () => {
    const text = `language: ruby
dist: trusty
cache: true

install:
  - bundle

integrations:
  deploy:
    - integrationName: cloud
`;
    const imported = importFiles({ "shippable.yml": text });
    expect(imported.text).toBe(text);
    expect(notExact(imported)).toEqual(["2 unsupported LEGACY_KEY", "9 unsupported LEGACY_KEY"]);
    expect(lineOf(imported, "shippable.yml", 3)).toMatchObject({ verdict: "exact", code: "LEGACY_KEY" });
  });

  test("of another folder would come into effect in the root, and is left out", () => {
    const job = "jobs:\n  - {name: a, type: runSh, steps: [{TASK: {script: [x]}}]}\n";
    const imported = importFiles({ "deep/shippable.yml": `language: go\n${job}` });
    expect(imported.text).not.toContain("go");
    expect(notExact(imported)).toEqual(["1 unsupported CI_NOT_IN_ROOT"]);
  });

  test("of the root counts where its path begins with ./ too", () => {
    const imported = importFiles({
      "./a.shippable.yml": "language: go\n",
      "./shippable.yml": "language: node_js\n",
    });
    expect(imported.text).toBe("language: node_js\n");
    expect(notExact(imported)).toEqual(["1 unsupported CI_GIVEN_TWICE"]);
  });

  test("of a second file in the root never counted", () => {
    const imported = importFiles({
      "a.shippable.yml": "language: go\n",
      "shippable.yml": "language: node_js\n",
    });
    expect(imported.text).toBe("language: node_js\n");
    expect(notExact(imported)).toEqual(["1 unsupported CI_GIVEN_TWICE"]);
  });
});

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
  - name: a
    type: runSh
    steps:
      - TASK:
          script:
            - *announce
            - make
`);
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
