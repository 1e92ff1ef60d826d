import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ServerProcess {
  readonly pid: number;
  readonly postgresPid: number;
  /** Number of the last row that it said to have committed. */
  committed(): number;
  /** Waits for a line that it says from now on. */
  says(line: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<void>;
}

/** Starts `postgres-child.ts` in a process group of its own, as a terminal would. */
export async function startServerProcess(dataDir: string): Promise<ServerProcess> {
  const script = fileURLToPath(new URL("postgres-child.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--import", import.meta.resolve("tsx"), script, dataDir],
    { detached: true, stdio: ["ignore", "pipe", "inherit"] },
  );
  let committed = 0;
  const listeners = new Set<(line: string) => void>();
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      committed = Number(/^committed (\d+)$/.exec(line)?.[1] ?? committed);
      for (const listener of listeners) listener(line);
    }
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const says = (line: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      void ended.then(() => reject(new Error(`ended without saying ${line.source}`)));
      const listener = (said: string) => {
        const match = line.exec(said);
        if (match === null) return;
        listeners.delete(listener);
        resolve(match);
      };
      listeners.add(listener);
    });
  const started = await says(/^started (\d+)$/);
  return {
    pid: child.pid ?? 0,
    postgresPid: Number(started[1]),
    committed: () => committed,
    says,
    kill: (signal) => process.kill(-(child.pid ?? 0), signal),
    ended,
  };
}
