import type { JsonObject } from "@landbridge/core";
import { RESOURCE_DESCRIPTIONS, RESOURCE_TYPE_DESCRIPTIONS } from "./json-schema-descriptions.ts";
import { WRITTEN_TEXT, fieldSchemas, orNull, when } from "./json-schema-field.ts";
import { NAME_PATTERN, ref } from "./json-schema-names.ts";
import { RESOURCE_SNIPPETS } from "./json-schema-snippets.ts";
import { VALUE_DESCRIPTIONS } from "./json-schema-value-descriptions.ts";
import {
  LEGACY_RESOURCE_KEYS,
  LEGACY_RESOURCE_TYPES,
  LEGACY_SOURCE_KEYS,
  RESOURCE_TYPE_NAMES,
  VALUES_SHAPES,
} from "../resources/resource-types.ts";
import type { ValuesShape } from "../resources/resource-types.ts";
import { LEGACY_VALUE_SECTIONS, RESOURCE_FIELDS, VALUE_SECTIONS } from "../fields/schema.ts";

interface TypedShape {
  readonly type: string;
  readonly shape: ValuesShape;
}

/** `resources` and `triggers`: their items, and the values of each type. */
export function resourceDefinitions(): Record<string, JsonObject> {
  const shapes = Object.entries(VALUES_SHAPES).map(([type, shape]): TypedShape => ({ type, shape }));
  return {
    resourceItem: itemOf("resource", RESOURCE_SNIPPETS),
    triggerItem: itemOf("trigger", []),
    resource: {
      type: "object",
      required: ["name", "type"],
      properties: resourceProperties({ type: typeSchema() }),
      allOf: shapes.map((each) =>
        when(
          { properties: { type: { enum: namesOfType(each.type) } }, required: ["type"] },
          valuesRule(each),
        ),
      ),
    },
    trigger: {
      type: "object",
      required: ["name"],
      properties: resourceProperties({ type: orNull({ type: [...WRITTEN_TEXT] }) }),
    },
    ...Object.fromEntries(shapes.map((each) => [valuesName(each.type), valuesSchema(each)])),
  };
}

/** One item, or a list of them that an alias brings, or nothing. */
export function itemOf(definition: string, snippets: readonly JsonObject[]): JsonObject {
  return {
    anyOf: [ref(definition), { type: "array", items: ref(`${definition}Item`) }, { type: "null" }],
    ...(snippets.length === 0 ? {} : { defaultSnippets: snippets }),
  };
}

export function nameSchema(example: string, description: string): JsonObject {
  return { description, type: [...WRITTEN_TEXT], pattern: NAME_PATTERN, examples: [example] };
}

function resourceProperties({ type }: { readonly type: JsonObject }): JsonObject {
  const sections = VALUE_SECTIONS.map((key): [string, JsonObject] => {
    const isOld = LEGACY_VALUE_SECTIONS.includes(key);
    const description = RESOURCE_DESCRIPTIONS[key] ?? "";
    return [key, { description, type: ["object", "null"], ...(isOld ? { deprecated: true } : {}) }];
  });
  return {
    ...fieldSchemas({ fields: RESOURCE_FIELDS, descriptions: RESOURCE_DESCRIPTIONS }),
    name: nameSchema("my_repo", RESOURCE_DESCRIPTIONS["name"] ?? ""),
    type: { ...type, description: RESOURCE_DESCRIPTIONS["type"] ?? "" },
    ...Object.fromEntries(sections),
  };
}

/** A type that nobody knows is kept as data, so any text is right. */
function typeSchema(): JsonObject {
  const enumDescriptions = RESOURCE_TYPE_NAMES.map((type) => RESOURCE_TYPE_DESCRIPTIONS[type] ?? "");
  return {
    anyOf: [
      { enum: [...RESOURCE_TYPE_NAMES], enumDescriptions },
      { enum: Object.keys(LEGACY_RESOURCE_TYPES), deprecated: true },
      { type: [...WRITTEN_TEXT], minLength: 1 },
    ],
    examples: [RESOURCE_FIELDS.type.example],
  };
}

/** The type, and what it was called before. */
function namesOfType(type: string): string[] {
  const before = Object.entries(LEGACY_RESOURCE_TYPES).filter(([, today]) => today === type);
  return [type, ...before.map(([name]) => name)];
}

function valuesName(type: string): string {
  return `values-${type}`;
}

function valuesSchema({ type, shape }: TypedShape): JsonObject {
  return {
    description: `Values of a resource of type ${type}.`,
    properties: fieldSchemas({ fields: shape.fields, descriptions: VALUE_DESCRIPTIONS[type] ?? {} }),
    ...(shape.together.length === 0 ? {} : { allOf: together(shape) }),
  };
}

const GIVEN: JsonObject = { not: { type: "null" } };

/** For each key those that it can't be without. */
function together({ together: groups }: ValuesShape): JsonObject[] {
  return groups.flatMap((group) =>
    group.map((key) => when(given([key]), given(group.filter((other) => other !== key)))),
  );
}

/** A key without a value counts as left out. */
function given(keys: readonly string[]): JsonObject {
  return { required: [...keys], properties: Object.fromEntries(keys.map((key) => [key, GIVEN])) };
}

/** The values in every section that may hold them, and those that must be there. */
function valuesRule({ type, shape }: TypedShape): JsonObject {
  const values = ref(valuesName(type));
  const old = { allOf: [values, { properties: renamedValues(type, shape) }] };
  const sections = VALUE_SECTIONS.map((key) => [key, LEGACY_VALUE_SECTIONS.includes(key) ? old : values]);
  const properties: JsonObject = Object.fromEntries(sections);
  if (shape.required.length === 0) return { properties };
  return { properties, ...requiredValues(type, shape) };
}

/** Keys of the earliest syntax, which hold the values of today's. */
function renamedValues(type: string, { fields }: ValuesShape): JsonObject {
  const renames = Object.entries(LEGACY_SOURCE_KEYS[type] ?? {});
  const known = renames.filter(([, today]) => Object.hasOwn(fields, today));
  return Object.fromEntries(
    known.map(([before, today]) => [before, { $ref: `#/$defs/${valuesName(type)}/properties/${today}` }]),
  );
}

/** Where nothing older stands that may hold them, `versionTemplate` must. */
function requiredValues(type: string, { required }: ValuesShape): JsonObject {
  const others = VALUE_SECTIONS.filter((key) => key !== "versionTemplate");
  const before = Object.keys(LEGACY_RESOURCE_KEYS[type] ?? {});
  const elsewhere = [...others, ...before, ...required].map((key) => ({ required: [key] }));
  return when(
    { not: { anyOf: elsewhere } },
    {
      required: ["versionTemplate"],
      properties: { versionTemplate: { type: "object", ...given(required) } },
    },
  );
}
