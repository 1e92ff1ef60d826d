import type { Job } from "@landbridge/core";
import { ADDITION_FIELDS } from "./addition-schema.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, readField } from "../fields/read-fields.ts";
import { readApproval } from "./read-approval.ts";
import { readCache } from "./read-cache.ts";
import { readInputs } from "./read-inputs.ts";
import type { InputNames } from "./read-inputs.ts";
import { readMatrix } from "./read-matrix.ts";
import { readReports } from "./read-reports.ts";
import { readRetry } from "./read-retry.ts";
import { readWhen } from "./read-when.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { isNull } from "../yaml/yaml-node.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

export type Additions = Pick<Job, keyof typeof ADDITION_FIELDS>;

export function isAddition(key: string): boolean {
  return Object.hasOwn(ADDITION_FIELDS, key);
}

/** The keys that Landbridge adds to a job. `ins` are the names of its INs, as far as they could be read. */
export function readAdditions(
  entries: readonly MapEntry[],
  ins: ReadonlySet<string> | undefined,
  problems: Problem[],
): Additions {
  const given = new Map(entries.filter(({ value }) => !isNull(value)).map((entry) => [entry.key, entry]));
  for (const entry of entries) if (isNull(entry.value)) problems.push(emptyValue(entry));
  const read = <Value>(
    key: string,
    reader: (entry: MapEntry, problems: Problem[]) => Value | undefined,
  ): Value | undefined => {
    const entry = given.get(key);
    return entry && reader(entry, problems);
  };
  const known = problems.length;
  const inputNames: InputNames = new Map();
  const inputs = read("inputs", (entry) => readInputs(entry, inputNames, problems));
  const areInputsRight = !problems.slice(known).some(({ severity }) => severity === "error");
  const scope = { ins, inputs: areInputsRight ? (inputs ?? []) : undefined };
  return withoutAbsent({
    when: read("when", (entry) => readWhen(entry, scope, problems)),
    inputs: nonEmpty(inputs),
    approval: read("approval", (entry) => readApproval(entry, inputNames, problems)),
    retry: read("retry", readRetry),
    locks: nonEmpty(read("locks", listReader("locks"))),
    supersede: read("supersede", (entry) => readField(entry, ADDITION_FIELDS.supersede, problems)),
    matrix: read("matrix", readMatrix),
    cache: read("cache", readCache),
    artifacts: nonEmpty(read("artifacts", listReader("artifacts"))),
    reports: read("reports", readReports),
  });
}

function listReader(key: "locks" | "artifacts") {
  return (entry: MapEntry, problems: Problem[]): readonly string[] | undefined => {
    const list = readField(entry, ADDITION_FIELDS[key], problems);
    return list && withoutRepeats(entry, list, problems);
  };
}

function nonEmpty<Item>(list: readonly Item[] | undefined): readonly Item[] | undefined {
  return list?.length === 0 ? undefined : list;
}

/** A job that says nothing of a key has no such key, so that it stays the same over versions of the language. */
function withoutAbsent(values: { readonly [Key in keyof Additions]: Additions[Key] | undefined }): Additions {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
