/** What the exit code of every command means (docs/reference/cli.md). */
export const EXIT = {
  done: 0,
  /** The thing asked about failed: a run failed, problems were found, the server refused. */
  failed: 1,
  /** The command or a setting is not usable as given. */
  usage: 2,
  /** The server can't be reached. */
  unreachable: 3,
  /** `plan --exit-code`: something would change. */
  changed: 4,
  /** Ctrl-C: 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
