import { isCiVersionKey, versionKeyOf } from "@landbridge/core";
import type { CiLegPattern, CiMatrix, CiPool, CiVersionKey } from "@landbridge/core";
import {
  CI_LEG_FIELDS,
  CI_LEG_STRUCTURES,
  CI_MATRIX_FIELDS,
  CI_POOL_FIELDS,
  CI_POOL_STRUCTURES,
  CI_VERSION_FIELDS,
} from "./ci.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, expectMap, readField, readFields, unknownKey } from "../fields/read-fields.ts";
import { readCiBuild } from "./read-ci-build.ts";
import { readCiVariables } from "./read-ci-env.ts";
import { readMaps, readTexts } from "../fields/read-texts.ts";
import { isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

export const EMPTY_MATRIX: CiMatrix = { include: [], exclude: [], allowFailures: [], failsFast: false };

/** `matrix`: which legs there are beside the combinations, which not, and which may fail. */
export function readCiMatrix(entry: MapEntry, language: string, problems: Problem[]): CiMatrix {
  if (isNull(entry.value)) {
    problems.push(emptyValue(entry));
    return EMPTY_MATRIX;
  }
  const map = expectMap(entry.value, "`matrix`", 'matrix: {exclude: [{node_js: "20"}]}', problems);
  if (!map) return EMPTY_MATRIX;
  const lists: Record<string, readonly CiLegPattern[]> = {};
  let failsFast = false;
  for (const each of map.entries) {
    const isList = each.key === "include" || each.key === "exclude" || each.key === "allow_failures";
    if (isList) lists[each.key] = readPatterns(each, language, problems);
    else if (each.key !== "fast_finish")
      problems.push(unknownKey(each, "`matrix`", Object.keys(CI_MATRIX_FIELDS)));
    else if (isNull(each.value)) problems.push(emptyValue(each));
    else failsFast = readField(each, CI_MATRIX_FIELDS.fast_finish, problems) ?? false;
  }
  return {
    include: lists["include"] ?? [],
    exclude: lists["exclude"] ?? [],
    allowFailures: lists["allow_failures"] ?? [],
    failsFast,
  };
}

function readPatterns(entry: MapEntry, language: string, problems: Problem[]): readonly CiLegPattern[] {
  const maps = readMaps(entry, "[{env: SUITE=e2e}]", problems);
  return maps.map((map) => readPattern(map, { list: entry.key, language, problems }));
}

interface PatternReading {
  readonly list: string;
  readonly language: string;
  readonly problems: Problem[];
}

function readPattern(map: MapNode, { list, language, problems }: PatternReading): CiLegPattern {
  const { values, others } = readFields(map, CI_LEG_FIELDS, problems);
  const own = versionKeyOf(language);
  const tools: Partial<Record<CiVersionKey, string>> = {};
  let env: CiLegPattern["env"];
  for (const entry of others) {
    const key = entry.key === "ruby" ? "rvm" : entry.key;
    if (entry.key === "env") env = readCiVariables(entry, problems);
    else if (!isCiVersionKey(key)) problems.push(unknownLegKey(entry, list));
    else {
      const version = readVersion(entry, problems);
      if (version !== undefined) tools[key] = version;
    }
  }
  const { [own ?? "node_js"]: ownVersion, ...otherTools } = tools;
  const { nodePool: pool, gemfile } = values;
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(own === undefined || ownVersion === undefined ? {} : { version: ownVersion }),
    ...(gemfile === undefined ? {} : { gemfile }),
    ...(env === undefined ? {} : { env }),
    tools: own === undefined ? tools : otherTools,
  };
}

/** A leg has one version of a tool: of a list, the first. */
function readVersion(entry: MapEntry, problems: Problem[]): string | undefined {
  const [first, second] = readTexts(entry, problems);
  if (second !== undefined) {
    const message = `A leg has one version; of these \`${entry.key}\` only \`${String(first)}\` counts.`;
    problems.push(
      problem("INVALID_VALUE", entry.value, message, {
        severity: "warning",
        hint: "write one entry for each version",
      }),
    );
  }
  return first;
}

function unknownLegKey(entry: MapEntry, list: string): Problem {
  const known = [
    ...Object.keys(CI_LEG_FIELDS),
    ...Object.keys(CI_LEG_STRUCTURES),
    ...Object.keys(CI_VERSION_FIELDS),
  ];
  return unknownKey(entry, `an entry of \`matrix.${list}\``, known);
}

/** `runtime`: a node pool, or a list of them, each with what it does differently. */
export function readCiPools(entry: MapEntry, problems: Problem[]): readonly CiPool[] {
  return readMaps(entry, "{nodePool: default_pool}", problems).map((map) => readPool(map, problems));
}

function readPool(map: MapNode, problems: Problem[]): CiPool {
  const { values, others } = readFields(map, CI_POOL_FIELDS, problems);
  let build: CiPool["build"];
  for (const entry of others) {
    const known = [...Object.keys(CI_POOL_FIELDS), ...Object.keys(CI_POOL_STRUCTURES)];
    if (entry.key !== "build") problems.push(unknownKey(entry, "`runtime`", known));
    else if (isNull(entry.value)) problems.push(emptyValue(entry));
    else build = readCiBuild(entry.value, problems);
  }
  const { nodePool: name } = values;
  return { ...(name === undefined ? {} : { name }), ...(build === undefined ? {} : { build }) };
}
