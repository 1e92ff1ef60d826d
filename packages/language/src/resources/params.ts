import type { JsonValue } from "@landbridge/core";
import { text } from "../fields/field.ts";
import { mapOf, mapShape } from "../fields/map-shape.ts";
import { valuesShape } from "../fields/values-shape.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

const variables = mapShape(
  { secure: text("c2VjcmV0IHRleHQ=") },
  { atLeastOne: true, unknownKeys: "keep", keyFault: faultOfVariable },
);

export const PARAMS = valuesShape(
  {
    params: { ...mapOf(variables, "{COLOR: red}"), expects: "a map of names and values", keep: toVariables },
  },
  { recommended: ["params"] },
);

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

function faultOfVariable(key: string): string | undefined {
  return VARIABLE.test(key) ? undefined : "can't be the name of a variable, so jobs don't get it as one";
}

/**
 * Params become environment variables, which are text. A number that would change on its way to a number and
 * back (5.10, 007, 12345678901234567890) is therefore kept as the text that was written.
 */
function toVariables(node: YamlNode): JsonValue {
  if (node.kind === "scalar") {
    const isAltered =
      node.value !== null && typeof node.value !== "string" && String(node.value) !== node.text;
    return isAltered ? node.text : node.value;
  }
  if (node.kind === "list") return node.items.map((item) => toVariables(item));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toVariables(value)]));
}
