import type { JsonObject, WorkflowDefinition } from "@landbridge/core";
import { CI_BUILD_FIELDS, CI_BUILD_STRUCTURES, CI_KEY_FIELDS, CI_SECTION_FIELDS } from "../ci/ci.ts";
import { CI_BUILD_DESCRIPTIONS, CI_DESCRIPTIONS } from "./json-schema-ci-descriptions.ts";
import { FILE_DESCRIPTIONS } from "./json-schema-descriptions.ts";
import { fieldSchemas, orNull } from "./json-schema-field.ts";
import type { DescribedFields } from "./json-schema-field.ts";
import { jobDefinitions } from "./json-schema-job.ts";
import { nameDefinitions, ref } from "./json-schema-names.ts";
import { resourceDefinitions } from "./json-schema-resource.ts";
import { stepDefinitions } from "./json-schema-step.ts";

const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/**
 * The JSON Schema of a configuration file, for editors, made from the tables that the loader reads by. With a
 * workflow, the places that name a resource or a job offer those that it declares.
 */
export function createJsonSchema(declared?: WorkflowDefinition): JsonObject {
  return {
    $schema: DRAFT,
    title: "Landbridge",
    description: "A configuration file of Landbridge: resources and jobs, which make one graph.",
    type: ["object", "null"],
    properties: {
      resources: listOf("resource", "resources"),
      jobs: listOf("job", "jobs"),
      triggers: listOf("trigger", "triggers"),
      externalReferences: { description: FILE_DESCRIPTIONS["externalReferences"] ?? "" },
      ...fieldSchemas({ fields: CI_KEY_FIELDS, descriptions: CI_DESCRIPTIONS, inner: CI_TABLES }),
    },
    $defs: {
      ...nameDefinitions(declared),
      ...resourceDefinitions(),
      ...jobDefinitions(),
      ...stepDefinitions(),
    },
  };
}

/** A list, in which an alias may bring a list of its own. */
function listOf(item: string, key: string): JsonObject {
  return {
    description: FILE_DESCRIPTIONS[key] ?? "",
    ...orNull({ type: "array", items: ref(`${item}Item`) }),
  };
}

/** The maps of the CI part, each with a table of its own. */
const CI_TABLES: Readonly<Record<string, DescribedFields>> = {
  build: {
    fields: { ...CI_SECTION_FIELDS, ...CI_BUILD_FIELDS, ...CI_BUILD_STRUCTURES },
    descriptions: CI_BUILD_DESCRIPTIONS,
  },
};
