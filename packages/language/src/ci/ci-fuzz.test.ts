import { ciLegsOf } from "@landbridge/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CI_FIELDS, CI_KEYS, TRAVIS_FIELDS } from "./ci.ts";
import { loadWorkflow } from "../load-workflow.ts";

/** Keys that mean something somewhere below a key of CI. */
const INNER_KEYS = (
  "ci pre_ci_boot cache cache_dir_list env global matrix secure include exclude allow_failures fast_finish " +
  "nodePool build notifications hub deploy type email integrationName recipients branches only on_success " +
  "submodules depth directories A a-b valueOf toString"
).split(" ");

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1.5,
    "A=1",
    "A=1 B=$(x) c",
    "none",
    "node_js",
    "always",
    "8",
  ),
  fc.string(),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...INNER_KEYS, ...CI_KEYS), tie("value"), { maxKeys: 4 }),
  ),
}));

const ciPart = fc.dictionary(
  fc.constantFrom(...Object.keys(CI_FIELDS), ...Object.keys(TRAVIS_FIELDS)),
  value,
  { minKeys: 1, maxKeys: 8 },
);

test("whatever stands under the keys of CI, it becomes plain data or problems with a place, and never a throw", () => {
  fc.assert(
    fc.property(ciPart, (part) => {
      const text = JSON.stringify(part, undefined, 1);
      const { definition, problems } = loadWorkflow([{ path: "shippable.yml", text }], { project: "web" });
      const lines = text.split("\n");
      for (const { line, column, message } of problems) {
        expect(message).toMatch(/\.$/);
        expect(lines[line - 1]?.length ?? -1).toBeGreaterThanOrEqual(column - 1);
      }
      for (const { ci } of definition.jobs) {
        if (!ci) continue;
        expect(JSON.parse(JSON.stringify(ci))).toStrictEqual(ci);
        expect(ciLegsOf(ci)).toBeDefined();
      }
    }),
    { numRuns: 500 },
  );
});
