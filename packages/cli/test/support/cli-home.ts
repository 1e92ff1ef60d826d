import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goneWith } from "./processes.ts";

/** Where the commands of one test file keep everything: no trace of them in the home of whoever runs the tests. */
export interface CliHome {
  /** Every process of these tests has it in its environment, so that a leftover is found wherever it went. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** Directories of runs that are still there. */
  runDirectories(): readonly string[];
  clearRunDirectories(): void;
  /** Refuses when a process is left. */
  close(): Promise<void>;
}

export function makeCliHome(): CliHome {
  const directory = mkdtempSync(join(tmpdir(), "landbridge-cli-home-"));
  const temporary = join(directory, "tmp");
  mkdirSync(temporary);
  // The loader of the tests keeps a cache of its own beside them.
  const runDirectories = (): readonly string[] =>
    readdirSync(temporary).filter((name) => name.startsWith("landbridge-"));
  return {
    directory,
    env: {
      XDG_CACHE_HOME: join(directory, "cache"),
      XDG_CONFIG_HOME: join(directory, "config"),
      XDG_DATA_HOME: join(directory, "data"),
      TMPDIR: temporary,
      // A test that writes a file and then looks must not find that a poll was faster.
      LANDBRIDGE_SYNC_SECONDS: "0",
    },
    runDirectories,
    clearRunDirectories() {
      for (const name of runDirectories()) rmSync(join(temporary, name), { recursive: true, force: true });
    },
    async close() {
      const left = await goneWith(directory);
      if (left.length > 0) throw new Error(`processes are left: ${left.join(", ")}`);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
