import { JOB_TYPES } from "@landbridge/core";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  ADDITION_FIELDS,
  APPROVAL_FIELDS,
  CACHE_FIELDS,
  INPUT_FIELDS,
  MATRIX_FIELDS,
  REPORTS_FIELDS,
  RETRY_FIELDS,
} from "./addition-schema.ts";
import { JOB_TYPE_SHAPES } from "./job-types.ts";
import { loadWorkflow } from "../load-workflow.ts";
import {
  IN_FIELDS,
  JOB_FIELDS,
  JOB_STRUCTURES,
  NOTIFY_FIELDS,
  OUT_FIELDS,
  RUNTIME_FIELDS,
  SECTION_KEYS,
} from "../fields/schema.ts";

const PAGE = readFileSync(new URL("../../../../docs/reference/jobs.md", import.meta.url), "utf8");

function sectionOf(heading: string): string {
  const [, after = ""] = PAGE.split(`\n## ${heading}\n`);
  return after.split("\n## ")[0] ?? "";
}

/** The keys in the first column of the tables of a section. */
function keysIn(heading: string): readonly string[] {
  return sectionOf(heading)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([\w]+)`/g)].map(([, key = ""]) => key));
}

describe("the reference of job types", () => {
  test.each([
    ["IN", Object.keys(IN_FIELDS)],
    ["OUT", Object.keys(OUT_FIELDS)],
    ["TASK", Object.keys(RUNTIME_FIELDS)],
    ["Sections", [...SECTION_KEYS, ...Object.keys(NOTIFY_FIELDS)]],
    ["inputs", Object.keys(INPUT_FIELDS)],
    ["approval", Object.keys(APPROVAL_FIELDS)],
    ["retry", Object.keys(RETRY_FIELDS)],
    ["matrix", Object.keys(MATRIX_FIELDS)],
    ["cache", Object.keys(CACHE_FIELDS)],
    ["reports", Object.keys(REPORTS_FIELDS)],
    ["What all have", [...Object.keys(JOB_FIELDS), ...JOB_STRUCTURES]],
    ...JOB_TYPES.map((type): [string, string[]] => [type, Object.keys(JOB_TYPE_SHAPES[type].fields)]),
  ])("%s has every key and no other", (heading, keys) => {
    expect(keysIn(heading).toSorted()).toEqual([...keys].toSorted());
  });

  test.each([...JOB_TYPES, ...Object.keys(ADDITION_FIELDS)])(
    "%s has its heading and an example",
    (heading) => {
      expect(sectionOf(heading)).toContain("```yaml");
    },
  );

  const examples = [...PAGE.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(({ 1: text = "", index }) => ({
    where: `jobs.md:${PAGE.slice(0, index).split("\n").length}`,
    text,
  }));
  test.each(examples)("the example at $where is right", ({ text }) => {
    const { problems, definition } = loadWorkflow([{ path: "landbridge.yml", text }], { project: "app" });
    expect(problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")).toEqual([]);
    expect(definition.jobs.length).toBeGreaterThan(0);
  });
});
