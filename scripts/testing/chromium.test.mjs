import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ensureChromium, findChromium } from "./chromium.mjs";

const directory = mkdtempSync(join(tmpdir(), "chromium-"));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A stand-in for a browser, which starts or does not. */
function browser(path, { exitCode = 0 } = {}) {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
  return file;
}

test("the first browser on the PATH that starts is taken", async () => {
  browser("a/chromium", { exitCode: 1 });
  const good = browser("b/google-chrome");
  expect(await findChromium({ PATH: `${directory}/a:${directory}/b` })).toBe(good);
});

test("a download of Playwright is taken when no browser is on the PATH, the newest first", async () => {
  browser("cache/chromium-1000/chrome-linux/chrome");
  const newest = browser("cache/chromium-1100/chrome-linux/chrome");
  expect(await findChromium({ PATH: "", PLAYWRIGHT_BROWSERS_PATH: join(directory, "cache") })).toBe(newest);
});

test("the browser that is named goes before all others", async () => {
  browser("a/chromium");
  const named = browser("own/browser");
  expect(await ensureChromium(undefined, { PATH: `${directory}/a`, LANDBRIDGE_CHROMIUM: named })).toBe(named);
});

test("a named browser that does not start is refused, not replaced", async () => {
  browser("a/chromium");
  const env = { PATH: `${directory}/a`, LANDBRIDGE_CHROMIUM: join(directory, "gone") };
  await expect(ensureChromium(undefined, env)).rejects.toThrow("gone, which does not start");
});
