import type { ConditionCause, JobInput } from "@landbridge/core";
import { listOf } from "@landbridge/core";

/** What a condition may name, of the job that it belongs to. */
export interface ConditionScope {
  /** Names of its INs; absent where they could not be read. */
  readonly ins: ReadonlySet<string> | undefined;
  /** Absent where they could not be read. */
  readonly inputs: readonly JobInput[] | undefined;
}

/** What is wrong with a condition, and where in it; the message completes "`when` …". */
export interface ConditionFault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string | undefined;
  /** CEL reads something else here than was meant, so that what it says is beside the point. */
  readonly isMisread?: boolean;
}

/** How `in` is called on the way to CEL, where that word is taken. */
export const INPUTS_NAME = "IN";

/** How `matches` is called there: what the CEL library has of that name may take longer than anybody waits. */
export const MATCHES_NAME = "MATCHES";

/** What a condition may begin with. */
export const CONDITION_NAMES = ["in", "inputs", "cause"] as const;

/** What is known of the version that a run reads over an IN. `values` holds the rest, by its key. */
export const VERSION_FIELDS = ["branch", "commit", "versionName", "versionNumber", "type", "values"] as const;

export const CAUSE_FIELDS = ["kind", "name", "by"] as const;
export const CAUSE_KINDS = [
  "version",
  "run",
  "manual",
  "rerun",
  "replay",
  "retry",
] as const satisfies readonly ConditionCause["kind"][];

/** "`a`, `b` and `c`" */
export function listOfWords(words: readonly string[]): string {
  return listOf(words.map((word) => `\`${word}\``));
}
