import { describe, expect, test } from "vitest";
import { importFiles, notExact } from "../testing/imported.ts";

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
