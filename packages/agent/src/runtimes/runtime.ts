/** What a runtime carries out for a run: where, with which environment, and who reads what it writes. */
export interface ProcessRequest {
  readonly runId: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The run's own directory: whoever works in it belongs to the run. */
  readonly runDirectory: string;
  /**
   * Where the bytes of each output go. The first is file descriptor 1 and 2 of the program, the next ones
   * are 4, 5, …: one for every further step of a session.
   */
  readonly outputs: readonly OutputSink[];
  /** One line that the program wrote to its file descriptor 3. */
  readonly onReport: (line: string) => void;
}

export interface CommandRequest extends ProcessRequest {
  /** The program and its arguments; never a secret among them. */
  readonly command: readonly [string, ...string[]];
}

export interface SessionRequest extends ProcessRequest {
  /** What helpers/session.bash shall do, as it reads it. */
  readonly instructions: string;
}

export interface OutputSink {
  readonly write: (bytes: Buffer) => void;
}

export interface ProcessEnd {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Why it could not be started at all. */
  readonly fault?: string;
}

export interface RunningProcess {
  /** Resolves when the program and all that it left behind have ended, and every output was read. */
  readonly ended: Promise<ProcessEnd>;
  /** TERM to everything that belongs to it, KILL after the grace. May be called again with a shorter one. */
  stop(options: { readonly graceMs: number }): void;
  /** Stops reading an output, so that who writes there has to wait. */
  pause(output: number): void;
  resume(output: number): void;
}

/** Where commands run. `host` is this machine. */
export interface Runtime {
  readonly name: string;
  /** One program. */
  start(request: CommandRequest): RunningProcess;
  /** The shell in which a run's scripts go. */
  startSession(request: SessionRequest): RunningProcess;
  /** Resolves when nothing of a run that has ended is alive any more, not even what hid from its end. */
  settled(runId: string): Promise<void>;
  /** Makes that so now, for every run that has ended. */
  settleNow(): void;
  close(): Promise<void>;
}
