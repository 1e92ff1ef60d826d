// The browser of the browser tests: the one named, one on this machine, or Debian's package.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../setup/child-processes.mjs";
import { lastLines, setupFault } from "../setup/setup-fault.mjs";

const NAMES = [
  "chromium",
  "google-chrome",
  "google-chrome-stable",
  "chromium-browser",
  "chrome",
  "microsoft-edge",
];
const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium that starts; undefined (and a line that says so) when this machine has and gets none. */
export async function ensureChromium(progress, env = process.env) {
  const named = env.LANDBRIDGE_CHROMIUM;
  if (named !== undefined && named !== "") return await checkNamed(named);
  const found = await findChromium(env);
  if (found !== undefined) return found;
  if (!isDebianRoot()) return sayNone("no Chromium on this machine; LANDBRIDGE_CHROMIUM can name one");
  const { code, output } = await progress.step("Installing Chromium (Debian's package)", installFromDebian);
  const installed = await findChromium(env);
  return installed ?? sayNone(`apt-get ended with ${code}: ${lastLines(output, 3)}`);
}

/** The first browser that starts: those on the PATH, Playwright's downloads, applications. */
export async function findChromium(env = process.env) {
  const onPath = NAMES.flatMap((name) =>
    (env.PATH ?? "").split(":").map((directory) => join(directory, name)),
  );
  for (const path of [...onPath, ...playwrightDownloads(env), ...APPLICATIONS]) {
    if (existsSync(path) && (await doesStart(path))) return path;
  }
  return undefined;
}

async function checkNamed(path) {
  if (await doesStart(path)) return path;
  throw setupFault(`LANDBRIDGE_CHROMIUM names ${path}, which does not start.`);
}

/** Ubuntu's chromium-browser, for one, may be a script that only says what to install. */
async function doesStart(path) {
  const { code } = await runCommand(path, ["--version"], { timeoutMs: 20_000 });
  return code === 0;
}

function playwrightDownloads(env) {
  const caches = [
    join(homedir(), ".cache", "ms-playwright"),
    join(homedir(), "Library", "Caches", "ms-playwright"),
  ];
  return [env.PLAYWRIGHT_BROWSERS_PATH, ...caches]
    .filter((cache) => cache && existsSync(cache))
    .flatMap(browsersIn);
}

function browsersIn(cache) {
  const folders = ["chrome-linux", "chrome-linux64", "chrome-headless-shell-linux64"];
  const files = ["chrome", "headless_shell", "chrome-headless-shell"];
  const versions = readdirSync(cache)
    .filter((name) => name.startsWith("chromium"))
    .toSorted()
    .toReversed();
  return versions.flatMap((version) =>
    folders.flatMap((folder) => files.map((file) => join(cache, version, folder, file))),
  );
}

function isDebianRoot() {
  if (process.getuid?.() !== 0 || !existsSync("/etc/os-release")) return false;
  return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

async function installFromDebian() {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    runCommand("apt-get", ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", ...args], { env });
  const update = await apt("update");
  // An update that reached some of the lists only may still be enough.
  const install = await apt("install", "--no-install-recommends", "chromium", "fonts-liberation");
  const output = update.code === 0 ? install.output : `${update.output}\n${install.output}`;
  return { code: install.code, output, failed: install.code !== 0 };
}

function sayNone(why) {
  process.stdout.write(`Browser tests are skipped: ${why}.\n`);
  return undefined;
}
