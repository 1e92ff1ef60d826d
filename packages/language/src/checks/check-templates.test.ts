import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadOptions } from "../load-workflow.ts";

/** What is said of templates, with the place and the hint. */
function said(text: string, options?: LoadOptions): readonly string[] {
  return loadWorkflow([{ path: "landbridge.yml", text }], options)
    .problems.filter(({ code }) => code === "UNRESOLVED_TEMPLATE" || code === "PARAMS_NOT_TEMPLATED")
    .map(
      ({ line, column, endColumn, message, hint }) => `${line}:${column}-${endColumn} ${message} → ${hint}`,
    );
}

function job(name: string, inputs: readonly string[]): string {
  const steps = [...inputs.map((input) => `{IN: ${input}}`), "{TASK: a}"].join(", ");
  return `  - {name: ${name}, type: runSh, steps: [${steps}]}`;
}

const STAGE = "  - {name: stage, type: params, versionTemplate: {params: {NAMESPACE: blue}}}";
const KUBE =
  '  - {name: kube, type: cluster, integration: k, versionTemplate: {namespace: "x-${NAMESPACE}"}}';

function workflow(resources: readonly string[], jobs: readonly string[]): string {
  return ["resources:", ...resources, "jobs:", ...jobs].join("\n");
}

describe("a template is filled by", () => {
  test.each([
    ["params that are listed before", "NAMESPACE", ["stage", "kube"]],
    ["a variable of every run", "BUILD_NUMBER", ["kube"]],
    ["what whoever starts the run says", "SHIPPABLE_TRIGGER_DETAIL", ["kube"]],
    ["a variable of the job's own name", "THEJOB_PATH", ["kube"]],
    ["whatever an IN before exports under its name", "MY_REPO_ANYTHING_AT_ALL", ["my_repo", "kube"]],
    ["a job before", "OTHER_VERSIONNUMBER", ["other", "kube"]],
  ])("%s", (_, name, inputs) => {
    const repository = "  - {name: my_repo, type: gitRepo, versionTemplate: {sourceName: https://h/r.git}}";
    const kube = KUBE.replace("NAMESPACE", name);
    const text = workflow([STAGE, repository, kube], [job("other", []), job("the-job", inputs)]);
    expect(said(text)).toEqual([]);
  });

  test("the variables of its repository, in a runCI job", () => {
    const kube = KUBE.replace("NAMESPACE", "SHIPPABLE_REPO_SLUG}-${COMMIT");
    const text = workflow([kube], ["  - {name: ci, type: runCI, steps: [{IN: kube}]}"]);
    expect(said(text)).toEqual([]);
    expect(said(text.replace("type: runCI", "type: manifest")).length).toBe(2);
  });
});

describe("a template that nothing fills", () => {
  test("stands at its place, with the job and what to do", () => {
    expect(said(workflow([STAGE, KUBE], [job("ship", ["kube", "stage"])]))).toEqual([
      "3:81-93 `${NAMESPACE}` is empty in job `ship`: no variable of the job and no IN before `kube` gives it." +
        " → list `IN: stage` before `IN: kube`",
    ]);
  });

  test.each([
    ["the IN is missing", "NAMESPACE", ["kube"], "add `IN: stage` before `IN: kube`"],
    ["the name is misspelt", "NAMSPACE", ["stage", "kube"], "did you mean `NAMESPACE`?"],
    ["a default variable is misspelt", "BUILD_NUMER", ["kube"], "did you mean `BUILD_NUMBER`?"],
    ["nobody has it", "ZQX", ["kube"], "add an IN of type params with the key `ZQX` before `IN: kube`"],
    [
      "it names its own resource",
      "KUBE_ID",
      ["kube"],
      "add an IN of type params with the key `KUBE_ID` before `IN: kube`",
    ],
  ])("and %s", (_, name, inputs, hint) => {
    const text = workflow([STAGE, KUBE.replace("NAMESPACE", name)], [job("ship", inputs)]);
    expect(said(text).map((line) => line.split(" → ")[1])).toEqual([hint]);
  });

  test("is told once, with the first jobs of many; jobs that have it are not named", () => {
    const jobs = ["a", "b", "c", "d", "e"].map((name) => job(name, ["kube"]));
    const found = said(workflow([STAGE, KUBE], [...jobs, job("f", ["stage", "kube"])]));
    expect(found.length).toBe(1);
    expect(found[0]).toContain("is empty in jobs `a`, `b`, `c` and 2 more: ");
  });

  test("is told of each value and each name in it once, also in lists and legacy sections", () => {
    const kube = [
      "  - name: kube",
      "    type: cluster",
      "    integration: k",
      '    pointer: {region: "${A}${A}${B}", list: [x, "${A}"]}',
    ];
    const found = said(workflow(kube, [job("ship", ["kube"])]));
    expect(found.map((line) => line.slice(0, line.indexOf(" is empty")))).toEqual([
      "5:24-28 `${A}`",
      "5:32-36 `${B}`",
      "5:50-54 `${A}`",
    ]);
  });

  test("in a value that an alias brings stands where the alias is", () => {
    const text = `x-a: &a "\${A}"\n${workflow(
      ["  - {name: i, type: image, versionTemplate: {sourceName: *a, versionName: '1'}}"],
      [job("ship", ["i"])],
    )}`;
    expect(said(text).map((line) => line.split(" ")[0])).toEqual(["3:58-60"]);
  });

  test("is no matter where no job reads the resource", () => {
    expect(said(workflow([KUBE], [job("ship", [])]))).toEqual([]);
  });
});

describe("nothing is said", () => {
  const missing = KUBE.replace("NAMESPACE", "ANYTHING");

  test.each([
    [
      "behind params that a job writes",
      [STAGE],
      "  - {name: w, type: runSh, steps: [{TASK: a}, {OUT: stage}]}",
    ],
    ["behind params with secrets", [STAGE.replace("NAMESPACE: blue", "secure: abc")], ""],
    ["behind an integration", ["  - {name: stage, type: integration, integration: kv}"], ""],
    ["behind what another source declares", [], ""],
  ])("%s", (_, resources, writer) => {
    const jobs = [job("ship", ["stage", "kube"]), ...(writer === "" ? [] : [writer])];
    expect(said(workflow([...resources, missing], jobs), { isAlone: true })).toEqual([]);
    const before = [job("ship", ["kube", "stage"]), ...(writer === "" ? [] : [writer])];
    expect(said(workflow([...resources, missing], before), { isAlone: true }).length).toBe(1);
  });

  test("of params that a job of another source writes", () => {
    const writer = workflow([], ["  - {name: w, type: runSh, steps: [{TASK: a}, {OUT: stage}]}"]);
    const elsewhere = loadWorkflow([{ path: "a.shippable.yml", text: writer }], { isAlone: true }).definition;
    const text = workflow([STAGE, missing], [job("ship", ["stage", "kube"])]);
    expect(said(text).length).toBe(1);
    expect(said(text, { elsewhere })).toEqual([]);
  });

  test("while a file is broken", () => {
    const text = `${workflow([missing], [job("ship", ["kube"])])}\n  - name: 'cut`;
    expect(said(text)).toEqual([]);
  });
});

test("params keep what looks like a template, which is told once for each", () => {
  const text = workflow(
    ['  - {name: p, type: params, versionTemplate: {params: {A: "a ${B}", C: "${D}"}}}'],
    [],
  );
  expect(said(text.replace("jobs:", ""))).toEqual([
    "2:62-66 `${B}` in `p` stays as it is written: params are never templated." +
      " → put the value together in a script, or in a resource of another type",
  ]);
});

test("a file full of templates takes little longer than one without: many jobs, many INs, many keys", () => {
  const keys = Array.from({ length: 300 }, (_, index) => `K${index}: v`).join(", ");
  const wide = `  - {name: wide, type: params, versionTemplate: {params: {${keys}}}}`;
  const images = Array.from(
    { length: 1_000 },
    (_, index) =>
      `  - {name: i${index}, type: cluster, integration: k, versionTemplate: {region: "\${K${index}}"}}`,
  );
  const all = job("all", ["wide", ...images.map((__, index) => `i${index}`)]);
  const jobs = images.map((_, index) => job(`j${index}`, ["wide", `i${index}`]));
  const text = workflow([wide, ...images], [all, ...jobs]);
  expect(said(text).length).toBeGreaterThan(400);
  const times = [text.replaceAll("${", "$("), text].map((each) => {
    const started = performance.now();
    loadWorkflow([{ path: "landbridge.yml", text: each }]);
    return performance.now() - started;
  });
  const [without = 0, withTemplates = 0] = times;
  expect(withTemplates).toBeLessThan(without * 4 + 100);
});
