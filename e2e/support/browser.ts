import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Set by `npm test`, which finds or installs a browser. */
export const chromiumPath = process.env["LANDBRIDGE_CHROMIUM"] ?? "";

const SCREENSHOTS = fileURLToPath(new URL("../../.cache/screenshots/", import.meta.url));

export function launchBrowser(): Promise<Browser> {
  // A browser of root, as in containers, refuses to start with its sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: chromiumPath, args });
}

export interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
}

/** The looks in which every page is seen: two themes, a laptop and a phone. */
export const LOOKS = [
  { name: "1440-light", width: 1_440, height: 900, colorScheme: "light" },
  { name: "1440-dark", width: 1_440, height: 900, colorScheme: "dark" },
  { name: "390-light", width: 390, height: 844, colorScheme: "light" },
  { name: "390-dark", width: 390, height: 844, colorScheme: "dark" },
] as const satisfies readonly Look[];

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

export function openContext(browser: Browser, look: Look, session?: Session): Promise<BrowserContext> {
  const { width, height, colorScheme } = look;
  const isPhone = width < 720;
  return browser.newContext({
    viewport: { width, height },
    colorScheme,
    isMobile: isPhone,
    hasTouch: isPhone,
    ...(session ? { storageState: session } : {}),
  });
}

/** Everything that a page complained about: errors in its console, uncaught ones, breaches of the security policy. */
export function listenForComplaints(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    // Chromium reports a refused request here too; pages show those to people, so they are no complaint.
    const isRefusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isRefusal) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

export async function takeScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png` });
}
