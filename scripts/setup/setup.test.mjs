import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runCommand } from "./child-processes.mjs";
import { nodeVersionFault } from "./node-version.mjs";
import { faultOfOutput } from "./setup-fault.mjs";

describe("the version of Node", () => {
  test.each([["20.19.0"], ["20.20.2"], ["22.0.0"], ["100.1.0"]])("%s will do", (version) => {
    expect(nodeVersionFault(version)).toBe(undefined);
  });

  test.each([["20.18.3"], ["18.20.8"], ["12.22.12"], ["2.19.0"]])(
    "%s is too old, and the sentence says so",
    (version) => {
      expect(nodeVersionFault(version)).toBe(`Landbridge needs Node.js 20.19 or newer; this is ${version}.`);
    },
  );
});

describe("a command that is run", () => {
  const sh = (script, options) => runCommand("sh", ["-c", script], options);

  test("hands back its exit code and all it printed", async () => {
    expect(await sh("echo out; echo err >&2; exit 3")).toEqual({ code: 3, output: "out\nerr\n" });
  });

  test("that can't be started has failed", async () => {
    const { code, output } = await runCommand("/no/such/program", []);
    expect(code).toBe(127);
    expect(output).toContain("/no/such/program can't be started");
  });

  test("leaves nothing of its group behind", async () => {
    const { output } = await sh("sleep 600 >/dev/null 2>&1 & echo $!");
    expect(await hasEnded(Number(output))).toBe(true);
  });

  test("that takes too long is ended with all it started, and counts as failed", async () => {
    const { code, output } = await sh("sleep 600 & echo $!; wait", { timeoutMs: 300 });
    expect(code).not.toBe(0);
    expect(output).toContain("stopped: it took longer than");
    expect(await hasEnded(Number.parseInt(output, 10))).toBe(true);
  });
});

/** Waits until the process is gone, or waits only for its parent to notice. */
async function hasEnded(pid) {
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    // Without /proc, the signal alone has to tell.
    return error.code === "ENOENT" && !existsSync("/proc/self");
  }
}

test.each([
  ["npm error code ENOSPC", "The disk is full: the installation did not fit."],
  [
    "npm error EROFS: read-only file system",
    "The file system is read-only: the installation can't be written.",
  ],
  ["npm error code EACCES", "This user may not write here: the installation failed."],
  [
    "npm error getaddrinfo EAI_AGAIN registry",
    "The package registry can't be reached: the installation failed.",
  ],
])("%s is told in a sentence", (output, sentence) => {
  expect(faultOfOutput(output, "the installation")).toContain(sentence);
});
