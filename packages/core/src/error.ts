/**
 * The registry of refusals. Name = code = heading in docs/reference/errors.md; `status` is the HTTP status.
 * Expected outcomes are values; these are for refusing a caller.
 */
export const ERROR_CODES = {
  BAD_REQUEST: { status: 400, title: "The request is not valid" },
  UNAUTHENTICATED: { status: 401, title: "Sign in first" },
  HOOK_NOT_SIGNED: { status: 401, title: "The webhook is not signed with the source's secret" },
  WEBHOOK_KEY_WRONG: { status: 401, title: "User and password are not those of a webhook resource" },
  SIGN_IN_LINK_SPENT: { status: 401, title: "This sign-in link was used or has expired" },
  FORBIDDEN: { status: 403, title: "Your role does not allow this" },
  CROSS_SITE_REQUEST: { status: 403, title: "The request came from another site" },
  NOT_FOUND: { status: 404, title: "There is nothing here" },
  WORKSPACE_NOT_FOUND: { status: 404, title: "No such workspace" },
  JOB_NOT_FOUND: { status: 404, title: "No such job" },
  RESOURCE_NOT_FOUND: { status: 404, title: "No such resource" },
  RUN_NOT_FOUND: { status: 404, title: "No such run" },
  STEP_NOT_FOUND: { status: 404, title: "No such step" },
  VERSION_NOT_FOUND: { status: 404, title: "No such version" },
  INPUT_NOT_FOUND: { status: 404, title: "The job has no such input" },
  MEMBER_NOT_FOUND: { status: 404, title: "No such member" },
  MEMBER_EXISTS: { status: 409, title: "There is a member of this name already" },
  GROUP_NOT_FOUND: { status: 404, title: "No such group" },
  NOT_PINNED: { status: 409, title: "The input is not pinned by command" },
  NOT_WAITING: { status: 409, title: "The job has no waiting job" },
  NOT_AN_APPROVER: { status: 403, title: "You are not among the approvers" },
  SELF_APPROVAL: { status: 403, title: "Who caused a run may not approve it" },
  VOTED_ALREADY: { status: 409, title: "You have approved this run already" },
  RUN_NOT_GATED: { status: 409, title: "The run waits for no approval" },
  RUN_NOT_REPEATABLE: { status: 409, title: "The run can't be repeated like this" },
  VERSION_QUARANTINED: { status: 409, title: "The version is in quarantine" },
  QUARANTINE_UNCHANGED: { status: 409, title: "The quarantine is that way already" },
  INPUTS_INVALID: { status: 422, title: "The values given do not fit what is asked" },
  RUN_REFUSED: { status: 409, title: "The run can't be made" },
  RUN_ALREADY_FINAL: { status: 409, title: "The run has already ended" },
  STILL_DECLARED: { status: 409, title: "It is declared by a source" },
  STILL_NAMED: { status: 409, title: "Jobs name it" },
  STILL_RUNNING: { status: 409, title: "A run of it has not ended" },
  SOURCE_NOT_FOUND: { status: 404, title: "No such source" },
  SOURCE_EXISTS: { status: 409, title: "There is such a source already" },
  SOURCE_REMOVED: { status: 409, title: "The source was removed" },
  PLAN_OUTDATED: { status: 409, title: "The sync would do something else than the plan says" },
  SYNC_OVERTAKEN: { status: 409, title: "A newer reading of the source came first" },
  CONFIG_REFUSED: { status: 422, title: "The configuration has errors; nothing was changed" },
  SOURCE_EMPTY: { status: 422, title: "The source holds no configuration" },
  SOURCE_NOT_READABLE: { status: 422, title: "The source can't be read" },
  REQUEST_TOO_LARGE: { status: 413, title: "The request is too large" },
  PROTOCOL_MISMATCH: { status: 426, title: "Agent and server speak different protocol versions" },
  INTERNAL: { status: 500, title: "A fault in Landbridge" },
  STORE_UNAVAILABLE: { status: 503, title: "The database can't be reached" },
  OUTCOME_UNKNOWN: { status: 503, title: "The database went away before it answered" },
  NEWER_SCHEMA: { status: 500, title: "The database belongs to a newer Landbridge" },
  DATA_DIR_IN_USE: { status: 500, title: "Another server uses this data directory" },
  DISK_FULL: { status: 507, title: "The disk is full" },
  PORT_IN_USE: { status: 500, title: "The port is in use" },
  CONFIGURATION_INVALID: { status: 500, title: "A setting is not valid" },
  POSTGRES_START_FAILED: { status: 500, title: "The embedded PostgreSQL did not start" },
  NOT_BUILT: { status: 501, title: "This is not in this version yet" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface AppErrorOptions {
  /** What the caller can do about it, one sentence. */
  readonly hint?: string;
  /** Where several things are wrong: each of them, one sentence each. */
  readonly problems?: readonly string[];
  readonly cause?: unknown;
}

/** A refusal that its caller is told: a stable code, one sentence of what happened, and a hint. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly problems: readonly string[] | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.problems = options.problems;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}
