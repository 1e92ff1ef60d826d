import { readFileSync } from "node:fs";
import { CI_VERSION_KEYS, ciLegsOf, isCiLanguage } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import * as tables from "./ci.ts";
import { loadWorkflow } from "../load-workflow.ts";

const TABLES = {
  file: tables.CI_KEY_FIELDS,
  sections: tables.CI_SECTION_FIELDS,
  build: { ...tables.CI_BUILD_FIELDS, ...tables.CI_BUILD_STRUCTURES },
  boot: { ...tables.CI_BOOT_FIELDS, ...tables.CI_BOOT_STRUCTURES },
  pool: { ...tables.CI_POOL_FIELDS, ...tables.CI_POOL_STRUCTURES },
  branches: tables.CI_BRANCHES_FIELDS,
  git: tables.CI_GIT_FIELDS,
  env: tables.CI_ENV_FIELDS,
  matrix: tables.CI_MATRIX_FIELDS,
  leg: { ...tables.CI_LEG_FIELDS, ...tables.CI_LEG_STRUCTURES },
  integrations: tables.CI_INTEGRATIONS_FIELDS,
  integration: { ...tables.CI_INTEGRATION_FIELDS, ...tables.CI_INTEGRATION_STRUCTURES },
  notification: { ...tables.CI_NOTIFICATION_FIELDS, ...tables.CI_NOTIFICATION_OPTIONS },
};

const FIELDS = Object.entries(TABLES).flatMap(([table, fields]) =>
  Object.entries(fields).map(([key, field]) => ({ name: `${table}: ${key}`, field })),
);

describe("the tables of CI keys", () => {
  test.each(FIELDS)("$name: its example is right, and its schema can be given to editors", ({ field }) => {
    expect(field.schema.safeParse(parse(field.example)).success).toBe(true);
    expect(z.toJSONSchema(field.schema, { io: "input" })).toHaveProperty("$schema");
  });

  test("every key of versions is known to the model, `ruby` as `rvm`", () => {
    const keys = Object.keys(tables.CI_VERSION_FIELDS).filter((key) => key !== "ruby");
    expect(keys).toEqual([...CI_VERSION_KEYS]);
  });

  test("every example of a top-level key is read without an error", () => {
    for (const [key, { example }] of Object.entries(tables.CI_KEY_FIELDS)) {
      const others = key === "language" ? "" : "language: ruby\n";
      const text = `${others}${key}: ${example}\n`;
      const { problems } = loadWorkflow([{ path: "shippable.yml", text }], { project: "web" });
      expect(
        problems.filter(({ severity }) => severity === "error"),
        text,
      ).toEqual([]);
    }
  });

  test("the example of a language is one", () => {
    expect(isCiLanguage(tables.CI_FIELDS.language.example)).toBe(true);
  });
});

test("the example of the reference is a CI part with nothing to mend", () => {
  const page = readFileSync(new URL("../../../../docs/reference/ci.md", import.meta.url), "utf8");
  const [, text = ""] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
  const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }], { project: "web" });
  expect(problems.map(({ code }) => code)).toEqual(["NOT_YET_IN_EFFECT"]);
  const [job] = definition.jobs;
  const legs = job?.ci && ciLegsOf(job.ci);
  expect(legs?.ok === true && legs.legs.map(({ mayFail }) => mayFail)).toEqual([false, false, true]);
});

test("the reference names every key of the CI part", () => {
  const page = readFileSync(new URL("../../../../docs/reference/ci.md", import.meta.url), "utf8");
  const missing = FIELDS.filter(({ name }) => !page.includes(`\`${name.split(": ")[1] ?? ""}\``));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
