import { JOB_TYPES } from "@landbridge/core";
import type { JobType, JsonObject } from "@landbridge/core";
import {
  ADDITION_FIELDS,
  APPROVAL_FIELDS,
  CACHE_FIELDS,
  INPUT_FIELDS,
  MATRIX_FIELDS,
  REPORTS_FIELDS,
  RETRY_FIELDS,
} from "../jobs/addition-schema.ts";
import { JOB_TYPE_SHAPES, LEGACY_JOB_KEYS, LEGACY_JOB_TYPES, REMOVED_JOB_TYPES } from "../jobs/job-types.ts";
import {
  APPROVAL_DESCRIPTIONS,
  CACHE_DESCRIPTIONS,
  INPUT_DESCRIPTIONS,
  JOB_DESCRIPTIONS,
  JOB_OPTION_DESCRIPTIONS,
  JOB_TYPE_DESCRIPTIONS,
  MATRIX_DESCRIPTIONS,
  REPORT_DESCRIPTIONS,
  RETRY_DESCRIPTIONS,
} from "./json-schema-descriptions.ts";
import { fieldSchemas, orNull, when } from "./json-schema-field.ts";
import type { DescribedFields } from "./json-schema-field.ts";
import { ref } from "./json-schema-names.ts";
import { itemOf, nameSchema } from "./json-schema-resource.ts";
import { JOB_SNIPPETS } from "./json-schema-snippets.ts";
import { JOB_FIELDS, JOB_STRUCTURES } from "../fields/schema.ts";

/** Keys of a job that have a form of their own. */
const STRUCTURES: Readonly<Record<string, JsonObject>> = {
  steps: orNull({ type: "array", items: ref("stepItem") }),
  runtime: orNull(ref("runtime")),
  on_start: ref("section"),
  on_success: ref("section"),
  on_failure: ref("section"),
  on_cancel: ref("section"),
  always: ref("section"),
};

const INPUT_TABLE: DescribedFields = { fields: INPUT_FIELDS, descriptions: INPUT_DESCRIPTIONS };

/** The maps among the additions, each with a table of its own. */
const ADDITION_TABLES: Readonly<Record<string, DescribedFields>> = {
  inputs: INPUT_TABLE,
  approval: {
    fields: APPROVAL_FIELDS,
    descriptions: APPROVAL_DESCRIPTIONS,
    inner: { inputs: INPUT_TABLE },
  },
  retry: { fields: RETRY_FIELDS, descriptions: RETRY_DESCRIPTIONS, rules: { required: ["attempts"] } },
  matrix: { fields: MATRIX_FIELDS, descriptions: MATRIX_DESCRIPTIONS, rules: { minProperties: 1 } },
  cache: { fields: CACHE_FIELDS, descriptions: CACHE_DESCRIPTIONS },
  reports: { fields: REPORTS_FIELDS, descriptions: REPORT_DESCRIPTIONS },
};

/** `jobs`: its items, and what each type has besides. */
export function jobDefinitions(): Record<string, JsonObject> {
  return {
    jobItem: itemOf("job", JOB_SNIPPETS),
    job: {
      type: "object",
      required: ["name", "type"],
      properties: {
        ...fieldSchemas({ fields: JOB_FIELDS, descriptions: JOB_DESCRIPTIONS }),
        name: nameSchema("my_job", JOB_DESCRIPTIONS["name"] ?? ""),
        type: typeSchema(),
      },
      // Of a job whose type is gone nothing else is looked at.
      if: { properties: { type: { enum: [...REMOVED_JOB_TYPES] } }, required: ["type"] },
      else: ref("jobOfToday"),
    },
    jobOfToday: { properties: jobProperties(), allOf: JOB_TYPES.flatMap(typeRules) },
  };
}

function jobProperties(): JsonObject {
  const structured = JOB_STRUCTURES.map((key): [string, JsonObject] => [
    key,
    { description: JOB_DESCRIPTIONS[key] ?? "", ...STRUCTURES[key] },
  ]);
  const old = Object.keys(LEGACY_JOB_KEYS).map((key): [string, JsonObject] => [
    key,
    { description: JOB_DESCRIPTIONS[key] ?? "", deprecated: true },
  ]);
  const additions = { fields: ADDITION_FIELDS, descriptions: JOB_DESCRIPTIONS, inner: ADDITION_TABLES };
  return { ...Object.fromEntries([...structured, ...old]), ...fieldSchemas(additions) };
}

function typeSchema(): JsonObject {
  const enumDescriptions = JOB_TYPES.map((type) => JOB_TYPE_DESCRIPTIONS[type] ?? "");
  return {
    description: JOB_DESCRIPTIONS["type"] ?? "",
    anyOf: [
      { enum: [...JOB_TYPES], enumDescriptions },
      { enum: [...Object.keys(LEGACY_JOB_TYPES), ...REMOVED_JOB_TYPES], deprecated: true },
    ],
    examples: [JOB_FIELDS.type.example],
  };
}

/** What only jobs of one type have. */
function typeRules(type: JobType): readonly JsonObject[] {
  const { fields, task } = JOB_TYPE_SHAPES[type];
  const properties = fieldSchemas({ fields, descriptions: JOB_OPTION_DESCRIPTIONS });
  const rule = {
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(task === "required" ? TASK_REQUIRED : {}),
  };
  if (Object.keys(rule).length === 0) return [];
  return [when({ properties: { type: { enum: namesOfType(type) } }, required: ["type"] }, rule)];
}

/** A list among the steps comes from an alias, and may hold the task. */
const TASK_REQUIRED: JsonObject = {
  required: ["steps"],
  properties: {
    steps: {
      type: "array",
      contains: { anyOf: [{ type: "object", required: ["TASK"] }, { type: "array" }] },
      items: { not: { type: "object", properties: { TASK: { const: "managed" } }, required: ["TASK"] } },
    },
  },
};

/** The type, and what it was called before. */
function namesOfType(type: JobType): string[] {
  const before = Object.entries(LEGACY_JOB_TYPES).filter(([, today]) => today === type);
  return [type, ...before.map(([name]) => name)];
}
