// A server that crashes where a test wants it to. Its own modules are patched before they are used.
import { reached, watch } from "./crash-points.ts";
import type { CrashPoint } from "./crash-points.ts";

export { createServer } from "../../src/app.ts";

/** What a test says to the process. */
export type Command = { readonly watch: { readonly crashAt?: CrashPoint } } | { readonly reached: true };

export function obey(command: Command): readonly string[] {
  if ("watch" in command) watch(command.watch.crashAt);
  return reached();
}
