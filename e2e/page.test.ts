import { appendFile, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  LOOKS,
  chromiumPath,
  launchBrowser,
  listenForComplaints,
  openContext,
  takeScreenshot,
} from "./support/browser.ts";
import type { Look } from "./support/browser.ts";
import { walkByTab } from "./support/page-faults.ts";
import { expectPagesInShape } from "./support/pages-in-shape.ts";
import { startPlatform } from "./support/platform.ts";
import type { Platform } from "./support/platform.ts";

// Not a landbridge.yml in the checkout, where a run of all of it would take it in.
const LINE = fileURLToPath(new URL("./support/line.yml", import.meta.url));
/** A job of the line whose name has no room anywhere. */
const LONG = "inspect_every_parcel_before_it_is_handed_to_the_postman";
const LAPTOP: Look = LOOKS[0];

if (chromiumPath === "") {
  process.stderr.write("The page's tests are skipped: LANDBRIDGE_CHROMIUM names no browser.\n");
}

describe.skipIf(chromiumPath === "")("the page", () => {
  let line: string;
  let spare: string;
  let platform: Platform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    line = await mkdtemp(join(tmpdir(), "landbridge-line-"));
    await copyFile(LINE, join(line, "landbridge.yml"));
    spare = await mkdtemp(join(tmpdir(), "landbridge-spare-"));
    [platform, browser] = await Promise.all([startPlatform(), launchBrowser()]);
    context = await openContext(browser, LAPTOP);
    page = await context.newPage();
    complaints = listenForComplaints(page);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    await rm(line, { recursive: true, force: true });
    await rm(spare, { recursive: true, force: true });
  });

  const at = (path: string): string => platform.url + path;
  const open = (path: string): Promise<unknown> => page.goto(at(path));
  const see = (selector: string, options: { timeout?: number } = {}): Promise<unknown> =>
    page
      .locator(selector)
      .first()
      .waitFor({ timeout: 30_000, ...options });
  const textOf = async (selector: string): Promise<string> =>
    (await page.locator(selector).first().textContent()) ?? "";
  const vertex = (name: string): string => `[data-vertex="${name}"]`;

  test("without a session every address tells how to sign in", async () => {
    for (const path of ["/", "/runs", "/jobs/greet", "/nowhere"]) {
      await open(path);
      await see("text=Sign in to Landbridge");
      expect(await textOf(".sign-in-card")).toContain("landbridge login --link");
    }
    await takeScreenshot(page, "sign-in-1440-light");
  });

  test("a used-up or invented link is refused in place", async () => {
    await open("/sign-in?token=invented");
    await see(".refusal");
    await expect.poll(() => page.url()).toBe(at("/sign-in"));
  });

  test("the link signs in and goes on to the graph, without its token in the address", async () => {
    await page.goto(platform.signInUrl);
    await see(".graph-canvas");
    await page.waitForURL(at("/"));
    await expect.poll(() => page.title()).toContain("Landbridge");
  });

  test("the same link opened again leads a signed-in browser to the graph", async () => {
    const again = await page.context().newPage();
    await again.goto(platform.signInUrl);
    await again.locator(".graph-canvas").waitFor();
    await expect.poll(() => again.url()).toBe(at("/"));
    await again.close();
  });

  test("the sample's graph appears, its jobs have run, and the feed is live", async () => {
    for (const job of ["greet", "shout", "sign"])
      await see(`${vertex(job)}[data-status=success]`, { timeout: 60_000 });
    await see(`${vertex("greeting")}.vertex-resource`);
    await expect.poll(() => page.locator(".edge-line").count()).toBe(4);
    await see(".feed-light[data-state=live]");
    await expect.poll(() => textOf(`${vertex("greet")} .vertex-time`)).toMatch(/^(just now|\d+ \w+ ago)$/);
  });

  test("a new source changes the open graph without a reload", async () => {
    const answer = await page.evaluate(async (location) => {
      const body = JSON.stringify({ name: "line", kind: "directory", location });
      const headers = { "content-type": "application/json" };
      return (await fetch("/api/v1/workspaces/main/sources", { method: "POST", headers, body })).status;
    }, line);
    expect(answer).toBe(200);
    await see(`${vertex("count_slowly")}[data-status=never-run]`);
    await see(`${vertex("by_hand_only")}`);
    await expect.poll(() => page.locator(".edge[data-switched-off]").count()).toBe(1);
  });

  test("a vertex opens in the inspector: why it stands where it stands, and what would change it", async () => {
    await page.locator(vertex("by_hand_only")).click();
    await see(".inspector .reason-text");
    await page.waitForURL(at("/?at=by_hand_only"));
    expect(await textOf(".inspector .reason-text")).toMatch(/^Never ran/);
    await see('.inspector .input-item:has-text("switched off")');
    await page.keyboard.press("Escape");
    await page.locator(".inspector").waitFor({ state: "detached" });
  });

  test("Escape closes the inspector from within it too, and gives the focus back to its vertex", async () => {
    await page.locator(vertex("by_hand_only")).click();
    await page.locator(".inspector").getByRole("button", { name: "Pause" }).focus();
    await page.keyboard.press("Escape");
    await page.locator(".inspector").waitFor({ state: "detached" });
    await expect.poll(() => focusedVertex(page)).toBe("by_hand_only");
  });

  test("Escape closes each dialog, and the page below it stays as it was", async () => {
    await page.locator(vertex("by_hand_only")).click();
    await see(".inspector");
    const dialog = page.locator("[role=dialog], [role=menu]");
    const open = [
      () => page.keyboard.press("?"),
      () => page.keyboard.press("Control+k"),
      () => page.getByRole("button", { name: "owner: menu" }).press("Enter"),
    ];
    for (const openDialog of open) {
      await openDialog();
      await dialog.waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    expect(await page.locator(".inspector").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.locator(".inspector").waitFor({ state: "detached" });
  });

  test("arrow keys walk along the edges and Enter opens", async () => {
    await page.locator(vertex("greet")).click();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/at=(greeting|shout)$/);
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(/at=greet$/);
    await page.keyboard.press("Enter");
    await page.waitForURL(at("/jobs/greet"));
    await expect.poll(() => textOf("h1")).toBe("greet");
  });

  test("Run starts a run whose log is live, and a status change moves nothing in the graph", async () => {
    const graph = await context.newPage();
    await graph.goto(at("/"));
    await graph.locator(vertex("count_slowly")).waitFor();
    const before = await positions(graph);

    await open("/jobs/count_slowly");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("link", { name: /^Run #1:/ }).click();
    await page.waitForURL(at("/jobs/count_slowly/runs/1"));
    await see('.log-line:has-text("count 2")');
    await see('.status[data-badge][data-status="processing"]');
    const first = await page.locator(".log-line").last().textContent();
    await expect
      .poll(() => page.locator(".log-line").last().textContent(), { timeout: 20_000 })
      .not.toBe(first);

    await graph.locator(`${vertex("count_slowly")}[data-status=processing]`).waitFor();
    expect(await positions(graph)).toEqual(before);
    await graph.close();
  });

  test("a waiting job says what it waits for", async () => {
    await open("/jobs/quick");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await see('.status[data-badge][data-status="success"]');
    await open("/jobs/waits_for_all");
    await see('.status[data-badge][data-status="waiting"]');
    await expect.poll(() => textOf(".reason-text"), { timeout: 20_000 }).toContain("count_slowly");
    await see(".decision[data-verdict=waiting]");
  });

  test("news on a switched-off input stands on its edge", async () => {
    await open("/");
    await see(`${vertex("by_hand_only")}[data-news]`);
    await expect.poll(() => page.locator(".edge[data-switched-off] .edge-news").count()).toBe(1);
  });

  test("while one reads further up, the log does not run away; one key follows again", async () => {
    await open("/jobs/count_slowly/runs/1");
    await expect
      .poll(async () => Number(await page.locator(".log-number").last().textContent()), { timeout: 60_000 })
      .toBeGreaterThan(80);
    await page.locator(".log-scroll").hover();
    await page.mouse.wheel(0, -1_000_000);
    await see("text=Follow again");
    await see('.log-line:has-text("before the count")');
    await page.keyboard.press("f");
    await page.locator("text=Follow again").waitFor({ state: "detached" });
    // The button goes at once, the lines one painted frame later.
    await expect.poll(() => page.locator('.log-line:has-text("before the count")').count()).toBe(0);
  });

  test("Cancel ends the run, and says so where it was asked", async () => {
    await page.getByRole("button", { name: "Cancel" }).click();
    await see('.status[data-badge][data-status="canceled"]', { timeout: 40_000 });
    await expect.poll(() => page.getByRole("button", { name: "Cancel" }).count()).toBe(0);
    await expect.poll(() => page.title()).toContain("canceled");
  });

  test("the job's page cancels the run that is under way, by its number", async () => {
    await open("/jobs/count_slowly");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("button", { name: "Cancel #2" }).click();
    await see('.status[data-badge][data-status="canceled"]', { timeout: 40_000 });
    await see("text=Run #2: canceled");
    await expect.poll(() => page.getByRole("button", { name: /^Cancel/ }).count()).toBe(0);
  });

  test("a failed run opens at its failed step; the first error is one key away and has an address", async () => {
    await open("/jobs/fails");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("link", { name: /^Run #1:/ }).click();
    await see('.status[data-badge][data-status="failure"]');
    await see(".log-line >> text=it went wrong");
    await see('.step[aria-current="step"] .step-name:text-is("compile")');
    expect(await page.locator(".log-text b").count()).toBe(0);
    expect(await page.locator(".log-text .ansi-red-fg").first().textContent()).toBe("error:");
    await page.keyboard.press("e");
    await see('.log-line[data-emphasis="target"]:has-text("it went wrong")');
    expect(page.url()).toMatch(/\?step=\d+#L\d+$/);
    await page.reload();
    await see('.log-line[data-emphasis="target"]:has-text("it went wrong")');
  });

  test("First error is offered where something went wrong, and there only", async () => {
    const offer = page.getByRole("button", { name: "First error" });
    await offer.waitFor();
    await open("/jobs/greet/runs/1");
    await see(".log[data-has-error=false] .log-line");
    expect(await offer.count()).toBe(0);
    await page.goBack();
    await offer.waitFor();
  });

  test("the log finds, counts, and folds by command", async () => {
    await page.keyboard.press("/");
    await see(".log-find input:focus");
    await page.keyboard.type("O");
    await expect.poll(() => textOf(".log-count")).toMatch(/^1 of \d+$/);
    await page.keyboard.press("Escape");
    const lines = await page.locator(".log-line").count();
    await page.locator("button.log-fold[aria-expanded=true]").first().click();
    await expect.poll(() => page.locator(".log-line").count()).toBe(lines - 3);
  });

  test("Ctrl-K finds a job by a part of its name and goes there", async () => {
    await page.keyboard.press("Control+k");
    await see(".palette input:focus");
    await page.keyboard.type("hand only");
    await see('.palette-item[aria-selected=true]:has-text("by_hand_only")');
    await page.keyboard.press("Enter");
    await page.waitForURL(at("/jobs/by_hand_only"));
    await expect.poll(() => textOf("h1")).toBe("by_hand_only");
  });

  test("Pause and Resume change the job in place", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Resume" }).click();
    await see('role=button[name="Pause"]');
    await expect.poll(() => page.getByRole("button", { name: "Resume" }).count()).toBe(0);
  });

  test("an address that leads nowhere says what is missing and how to go on", async () => {
    await open("/jobs/no_such_job");
    await see("text=There is no job named no_such_job.");
    expect(await textOf(".note")).not.toContain("could not be read");
    await open("/jobs/greet/runs/99");
    await see("text=There is no run greet #99.");
    expect(await textOf(".note")).toContain("Try again");
  });

  test("the list of runs is there again when one comes back to it", async () => {
    await open("/runs");
    await see(".run-row");
    await page.getByRole("link", { name: "Agents" }).click();
    await see(".slots");
    await page.getByRole("link", { name: "Runs", exact: true }).click();
    await expect.poll(() => page.locator(".run-row").count()).toBeGreaterThan(3);
  });

  test("a source is synced from its page", async () => {
    await open("/sources");
    const answered = page.waitForResponse((response) => response.url().endsWith("/sources/line/sync"));
    await page.getByRole("region", { name: "line" }).getByRole("button", { name: "Sync" }).click();
    expect((await answered).ok()).toBe(true);
    await expect.poll(() => page.getByRole("region", { name: "line" }).textContent()).toContain("6 jobs");
  });

  test("the plan of a source is looked at and applied; one that is out of date does nothing", async () => {
    const file = join(line, "landbridge.yml");
    await appendFile(file, jobAfterQuick("wrap"));
    await open("/sources/line");
    await page.getByRole("button", { name: "Look at the plan" }).press("Enter");
    await page.waitForURL(at("/sources/line/plan"));
    await see('.plan-sentence:has-text("Adds 1 job. No job starts at once.")');
    const added = page.getByRole("region", { name: "Added" });
    await added.getByText("wrap").click();
    await see("text=It starts at a successful run of quick.");

    await appendFile(file, jobAfterQuick("tape"));
    await page.getByRole("button", { name: "Apply this plan" }).click();
    await see("text=The plan is out of date; nothing was changed.");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Look again");
    await page.keyboard.press("Enter");
    await see('.plan-sentence:has-text("Adds 2 jobs. No job starts at once.")');
    await page.getByRole("button", { name: "Apply this plan" }).click();
    await see('.sync-result:has-text("Applied: 8 jobs")');
    await page.waitForURL(at("/sources/line"));
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Plan");

    await page.locator(".history-entry summary").first().press("Enter");
    await page.getByRole("link", { name: "Page of #2" }).click();
    await page.waitForURL(at("/sources/line/configurations/2"));
    await see('.change-name:has-text("tape")');
    await page.getByRole("link", { name: "#1 older" }).click();
    await see('.change-name:has-text("count_slowly")');
  });

  test("what was removed is deleted for good by typing its name", async () => {
    await copyFile(LINE, join(line, "landbridge.yml"));
    await open("/sources");
    await page.getByRole("region", { name: "line" }).getByRole("button", { name: "Sync" }).click();
    await see('.source[aria-label="line"]:has-text("2 removed")');
    await open("/jobs/tape");
    await see('.reason-text:has-text("It was removed from the configuration; its history is kept.")');
    await see('.job-tags .tag:has-text("removed")');
    for (const name of ["Run", "Pause"]) {
      expect(await page.getByRole("button", { name, exact: true }).isDisabled()).toBe(true);
    }
    await open("/removed");
    await page.getByRole("button", { name: "Delete tape for good…" }).click();
    const confirm = page.getByRole("alertdialog").getByRole("button", { name: "Delete for good" });
    await page.keyboard.type("tap");
    expect(await confirm.isDisabled()).toBe(true);
    await page.keyboard.type("e");
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await expect.poll(() => page.locator(".removed-name").allTextContents()).toEqual(["wrap"]);
    // What opened the dialog is gone: the keyboard goes on in the page, not at its very top.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  });

  test("a source is added, removed with the plan before one's eyes, brought back, and deleted for good", async () => {
    await writeFile(join(spare, "landbridge.yml"), `jobs:\n${jobAfterQuick("label")}`);
    await open("/sources");
    await page.getByRole("button", { name: "Add source" }).press("Enter");
    await page.keyboard.type("line");
    await page.getByLabel("Path").fill(spare);
    await page.keyboard.press("Enter");
    await see('[data-fault]:has-text("There is a source named line already.")');
    await page.getByLabel("Name", { exact: true }).fill("spare");
    await page.keyboard.press("Enter");
    await page.waitForURL(at("/sources/spare"));
    await see('.reason-text:has-text("1 job and 0 resources")');

    const remove = async (): Promise<void> => {
      await page.getByRole("button", { name: "Remove…" }).click();
      await see('[role=alertdialog] .plan-sentence:has-text("Removes 1 job.")');
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
      await see('.reason-text:has-text("Removed just now")');
    };
    await page.getByRole("button", { name: "Remove…" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Remove…");
    await remove();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByRole("button", { name: "Look at the plan" }).waitFor();
    await remove();
    await page.getByRole("button", { name: "Delete for good…" }).click();
    await see('[role=alertdialog]:has-text("1 job with 0 runs")');
    await page.keyboard.type("spare");
    await page.keyboard.press("Enter");
    await page.waitForURL(at("/sources"));
    await expect.poll(() => page.getByRole("region", { name: "spare" }).count()).toBe(0);
  });

  test("Tab reaches everything that can be pressed, and what has the focus shows it", async () => {
    const paths = [
      `/?at=${LONG}`,
      "/runs",
      "/jobs/fails",
      "/jobs/fails/runs/1",
      "/resources/parcel",
      "/sources",
      "/sources/line/plan",
      "/removed",
    ];
    for (const path of paths) {
      await open(path);
      await see("main :is(h1, .vertex[data-selected])");
      await see(
        "main :is(.run-row, .inspector .input-item, .decision, .log-line, .version, .source, .plan-sentence, .removed-name)",
      );
      expect.soft(await walkByTab(page), path).toEqual({ unreached: [], unmarked: [] });
    }
  });

  describe.each(LOOKS)("seen at $name", (look) => {
    const PAGES = {
      graph: { path: "/", ready: ".vertex, .stage-job" },
      "graph-selected": { path: `/?at=${LONG}`, ready: "body:has(.input-item) .vertex[data-selected]" },
      runs: { path: "/runs", ready: ".run-row" },
      job: { path: "/jobs/waits_for_all", ready: ".decision" },
      "job-long": { path: `/jobs/${LONG}`, ready: ".decision" },
      run: { path: "/jobs/fails/runs/1", ready: ".log-line" },
      "run-long": { path: `/jobs/${LONG}/runs/1`, ready: ".log-line" },
      resources: { path: "/resources", ready: ".resources-table tbody tr" },
      resource: { path: "/resources/label_of_the_parcel", ready: ".version" },
      sources: { path: "/sources", ready: ".source" },
      source: { path: "/sources/line", ready: ".history-entry" },
      "source-plan": { path: "/sources/line/plan", ready: "body:has(.history-entry) .plan-sentence" },
      configuration: { path: "/sources/line/configurations/1", ready: ".change-name" },
      removed: { path: "/removed", ready: ".removed-name" },
      agents: { path: "/agents", ready: ".slots" },
    };

    test("every page is in shape: titled, no wider than the screen, all that can be pressed has a name", async () => {
      const own = await openContext(browser, look, await context.storageState());
      await expectPagesInShape(await own.newPage(), platform.url, { look: look.name, pages: PAGES });
      await own.close();
    });
  });

  test("nothing in all this was complained about in the console, the security policy included", () => {
    expect(complaints).toEqual([]);
  });
});

/** A job of the line that starts after `quick`. */
function jobAfterQuick(name: string): string {
  return `
  - name: ${name}
    type: runSh
    steps: [{ IN: quick }, { TASK: { name: ${name}, script: [echo ${name}] } }]
`;
}

/** Where the vertices of the graph lie on the screen. */
function positions(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>("[data-vertex]")].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.dataset["vertex"] ?? "", [x, y, width, height].map(Math.round).join(" ")];
      }),
    ),
  );
}

function focusedVertex(page: Page): Promise<string | undefined> {
  return page.evaluate(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset["vertex"] : undefined,
  );
}
