import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

export interface GroupRequest {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Output beyond this ends it. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** How a program ended. `why` it was ended before its time; `fault`: it did not start. */
export interface GroupEnd {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly why?: "timeout" | "output" | "aborted";
  readonly fault?: NodeJS.ErrnoException;
}

/**
 * Runs a program in a process group of its own and, when it must end, ends the whole group: git leaves the work to
 * helpers, which would go on waiting for their host. Never rejects.
 */
export function runInGroup(
  program: string,
  args: readonly string[],
  request: GroupRequest,
): Promise<GroupEnd> {
  try {
    const { env } = request;
    return watch(spawn(program, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] }), request);
  } catch (error) {
    // Some of what the system refuses is thrown, the rest is told by an event.
    const fault = error instanceof Error ? error : new Error(String(error));
    return Promise.resolve({ code: undefined, stdout: "", stderr: "", fault });
  }
}

function watch(child: ChildProcess, { timeoutMs, maxBytes, signal }: GroupRequest): Promise<GroupEnd> {
  return new Promise((resolve) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    let size = 0;
    let why: GroupEnd["why"];
    const end = (because: NonNullable<GroupEnd["why"]>): void => {
      why ??= because;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(() => end("timeout"), timeoutMs);
    const abort = (): void => end("aborted");
    const keepIn = (pieces: Buffer[]) => (bytes: Buffer) => {
      size += bytes.length;
      if (size > maxBytes) return end("output");
      pieces.push(bytes);
    };
    const settle = (code: number | undefined, fault?: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      resolve({
        code,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
        ...(why === undefined ? {} : { why }),
        ...(fault === undefined ? {} : { fault }),
      });
    };
    child.on("error", (error) => {
      if (child.pid === undefined) settle(undefined, error);
    });
    child.on("close", (code) => settle(code ?? undefined));
    // Without file descriptors for them there are no outputs, whatever the types say.
    child.stdout?.on("data", keepIn(stdout));
    child.stderr?.on("data", keepIn(stderr));
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // All of it has ended already.
  }
}
