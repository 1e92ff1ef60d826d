// One vitest project, counted from its JSON report.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { binOf, checkout } from "../setup/checkout.mjs";
import { runCommand } from "../setup/child-processes.mjs";

export async function runVitest(project, { reports, chromium, timeoutMs }) {
  const report = join(reports, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  // Colours are for people; vitest would print them on every CI.
  const colors = process.stdout.isTTY ? "--color" : "--no-color";
  const args = [binOf("vitest"), "run", "--project", project, ...reporters, colors];
  const command = { cwd: checkout, env: testEnvironment(process.env, chromium), timeoutMs };
  const { code, output } = await runCommand(process.execPath, args, command);
  return { ...countsOf(readReport(report), code), output, isCounted: true };
}

/**
 * The counts of a report. Files that could not be loaded, a bad exit code without a failed test (an unhandled
 * error, a crash) and no test at all are failures too.
 */
export function countsOf(report, code) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const brokenFiles = (report?.testResults ?? []).filter(isBroken).length;
  const failed = (report?.numFailedTests ?? 0) + brokenFiles;
  const isCrash = failed === 0 && (code !== 0 || passed + skipped === 0);
  return { passed, skipped, failed: isCrash ? 1 : failed };
}

function isBroken(file) {
  return file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed");
}

/** Settings of the person who runs the tests must not reach them: least of all the address of a real database. */
export function testEnvironment(env, chromium) {
  const isForTests = (name) => name.startsWith("LANDBRIDGE_TEST_");
  const isSetting = (name) => /^LANDBRIDGE_|^DATABASE_URL$|^PG[A-Z]+$|^NODE_ENV$/.test(name);
  const kept = Object.entries(env).filter(([name]) => isForTests(name) || !isSetting(name));
  return { ...Object.fromEntries(kept), ...(chromium && { LANDBRIDGE_CHROMIUM: chromium }) };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
