import type { CliConfig } from "./config.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";

/** Flags that every command has. */
export interface GlobalOptions {
  readonly server?: string;
  readonly token?: string;
  readonly workspace?: string;
}

/** What a command is given besides its own arguments. */
export interface Context {
  readonly config: CliConfig;
  readonly output: Output;
  readonly options: GlobalOptions;
}

/** Carries a command out and keeps its exit code. */
export type Carry = (command: (context: Context) => Promise<ExitCode> | ExitCode) => Promise<void>;
