import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { AGENT_MARK } from "../src/process-tree.ts";

const watchdogFile = new URL("../helpers/watchdog", import.meta.url).pathname;

/** Becomes a new program again and again, for a few seconds at most. */
const RESTLESS = 'if [ "$1" -gt 0 ]; then exec /bin/sh "$0" $(($1 - 1)); fi\n';
const TIMES = 4_000;

test.runIf(process.platform === "linux")(
  "the watchdog ends also who is just becoming another program while it looks",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "landbridge-watchdog-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const script = join(directory, "restless.sh");
    writeFileSync(script, RESTLESS);
    for (let n = 0; n < 10; n++) {
      const mark = `watchdog-test-${String(n)}`;
      const restless = spawn("/bin/sh", [script, String(TIMES)], {
        env: { [AGENT_MARK]: mark },
        stdio: "ignore",
      });
      const ended = endOf(restless);
      await once(restless, "spawn");
      const watchdog = spawn("/bin/sh", [watchdogFile, mark], { stdio: ["pipe", "ignore", "ignore"] });
      watchdog.stdin.end();
      expect(await ended).toBe("SIGKILL");
      watchdog.kill("SIGKILL");
    }
  },
);

function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    child.on("exit", (_, signal) => resolve(signal));
  });
}
