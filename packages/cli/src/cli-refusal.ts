import { EXIT } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";

/**
 * Refusals that only the command line knows. Codes of the server and of the engine come as AppError and ApiError.
 * Code = heading in docs/reference/cli.md.
 */
export const CLI_CODES = {
  USAGE: EXIT.usage,
  PATH_NOT_FOUND: EXIT.usage,
  NO_CONFIGURATION: EXIT.usage,
  CONFIG_REFUSED: EXIT.usage,
  FILE_EXISTS: EXIT.usage,
  NOTHING_TO_RUN: EXIT.usage,
  ALREADY_CONFIGURED: EXIT.usage,
  NO_TERMINAL: EXIT.usage,
  NOT_SIGNED_IN: EXIT.usage,
  NOT_BUILT: EXIT.usage,
  AGENT_LOST: EXIT.failed,
  SERVER_UNREACHABLE: EXIT.unreachable,
} as const satisfies Record<string, ExitCode>;

export type CliCode = keyof typeof CLI_CODES;

/** A sentence for the person at the keyboard, with what to do about it. */
export class CliRefusal extends Error {
  override readonly name = "CliRefusal";
  readonly code: CliCode;
  readonly hint: string | undefined;
  /** Problems of a configuration, for `--json`. */
  readonly problems: readonly object[] | undefined;

  constructor(
    code: CliCode,
    message: string,
    { hint, problems, cause }: { hint?: string; problems?: readonly object[]; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.problems = problems;
  }
}

export function usage(message: string, hint?: string): CliRefusal {
  return new CliRefusal("USAGE", message, hint === undefined ? {} : { hint });
}
