import type { Page } from "playwright-core";
import { expect } from "vitest";
import { listenForComplaints, takeScreenshot } from "./browser.ts";
import { faultsOf } from "./page-faults.ts";

/** A page by its path, and what is there once it is ready. */
export interface ShownPage {
  readonly path: string;
  readonly ready: string;
}

/** Goes through pages by their names: each is in shape, has its picture taken, and complains about nothing. */
export async function expectPagesInShape(
  page: Page,
  url: string,
  { look, pages }: { readonly look: string; readonly pages: Readonly<Record<string, ShownPage>> },
): Promise<void> {
  const complaints = listenForComplaints(page);
  for (const [name, { path, ready }] of Object.entries(pages)) {
    await page.goto(url + path);
    await page.locator(ready).first().waitFor({ timeout: 30_000 });
    await page.locator(".feed-light[data-state=live]").waitFor();
    await takeScreenshot(page, `${name}-${look}`);
    expect.soft(await faultsOf(page), `${name} at ${look}`).toEqual([]);
  }
  expect(complaints).toEqual([]);
}
