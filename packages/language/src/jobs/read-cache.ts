import type { Cache } from "@landbridge/core";
import { CACHE_FIELDS } from "./addition-schema.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { expectMap, readFields, unknownKey } from "../fields/read-fields.ts";
import type { Span } from "../yaml/source-text.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

const EXAMPLE = "cache: {key: 'npm-${CHECKSUM:package-lock.json}', paths: [node_modules]}";

/** `cache`: directories that the next run with the same key finds again. */
export function readCache(entry: MapEntry, problems: Problem[]): Cache | undefined {
  const map = expectMap(entry.value, "`cache`", EXAMPLE, problems);
  if (!map) return undefined;
  const { values, others } = readFields(map, CACHE_FIELDS, problems);
  for (const other of others) problems.push(unknownKey(other, "`cache`", Object.keys(CACHE_FIELDS)));
  for (const key of ["key", "paths"] as const) {
    if (findEntry(map, key)) continue;
    const hint = `for example: \`${key}: ${CACHE_FIELDS[key].example}\``;
    problems.push(problem("MISSING_KEY", entry.keySpan, `\`cache\` has no \`${key}\`.`, { hint }));
  }
  const { key, paths } = values;
  if (key !== undefined) checkKey(map, key, problems);
  const pathsEntry = findEntry(map, "paths");
  if (key === undefined || !paths || !pathsEntry) return undefined;
  return { key, paths: withoutRepeats(pathsEntry, paths, problems) };
}

/** A placeholder that is none would be part of the key as it stands, so that the key never changes. */
function checkKey(map: MapNode, key: string, problems: Problem[]): void {
  const span: Span | undefined = findEntry(map, "key")?.value;
  for (const [, content = ""] of key.matchAll(/\$\{([^}]*)(?:\}|$)/g)) {
    if (
      /^(?:(?!CHECKSUM$)[A-Za-z_][A-Za-z0-9_]*|CHECKSUM:.*\S.*)$/.test(content) &&
      key.includes(`{${content}}`)
    )
      continue;
    const message = `\`\${${content}}\` in the \`key\` of the cache is neither a variable nor the checksum of a file.`;
    const hint = "write `${NAME}` or `${CHECKSUM:package-lock.json}`";
    problems.push(problem("INVALID_VALUE", span ?? map, message, { hint, severity: "warning" }));
  }
}
