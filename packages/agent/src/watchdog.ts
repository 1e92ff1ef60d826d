import { spawn } from "node:child_process";

export interface Watchdog {
  /** The agent ends in peace and has cleaned up itself. */
  dismiss(): void;
}

/**
 * A small shell that waits for the agent's end. Should the agent be killed, it kills the processes that carry
 * the agent's mark; they would go on without anybody who reads their output.
 */
export function startWatchdog(helpers: string, agentMark: string): Watchdog {
  const child = spawn("/bin/sh", [`${helpers}/watchdog`, agentMark], {
    detached: true,
    // Nothing of ours, least of all a mark or a token.
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
  });
  // Without one the next start of an agent cleans up.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  child.unref();
  return {
    dismiss: () => void child.stdin.end("bye\n"),
  };
}
