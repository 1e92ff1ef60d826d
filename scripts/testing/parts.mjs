// What `npm test` runs, in order: the cheap answers first.
import { PACKAGES_AND_PAGE_TYPES, PAGE, build, isBuilt } from "../setup/build.mjs";
import { binOf, checkout } from "../setup/checkout.mjs";
import { runCommand } from "../setup/child-processes.mjs";
import { runVitest } from "./vitest.mjs";

const CHECK_TIMEOUT_MS = 5 * 60_000;
const FORMAT_CACHE = ["--cache", "--cache-strategy", "content", "--cache-location", ".cache/prettier"];

/** Each counts as one test. */
export const CHECKS = [
  check("layers", "Layers", () => runScript("scripts/check-layers.mjs")),
  check("docs", "Documents", () => runScript("scripts/check-docs.mjs")),
  check("lint", "Lint", () => runTool("oxlint", "oxlint", ["--deny-warnings"])),
  check("format", "Format", () =>
    runTool("prettier", "prettier", ["--check", "--log-level", "warn", ...FORMAT_CACHE, "."]),
  ),
  check("types", "Types of the packages", () => build(PACKAGES_AND_PAGE_TYPES)),
  check("test-types", "Types of the tests", () =>
    runTool("typescript", "tsc", ["-p", "tsconfig.tests.json"]),
  ),
  { ...check("page", "Build of the page", buildPage), isQuick: false },
];

export const TEST_PARTS = [
  tests("unit", "Unit tests", { timeoutMinutes: 5, isQuick: true }),
  tests("server", "Server tests", { timeoutMinutes: 9 }),
  tests("e2e", "Browser tests", { timeoutMinutes: 9 }),
];

function check(name, title, command) {
  return { name, title, isQuick: true, run: () => command().then(countAsOne) };
}

function countAsOne({ code, output }) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output };
}

function tests(name, title, { timeoutMinutes, isQuick = false }) {
  const run = ({ reports, chromium }) =>
    runVitest(name, { reports, chromium, timeoutMs: timeoutMinutes * 60_000 });
  return { name, title, isQuick, run };
}

function buildPage() {
  return isBuilt(PAGE) ? Promise.resolve({ code: 0, output: "" }) : build(PAGE);
}

function runTool(packageName, command, args) {
  return runScript(binOf(packageName, command), args);
}

function runScript(file, args = []) {
  return runCommand(process.execPath, [file, ...args], { cwd: checkout, timeoutMs: CHECK_TIMEOUT_MS });
}
