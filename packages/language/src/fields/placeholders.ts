import { placeholdersOf } from "@landbridge/core";
import { RESOURCE_FIELDS } from "./schema.ts";
import type { Span } from "../yaml/source-text.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

/** One variable that one value of a resource asks for. */
export interface Placeholder {
  readonly name: string;
  readonly span: Span;
}

/** What the values of a resource ask for; `node` is all that was written of it. */
export function placeholdersIn(node: YamlNode): readonly Placeholder[] {
  const placeholders: Placeholder[] = [];
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      if (!Object.hasOwn(RESOURCE_FIELDS, key)) collect(value, placeholders);
    }
  }
  return placeholders;
}

function collect(node: YamlNode, found: Placeholder[]): void {
  if (node.kind === "list") for (const item of node.items) collect(item, found);
  else if (node.kind === "map") for (const { value } of node.entries) collect(value, found);
  else if (typeof node.value === "string" && node.value.includes("${")) {
    for (const name of placeholdersOf(node.value)) found.push({ name, span: spanOf(name, node) });
  }
}

/** The placeholder itself where it stands in the file as it is; an alias stands for a value from elsewhere. */
function spanOf(name: string, { source, start, end }: Span): Span {
  const written = `\${${name}}`;
  const at = source.text.slice(start, end).indexOf(written);
  return at === -1 ? { source, start, end } : { source, start: start + at, end: start + at + written.length };
}
