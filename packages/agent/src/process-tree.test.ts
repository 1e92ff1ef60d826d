import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { isRunning, signalProcess } from "./process-tree.ts";

test.runIf(process.platform === "linux")(
  "a process that has ended runs no more, also where nobody takes note of its end",
  async () => {
    // What becomes another program does not ask for the children of the one before.
    const parent = spawn("bash", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [told] = await once(parent.stdout, "data");
    const pid = Number(String(told));
    await expect.poll(() => readFileSync(`/proc/${String(parent.pid)}/comm`, "utf8")).toBe("sleep\n");
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isRunning(pid)).toBe(false);
    expect(signalProcess(pid, 0)).toBe(true);
  },
);
