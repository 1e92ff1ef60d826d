import { readFileSync, readdirSync } from "node:fs";

/** Living processes whose environment, arguments or working directory carry a text, by their command lines. */
export function processesWith(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const command = read(pid, "cmdline").replaceAll("\0", " ").trim();
      // A zombie has no command line: it is gone but for its parent's asking.
      if (command === "") return [];
      const isMeant = command.includes(text) || read(pid, "environ").includes(text);
      return isMeant ? [`${pid} ${command}`] : [];
    });
}

/** Waits until no process carries the text any more; answers what is left when that takes too long. */
export async function goneWith(text: string, withinMs = 30_000): Promise<readonly string[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const left = processesWith(text);
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It has ended meanwhile.
    return "";
  }
}
