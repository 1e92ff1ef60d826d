import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startLauncher } from "./launcher.ts";
import type { Launcher, ShellPipes, StartedShell } from "./launcher.ts";

const script = fileURLToPath(new URL("../../helpers/launcher.mjs", import.meta.url));

let directory: string;
let launcher: Launcher;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "landbridge-launcher-"));
  launcher = launcherOf("exec sleep 60");
});
afterEach(() => {
  launcher.close();
  rmSync(directory, { recursive: true });
});

/** Each shell says on its output what it was started with, and does the rest. */
function launcherOf(rest: string): Launcher {
  const command = ["bash", "-c", `echo "$PWD $GIVEN" $(ps -o sid= -p $$); echo told >&3; ${rest}`] as const;
  return startLauncher({
    script,
    command,
    directory,
    environment: { PATH: process.env["PATH"] ?? "", GIVEN: "it's" },
  });
}

/** Plain files in place of pipes, so that what was written stays. */
function files(): ShellPipes {
  const [output, report] = [join(directory, "output"), join(directory, "report")];
  execFileSync("touch", [output, report]);
  return { stdin: "/dev/null", output, report };
}

async function start(): Promise<StartedShell> {
  const shell = await launcher.start(files());
  if (shell === undefined) throw new Error("no shell was started");
  return shell;
}

function textOf(name: string): string {
  return readFileSync(join(directory, name), "utf8");
}

function filesOf(pid: number): readonly string[] {
  const directory = `/proc/${String(pid)}/fd`;
  return readdirSync(directory).flatMap((fd) => {
    try {
      return readlinkSync(join(directory, fd));
    } catch {
      // The one by which we look.
      return [];
    }
  });
}

/** The process that starts shells, by the shell that it started. */
function parentOf({ pid }: StartedShell): number {
  return Number(/PPid:\t(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, "utf8"))?.[1]);
}

test("a shell is started in a session of its own, where and with what it was told", async () => {
  const shell = await start();
  await expect.poll(() => textOf("report")).toBe("told\n");
  expect(textOf("output")).toBe(`${directory} it's ${String(shell.pid)}\n`);
  process.kill(shell.pid, "SIGKILL");
  expect(await shell.ended).toEqual({ code: undefined, signal: "SIGKILL" });
});

test("how a shell ended is told", async () => {
  launcher.close();
  launcher = launcherOf("exit 7");
  expect(await (await start()).ended).toEqual({ code: 7, signal: undefined });
});

test("nothing of the launcher stays open in a shell", async () => {
  const { pid } = await start();
  await expect.poll(() => readFileSync(`/proc/${String(pid)}/comm`, "utf8")).toBe("sleep\n");
  // Whoever started the tests may have left something open for everybody.
  const ours = filesOf(process.pid);
  const theirs = filesOf(pid).filter((path) => !ours.includes(path));
  expect(theirs.filter((path) => /^(pipe|socket):/.test(path))).toEqual([]);
  process.kill(pid, "SIGKILL");
});

test("what can't be started is no shell, and the next one is", async () => {
  expect(await launcher.start({ ...files(), output: join(directory, "missing", "output") })).toBeUndefined();
  expect(launcher.isAlive()).toBe(true);
  const { pid } = await start();
  process.kill(pid, "SIGKILL");
});

test("pipes whose other end nobody holds any more keep the launcher from nothing, least of all from its end", async () => {
  launcher.close();
  launcher = launcherOf("read -r");
  const [stdin, output, report] = ["in", "out", "told"].map((name) => join(directory, name));
  if (!stdin || !output || !report) throw new Error("three pipes have three names");
  execFileSync("mkfifo", [stdin, output, report]);
  const shell = await launcher.start({ stdin, output, report });
  await shell?.ended;
  launcher.close();
  await expect.poll(() => launcher.isAlive()).toBe(false);
});

test("shells outlive a launcher that is killed, their end is seen, and there are no more", async () => {
  const shell = await start();
  let hasEnded = false;
  void shell.ended.then(() => (hasEnded = true));
  process.kill(parentOf(shell), "SIGKILL");
  await expect.poll(() => launcher.isAlive()).toBe(false);
  expect(await launcher.start(files())).toBeUndefined();
  expect(hasEnded).toBe(false);
  process.kill(shell.pid, "SIGKILL");
  expect(await shell.ended).toEqual({ code: undefined, signal: undefined });
});

test("signals to the whole group are not for the launcher; its agent's end is", async () => {
  const shell = await start();
  const parent = parentOf(shell);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(parent, signal);
  const another = await start();
  expect(parentOf(another)).toBe(parent);
  launcher.close();
  await expect.poll(() => launcher.isAlive()).toBe(false);
  for (const { pid } of [shell, another]) process.kill(pid, "SIGKILL");
});
