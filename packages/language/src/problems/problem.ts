import type { Place } from "@landbridge/core";
import { LIMITS } from "../yaml/limits.ts";
import { endColumnOf, placeAt } from "../yaml/source-text.ts";
import type { Span } from "../yaml/source-text.ts";

export type Severity = "error" | "warning";

/** The registry of language problems. Name = code = heading in docs/reference/problems.md. */
export const PROBLEM_CODES = {
  FILE_TOO_LARGE: { title: "The file is too large", severity: "error" },
  TOO_MANY_FILES: { title: "There are too many configuration files", severity: "error" },
  EXTERNAL_NOT_READABLE: { title: "An external reference can't be read", severity: "error" },
  EXTERNAL_NOT_FETCHED: { title: "An external reference was not fetched", severity: "warning" },
  BINARY_FILE: { title: "The file is not text", severity: "error" },
  NESTING_TOO_DEEP: { title: "Lists and maps are nested too deep", severity: "error" },
  ALIASES_TOO_LARGE: { title: "Aliases expand to too much", severity: "error" },
  YAML_SYNTAX: { title: "The file is not valid YAML", severity: "error" },
  BAD_INDENTATION: { title: "The indentation does not fit", severity: "error" },
  TAB_INDENTATION: { title: "A tab is used as indentation", severity: "error" },
  DUPLICATE_KEY: { title: "A key is given twice", severity: "error" },
  INVALID_KEY: { title: "A list or map is used as a key", severity: "error" },
  RESERVED_KEY: { title: "The key can't be used", severity: "warning" },
  UNKNOWN_ANCHOR: { title: "An alias names no anchor", severity: "error" },
  MULTIPLE_DOCUMENTS: { title: "The file holds several YAML documents", severity: "error" },
  UNUSABLE_CHARACTER: { title: "A text holds a character that can't be kept", severity: "error" },
  UNKNOWN_TAG: { title: "A YAML tag is ignored", severity: "warning" },
  NOTHING_DECLARED: { title: "The file declares nothing", severity: "warning" },
  TOO_MANY_PROBLEMS: { title: "The file has more problems than are shown", severity: "warning" },
  INVALID_VALUE: { title: "The value has the wrong shape", severity: "error" },
  MISSING_KEY: { title: "A required key is missing", severity: "error" },
  UNKNOWN_KEY: { title: "The key is not known", severity: "warning" },
  EMPTY_VALUE: { title: "A key or list item has no value", severity: "warning" },
  CONFLICTING_KEYS: { title: "Two keys exclude each other", severity: "error" },
  MISPLACED_KEY: { title: "The key belongs somewhere else", severity: "warning" },
  KEY_WITHOUT_EFFECT: { title: "The key has no effect here", severity: "warning" },
  REPEATED_VALUE: { title: "A value stands twice in a list", severity: "warning" },
  LEGACY_KEY: { title: "The key comes from an old version of the language", severity: "warning" },
  INVALID_NAME: { title: "The name can't be used", severity: "error" },
  UNUSUAL_NAME: { title: "The name holds unusual characters", severity: "warning" },
  DUPLICATE_NAME: { title: "A name is declared twice", severity: "error" },
  VARIABLE_NAME_COLLISION: { title: "Two names give the same variables", severity: "warning" },
  UNKNOWN_RESOURCE_TYPE: { title: "The resource type is not known", severity: "warning" },
  REMOVED_RESOURCE_TYPE: { title: "The resource type no longer exists", severity: "warning" },
  UNKNOWN_JOB_TYPE: { title: "The job type is not known", severity: "error" },
  LEGACY_TYPE: { title: "The type has a new name", severity: "warning" },
  REMOVED_JOB_TYPE: { title: "The job type no longer exists", severity: "warning" },
  INVALID_STEP: { title: "The step can't be read", severity: "error" },
  COMBINED_STEP: { title: "One list item holds several steps", severity: "warning" },
  LEGACY_STEP: { title: "The step comes from an old version of the language", severity: "warning" },
  MISSING_TASK: { title: "There are no commands to run", severity: "error" },
  TASK_NOT_ALLOWED: { title: "Jobs of this type have no TASK", severity: "warning" },
  INVALID_COMMAND: { title: "A command is not text", severity: "error" },
  INVALID_CONDITION: { title: "The condition can't be decided", severity: "error" },
  SCRIPT_NOT_RUN: { title: "A script stands where none is run", severity: "warning" },
  UNKNOWN_REFERENCE: { title: "Nothing of that name is declared", severity: "error" },
  INVALID_OUTPUT: { title: "The OUT can't be written", severity: "error" },
  INPUT_IS_OUTPUT: { title: "One resource is both IN and OUT of a job", severity: "error" },
  REPLICATE_WITHOUT_INPUT: { title: "What is replicated is not an IN of the job", severity: "error" },
  MISSING_INPUT: { title: "The job lacks an IN that its type needs", severity: "warning" },
  CONFLICTING_INPUTS: { title: "Two INs do not go together", severity: "error" },
  INVALID_PASSED: { title: "No version can have passed that job", severity: "error" },
  CIRCULAR_DEPENDENCY: { title: "Jobs depend on each other in a circle", severity: "error" },
  UNRESOLVED_TEMPLATE: { title: "Nothing fills the template", severity: "warning" },
  PARAMS_NOT_TEMPLATED: { title: "Params hold a template", severity: "warning" },
  MATRIX_TOO_LARGE: { title: "The matrix has too many legs", severity: "error" },
  NOT_YET_IN_EFFECT: { title: "This loads but has no effect in this version", severity: "warning" },
} as const satisfies Record<string, { title: string; severity: Severity }>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

const CONSISTENCY_CODES: ReadonlySet<string> = new Set<ProblemCode>([
  "UNKNOWN_REFERENCE",
  "INVALID_OUTPUT",
  "INPUT_IS_OUTPUT",
  "REPLICATE_WITHOUT_INPUT",
]);

/** Errors that make one job inconsistent, so that it is skipped; everything else can be applied. */
export function isConsistencyProblem(code: ProblemCode): boolean {
  return CONSISTENCY_CODES.has(code);
}

/** One thing to say about a configuration: what, where, and what to do. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** Lines and columns count from 1. */
  readonly line: number;
  readonly column: number;
  /** The column after the last character, on the same line. */
  readonly endColumn?: number;
  readonly hint?: string;
  /** Of a key that is known, but not read as what it says: it is left out, or just kept. */
  readonly hasNoEffect?: true;
  /** Other places that take part, e.g. the first of two declarations. */
  readonly related?: readonly Place[];
}

export interface ProblemDetails {
  readonly hint?: string | undefined;
  readonly related?: readonly Span[];
  /** Where the code's own severity does not fit. */
  readonly severity?: Severity;
  /** Where the code alone does not tell. */
  readonly hasNoEffect?: true;
}

/** Makes a problem at a place: `problems.push(problem("UNKNOWN_KEY", node, "…"))`. */
export function problem(
  code: ProblemCode,
  span: Span,
  message: string,
  details: ProblemDetails = {},
): Problem {
  const endColumn = endColumnOf(span);
  const place = placeAt(span.source, span.start);
  return {
    code,
    severity: details.severity ?? PROBLEM_CODES[code].severity,
    message: shortened(message),
    ...place,
    ...(endColumn > place.column ? { endColumn } : {}),
    ...(details.hint === undefined ? {} : { hint: shortened(details.hint) }),
    ...(details.hasNoEffect ? { hasNoEffect: true } : {}),
    ...(details.related
      ? { related: details.related.map(({ source, start }) => placeAt(source, start)) }
      : {}),
  };
}

/** Never with half of a character at its end, which could not be stored. */
function shortened(text: string): string {
  if (text.length <= LIMITS.messageLength) return text;
  return `${text.slice(0, LIMITS.messageLength).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** By file, line and column; each said once, also when an alias brings the same place up several times. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const sorted = problems.toSorted(comparePlaces);
  const unique: Problem[] = [];
  let said = new Set<string>();
  for (const [index, found] of sorted.entries()) {
    const previous = sorted[index - 1];
    const isSamePlace = previous !== undefined && comparePlaces(previous, found) === 0;
    // Nearly every problem is alone at its place: no set for those.
    if (!isSamePlace && said.size > 0) said = new Set();
    if (isSamePlace && said.size === 0) said.add(previous.message);
    if (isSamePlace && said.has(found.message)) continue;
    if (isSamePlace) said.add(found.message);
    unique.push(found);
  }
  return unique;
}

function comparePlaces(a: Problem, b: Problem): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
