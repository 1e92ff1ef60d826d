import { RESOURCE_TYPES } from "@landbridge/core";
import type { ResourceType } from "@landbridge/core";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import { VALUES_SHAPES } from "./resource-types.ts";

const PAGE = readFileSync(new URL("../../../../docs/reference/resources.md", import.meta.url), "utf8");
const TYPES = Object.keys(RESOURCE_TYPES) as ResourceType[];

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
}

function sectionOf(type: string): string {
  const [, after = ""] = PAGE.split(`\n## ${type}\n`);
  return after.split("\n## ")[0] ?? "";
}

function rowsOf(type: string): readonly Row[] {
  return sectionOf(type)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      return { key: (cells[1] ?? "").replaceAll("`", ""), cells };
    });
}

describe.each(TYPES)("the reference of type %s", (type) => {
  const { fields, required, recommended } = VALUES_SHAPES[type];
  const rows = rowsOf(type);

  test("has every key and no other", () => {
    const keys = rows.map(({ key }) => key).filter((key) => key !== "integration");
    expect(keys.toSorted()).toEqual(Object.keys(fields).toSorted());
  });

  test("says which keys are needed", () => {
    const needed = (word: string): readonly string[] =>
      rows.filter(({ key, cells }) => key !== "integration" && cells[3] === word).map(({ key }) => key);
    expect(needed("yes")).toEqual(required);
    expect(needed("expected")).toEqual(recommended);
  });

  test("says whether an integration is needed", () => {
    const need = rows.find(({ key }) => key === "integration")?.cells[3]?.split(/[ ,]/)[0];
    const words = {
      none: undefined,
      optional: "",
      sometimes: "expected",
      expected: "expected",
      required: "yes",
    };
    expect(need).toBe(words[VALUES_SHAPES[type].integration.need]);
  });
});

describe("the examples", () => {
  const declarable = TYPES.filter((type) => type !== "ciRepo");

  test.each(declarable)("the one of %s loads as it stands", (type) => {
    const [, example = ""] = /```yaml\n([^]*?)```/.exec(sectionOf(type)) ?? [];
    const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text: example }]);
    expect(problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")).toEqual([]);
    expect(definition.resources.map((resource) => resource.type)).toContain(type);
  });
});

test("the list at the top leads to every type", () => {
  for (const type of TYPES) expect(PAGE).toContain(`[${type}](#${type.toLowerCase()})`);
});
