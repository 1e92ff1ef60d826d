import type { Reports } from "@landbridge/core";
import { REPORTS_FIELDS } from "./addition-schema.ts";
import type { Problem } from "../problems/problem.ts";
import { expectMap, readFields, unknownKey } from "../fields/read-fields.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

const EXAMPLE = 'reports: {junit: "reports/*.xml", coverage: coverage/cobertura.xml}';

/** `reports`: where test and coverage reports lie. Nothing where it names none. */
export function readReports({ value }: MapEntry, problems: Problem[]): Reports | undefined {
  const map = expectMap(value, "`reports`", EXAMPLE, problems);
  if (!map) return undefined;
  const { values, others } = readFields(map, REPORTS_FIELDS, problems);
  for (const other of others) problems.push(unknownKey(other, "`reports`", Object.keys(REPORTS_FIELDS)));
  const { junit = [], coverage = [] } = values;
  return junit.length + coverage.length === 0 ? undefined : { junit, coverage };
}
