import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../setup/checkout.mjs";
import { endGroupsOnSignal } from "../setup/child-processes.mjs";
import { ensureInstalled } from "../setup/install.mjs";
import { aloneInCheckout } from "../setup/prepare.mjs";
import { createProgress } from "../setup/progress.mjs";
import { lastLines } from "../setup/setup-fault.mjs";
import { ensureChromium } from "./chromium.mjs";
import { CHECKS, TEST_PARTS } from "./parts.mjs";

const reports = join(cacheDirectory, "test");
const SHOWN_LINES = 400;

/** Runs the parts in order and ends with the line `N passed, N failed, N skipped`. */
export async function runTests(args) {
  endGroupsOnSignal();
  const isQuick = args.includes("--quick");
  const progress = createProgress();
  const counts = [];
  try {
    const chromium = await prepare(progress, isQuick);
    const parts = [...CHECKS, ...TEST_PARTS].filter((part) => !isQuick || part.isQuick);
    for (const part of parts) counts.push(await runPart(part, { progress, chromium }));
  } catch (error) {
    // Nothing ran to its end: that is one failure, never none.
    counts.push({ passed: 0, failed: 1, skipped: 0 });
    print(
      `${lastLines(error.output ?? "", 40)}\n${error.name === "SetupFault" ? error.message : error.stack}`,
    );
  }
  const total = sumOf(counts);
  process.exitCode = total.failed === 0 ? 0 : 1;
  print(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

async function prepare(progress, isQuick) {
  await aloneInCheckout(progress, () => ensureInstalled(progress));
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  return isQuick ? undefined : await ensureChromium(progress);
}

/** A part that crashes is one that failed. */
async function runPart(part, { progress, chromium }) {
  const run = () => part.run({ reports, chromium }).catch(crashed);
  const result = await progress.step(part.title, run);
  writeFileSync(join(reports, `${part.name}.log`), result.output);
  if (result.failed > 0) showOutput(part, result.output);
  if (result.isCounted)
    print(`  ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
  for (const note of result.notes ?? []) print(`  ${note}`);
  return result;
}

function crashed(error) {
  return { passed: 0, failed: 1, skipped: 0, output: String(error?.stack ?? error) };
}

function showOutput(part, output) {
  const lines = output.trimEnd().split("\n");
  const log = join(".cache", "test", `${part.name}.log`);
  if (lines.length > SHOWN_LINES) print(`  (the last ${SHOWN_LINES} lines; all of them: ${log})`);
  print(lastLines(output, SHOWN_LINES));
}

function sumOf(counts) {
  const add = (key) => counts.reduce((sum, count) => sum + count[key], 0);
  return { passed: add("passed"), failed: add("failed"), skipped: add("skipped") };
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
