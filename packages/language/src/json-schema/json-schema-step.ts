import type { JsonObject } from "@landbridge/core";
import {
  IMAGE_DESCRIPTIONS,
  IN_DESCRIPTIONS,
  NOTIFY_DESCRIPTIONS,
  OUT_DESCRIPTIONS,
  RUNTIME_DESCRIPTIONS,
  SECTION_DESCRIPTIONS,
  STEP_DESCRIPTIONS,
  TASK_DESCRIPTIONS,
} from "./json-schema-descriptions.ts";
import { WRITTEN_TEXT, fieldSchemas, orNull, when } from "./json-schema-field.ts";
import { ref } from "./json-schema-names.ts";
import { itemOf } from "./json-schema-resource.ts";
import { STEP_SNIPPETS } from "./json-schema-snippets.ts";
import {
  IMAGE_FIELDS,
  IN_FIELDS,
  LEGACY_RUNTIME_KEYS,
  NOTIFY_FIELDS,
  OUT_FIELDS,
  RUNTIME_FIELDS,
  TASK_FIELDS,
} from "../fields/schema.ts";

const SCALAR = [...WRITTEN_TEXT, "null"];
const VARIABLE = "^(?!secure$)[A-Za-z_][A-Za-z0-9_]*$";

/** Options of an IN that have a form of their own. */
const IN_STRUCTURES: Readonly<Record<string, JsonObject>> = {
  passed: { anyOf: [ref("jobName"), { type: "array", items: ref("jobName") }, { type: "null" }] },
};

/** Steps, tasks, sections, runtime: everything that is written in several forms. */
export function stepDefinitions(): Record<string, JsonObject> {
  return {
    stepItem: itemOf("step", STEP_SNIPPETS),
    step: stepSchema(),
    task: taskSchema(),
    taskListItem: taskListItem(),
    script: { type: [...SCALAR, "array"], items: ref("script") },
    section: sectionSchema(),
    notify: notifySchema(),
    runtime: runtimeSchema(),
    imageOptions: imageOptionsSchema(),
    variables: {
      type: "object",
      patternProperties: { [VARIABLE]: { type: [...SCALAR] } },
    },
  };
}

function stepSchema(): JsonObject {
  const described = (key: string): JsonObject => ({ description: STEP_DESCRIPTIONS[key] ?? "" });
  const verbs = ["IN", "TASK", "OUT", "GET", "PUT", "NOTIFY"];
  return {
    type: "object",
    properties: {
      IN: { ...described("IN"), ...ref("anyName") },
      TASK: { ...described("TASK"), ...ref("task") },
      OUT: { ...described("OUT"), ...ref("resourceName") },
      GET: { ...described("GET"), ...ref("anyName"), deprecated: true },
      PUT: { ...described("PUT"), ...ref("resourceName"), deprecated: true },
      NOTIFY: { ...described("NOTIFY"), deprecated: true },
    },
    anyOf: [...verbs.map((verb) => ({ required: [verb] })), { maxProperties: 0 }],
    allOf: [
      when({ anyOf: [{ required: ["IN"] }, { required: ["GET"] }] }, { properties: inProperties() }),
      when({ anyOf: [{ required: ["OUT"] }, { required: ["PUT"] }] }, { properties: outProperties() }),
      // Where a script stands beside TASK by a slip of the indentation, it is read as if it stood inside.
      when({ required: ["TASK"], not: { required: ["script"] } }, HAS_SCRIPT),
    ],
  };
}

const HAS_SCRIPT: JsonObject = {
  properties: { TASK: { not: { type: "null" }, required: ["script"], minItems: 1, minLength: 1 } },
};

function inProperties(): JsonObject {
  return fieldSchemas({ fields: IN_FIELDS, descriptions: IN_DESCRIPTIONS, structures: IN_STRUCTURES });
}

function outProperties(): JsonObject {
  return fieldSchemas({
    fields: OUT_FIELDS,
    descriptions: OUT_DESCRIPTIONS,
    structures: { replicate: ref("anyName") },
  });
}

function taskSchema(): JsonObject {
  return {
    type: ["object", "array", "string", "null"],
    properties: taskProperties(),
    items: ref("taskListItem"),
  };
}

function taskProperties(): JsonObject {
  return {
    ...fieldSchemas({ fields: TASK_FIELDS, descriptions: TASK_DESCRIPTIONS }),
    script: { description: TASK_DESCRIPTIONS["script"] ?? "", ...ref("script") },
    runtime: { description: TASK_DESCRIPTIONS["runtime"] ?? "", ...orNull(ref("runtime")) },
  };
}

/** A command, a map with a script, or a list that an alias brings. A map without a script is a command that lacks quotes. */
function taskListItem(): JsonObject {
  const verbs = ["script", "IN", "OUT", "TASK"];
  return {
    type: [...SCALAR, "array", "object"],
    items: ref("taskListItem"),
    properties: taskProperties(),
    ...when({ type: "object" }, { anyOf: verbs.map((key) => ({ required: [key] })) }),
  };
}

function sectionSchema(): JsonObject {
  return {
    type: [...SCALAR, "array", "object"],
    items: ref("section"),
    properties: {
      script: { description: SECTION_DESCRIPTIONS["script"] ?? "", ...ref("script") },
      NOTIFY: { description: SECTION_DESCRIPTIONS["NOTIFY"] ?? "", ...ref("notify") },
    },
  };
}

function notifySchema(): JsonObject {
  const properties = fieldSchemas({
    fields: NOTIFY_FIELDS,
    descriptions: NOTIFY_DESCRIPTIONS,
    structures: { name: ref("notificationName") },
  });
  return {
    ...when({ type: ["array", "object", "null"] }, { items: ref("notify"), properties, required: ["name"] }),
    else: ref("notificationName"),
  };
}

function runtimeSchema(): JsonObject {
  const old = LEGACY_RUNTIME_KEYS.map((key): [string, JsonObject] => [
    key,
    { description: RUNTIME_DESCRIPTIONS[key] ?? "", deprecated: true },
  ]);
  const fields = fieldSchemas({
    fields: RUNTIME_FIELDS,
    descriptions: RUNTIME_DESCRIPTIONS,
    structures: { options: ref("imageOptions") },
  });
  return { type: "object", properties: { ...fields, ...Object.fromEntries(old) } };
}

function imageOptionsSchema(): JsonObject {
  const entry = {
    anyOf: [{ type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*=" }, ref("variables"), { type: "null" }],
  };
  const env = { anyOf: [{ type: "array", items: entry }, ...entry.anyOf] };
  return {
    type: "object",
    properties: {
      ...fieldSchemas({ fields: IMAGE_FIELDS, descriptions: IMAGE_DESCRIPTIONS }),
      env: { description: IMAGE_DESCRIPTIONS["env"] ?? "", ...env },
    },
  };
}
