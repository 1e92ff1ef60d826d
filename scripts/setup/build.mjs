// Turns sources into what runs: packages by `tsc -b`, the page by Vite. Each only when its inputs changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binOf, cacheDirectory, checkout, inCheckout } from "./checkout.mjs";
import { runCommand } from "./child-processes.mjs";
import { faultOfOutput, setupFault } from "./setup-fault.mjs";

const SHARED = ["package-lock.json", "tsconfig.base.json", "tsconfig.json"];
const NODE_PACKAGES = ["core", "language", "api", "server", "agent", "cli"];

/** What is built, from what, by which tool; `outputs` must be there for a stamp to count. */
export const PACKAGES = {
  name: "packages",
  title: "Compiling the packages",
  inputs: [...SHARED, ...NODE_PACKAGES.map((name) => `packages/${name}`)],
  outputs: [...NODE_PACKAGES.map((name) => `packages/${name}/dist/index.js`), "packages/cli/dist/main.js"],
  // The command line needs all packages but the page, whose types are the tests' business.
  run: () => compile("packages/cli"),
};
/** The same, and the types of the page with it. */
export const PACKAGES_AND_PAGE_TYPES = { ...PACKAGES, run: () => compile() };
export const PAGE = {
  name: "page",
  title: "Building the web page",
  inputs: [...SHARED, "packages/core", "packages/api", "packages/web"],
  outputs: ["packages/web/dist/index.html"],
  run: () =>
    runCommand(process.execPath, [binOf("vite"), "build", "--logLevel", "warn"], {
      cwd: inCheckout("packages/web"),
      // A NODE_ENV of the caller would put React's development build into the page.
      env: { ...process.env, NODE_ENV: "production" },
    }),
};

/** Builds what has changed since the last time; `isForced` builds all of it. */
export async function ensureBuilt(progress, { isForced = false } = {}) {
  for (const target of [PACKAGES, PAGE]) {
    if (isForced || !isBuilt(target)) await progress.step(target.title, () => buildOrRefuse(target));
  }
}

function compile(...projects) {
  return runCommand(process.execPath, [binOf("typescript", "tsc"), "-b", ...projects], { cwd: checkout });
}

async function buildOrRefuse(target) {
  const { code, output } = await build(target);
  if (code === 0) return;
  const sentence = faultOfOutput(output, "the result of the build");
  throw setupFault(sentence ?? `${target.title} failed, see above.`, output);
}

/** Builds one target in any case and stamps it when that went well. */
export async function build(target) {
  // Taken before: a file that is saved while the tool runs makes the next start build again.
  const digest = digestOf(target.inputs);
  const result = await target.run();
  if (result.code === 0) {
    mkdirSync(cacheDirectory, { recursive: true });
    writeFileSync(stampOf(target), digest);
  }
  return result;
}

export function isBuilt(target) {
  const stamp = stampOf(target);
  if (!existsSync(stamp) || !target.outputs.every((path) => existsSync(inCheckout(path)))) return false;
  return readFileSync(stamp, "utf8") === digestOf(target.inputs);
}

function stampOf(target) {
  return join(cacheDirectory, `built-${target.name}`);
}

/** Names, sizes and times are enough, and far quicker to read than the contents. */
function digestOf(inputs) {
  const hash = createHash("sha256");
  for (const path of inputs.flatMap(filesOf)) {
    const found = statSync(inCheckout(path), { throwIfNoEntry: false });
    hash.update(`${path}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** The file itself, or the files below a package that a build may read. */
function filesOf(path) {
  if (!statSync(inCheckout(path), { throwIfNoEntry: false })?.isDirectory()) return [path];
  const entries = readdirSync(inCheckout(path), { withFileTypes: true }).filter(
    (entry) => !isOutside(entry.name),
  );
  return entries.flatMap((entry) => filesOf(`${path}/${entry.name}`)).toSorted();
}

function isOutside(name) {
  return ["dist", "node_modules", "test", "bin"].includes(name) || /\.test\.tsx?$|\.tsbuildinfo$/.test(name);
}
