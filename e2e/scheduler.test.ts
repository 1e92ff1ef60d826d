import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
import { callApi, signInMember } from "./support/crew.ts";
import { walkByTab } from "./support/page-faults.ts";
import { expectPagesInShape } from "./support/pages-in-shape.ts";
import { startPlatform } from "./support/platform.ts";
import type { Platform } from "./support/platform.ts";

const GATES = fileURLToPath(new URL("./support/gates.yml", import.meta.url));
const LAPTOP: Look = LOOKS[0];
const SMALL_LAPTOP: Look = { name: "1280-light", width: 1_280, height: 800, colorScheme: "light" };

describe.skipIf(chromiumPath === "")("the page of a scheduler that can say why", () => {
  let here: string;
  let platform: Platform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    here = await mkdtemp(join(tmpdir(), "landbridge-gates-"));
    await writeFile(join(here, "landbridge.yml"), (await readFile(GATES, "utf8")).replaceAll("HERE", here));
    [platform, browser] = await Promise.all([startPlatform(), launchBrowser()]);
    context = await openContext(browser, LAPTOP);
    page = await context.newPage();
    complaints = listenForComplaints(page);
    await page.goto(platform.signInUrl);
    await page.locator(".graph-canvas").waitFor();
    await callApi(page, "POST", "/sources", { name: "line", kind: "directory", location: here });
    await callApi(page, "PUT", "/groups/crew", { members: ["owner", "alice", "bob"] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    await rm(here, { recursive: true, force: true });
  });

  const at = (path: string): string => platform.url + path;
  const open = (path: string): Promise<unknown> => page.goto(at(path));
  const see = (selector: string, where = page): Promise<void> =>
    where.locator(selector).first().waitFor({ timeout: 30_000 });
  const seeStatus = (status: string, where = page): Promise<void> =>
    see(`.status[data-badge][data-status="${status}"]`, where);
  const runToSuccess = async (job: string, number: number): Promise<void> => {
    await callApi(page, "POST", `/jobs/${job}/runs`, {});
    await open(`/jobs/${job}/runs/${String(number)}`);
    await seeStatus("success");
  };

  test("a job asks for its typed inputs; what the server refuses stands beside the field", async () => {
    await open("/jobs/count");
    await page.getByRole("button", { name: "Run…" }).press("Enter");
    const form = page.getByRole("dialog");
    await form.getByLabel("SECONDS_EACH").fill("soon");
    await form.getByLabel("TONE").selectOption("loud");
    await form.getByRole("group", { name: "BACKWARDS" }).getByLabel("yes").check();
    await form.getByRole("button", { name: "Run" }).click();
    await see('[data-fault]:has-text("SECONDS_EACH must be a number")');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")))
      .toBe("true");
    await takeScreenshot(page, "run-form-1440-light");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("600");
    await page.keyboard.press("Enter");
    await form.waitFor({ state: "detached" });
    await page.getByRole("link", { name: /^Run #1:/ }).click();
    await see('.log-line:has-text("in loud")');
    await see('.run-part:has-text("Given") .state-line:has-text("TONE"):has-text("loud")');
  });

  test("a queued run says what it waits for and since when, and goes on when that ends", async () => {
    await callApi(page, "POST", "/jobs/count/runs", { inputs: { SECONDS_EACH: 0 } });
    await open("/jobs/count/runs/2");
    await seeStatus("queued");
    await see('.hold[data-reason="own-run-processing"]');
    expect(await page.locator(".hold").textContent()).toMatch(/^Waits for count #1 to end\.for \d+ m?s/);
    await takeScreenshot(page, "run-queued-1440-light");
    await callApi(page, "POST", "/jobs/count/runs/1/cancel");
    await seeStatus("success");
  });

  test("a gate: two people vote, with what it asks; who caused the run may not", async () => {
    await runToSuccess("build", 1);
    await see(".rail-count >> text=1");
    await page.getByRole("link", { name: /^Gates/ }).click();
    await see('.gate-card:has-text("Ship 1.1.0 to the customers?")');
    await see('.gate-card:has-text("waiting for others")');
    await page.getByRole("link", { name: "Look and vote" }).click();
    await page.waitForURL(at("/jobs/deploy/runs/1"));
    await see('.gate-why-not:has-text("owner caused deploy #1 and may not approve it")');
    expect(await page.getByRole("button", { name: "Approve" }).isDisabled()).toBe(true);

    const dora = await voterPage("dora");
    for (const path of ["/gates", "/jobs/deploy"]) {
      await dora.goto(at(path));
      await dora.getByRole("link", { name: "Look", exact: true }).waitFor();
      expect(await dora.getByRole("link", { name: "Look and vote" }).count()).toBe(0);
    }
    await dora.getByRole("link", { name: "Look", exact: true }).click();
    await see('.gate-why-not:has-text("dora is not among the approvers of deploy #1: crew.")', dora);
    await dora.context().close();

    const alice = await voterPage("alice");
    await alice.goto(at("/jobs/deploy/runs/1"));
    await alice.getByRole("button", { name: "Approve" }).click();
    await see('[data-fault]:has-text("WINDOW has no value")', alice);
    await alice.getByLabel("WINDOW").selectOption("night");
    await alice.getByLabel("Comment").fill("Looks well.");
    await takeScreenshot(alice, "gate-vote-1440-light");
    await alice.getByRole("button", { name: "Approve" }).press("Enter");
    await see('.vote:has-text("alice approved"):has-text("Looks well.")', alice);
    await see('.gate-why-not:has-text("alice has approved deploy #1 already")', alice);
    // Everybody else sees it at once.
    await see('.vote:has-text("alice approved")');

    const bob = await voterPage("bob");
    await bob.goto(at("/gates"));
    await see('.gate-card:has-text("1 of 2 approvals"):has-text("waiting for you")', bob);
    await bob.getByRole("link", { name: "Look and vote" }).click();
    await bob.getByRole("button", { name: "Approve" }).click();
    await seeStatus("success", bob);
    await see('.run-part:has-text("Approval: 2 of 2 approvals") .vote:has-text("bob approved")', bob);
    await bob.context().close();
    await alice.context().close();
    await seeStatus("success");
    await see('.log-line:has-text("shipped in the night")');
    await expect.poll(() => page.locator(".rail-count").count()).toBe(0);
  });

  test("why: the causes lead back to the first event, and each is one press away", async () => {
    await open("/jobs/deploy/runs/1");
    await expect
      .poll(() => page.locator(".chain-words").allTextContents())
      .toEqual([
        expect.stringMatching(/^deploy #1, because/),
        expect.stringMatching(/^image has version 2 \(1\.1\.0\), which build #1 made/),
        expect.stringMatching(/^build #1, because/),
        expect.stringMatching(/^owner asked for a run of build/),
      ]);
    await page.locator(".chain").getByRole("link", { name: "build #1" }).first().click();
    await page.waitForURL(at("/jobs/build/runs/1"));
  });

  test("a gate shows what changed since it last let something through, and a rejection says why", async () => {
    await runToSuccess("build", 2);
    await open("/jobs/deploy/runs/2");
    const row = page.locator(".difference tr[data-changed]");
    await row.waitFor();
    expect(await row.textContent()).toMatch(/image.*changed.*#2 1\.1\.0.*#3 1\.2\.0/);
    await page.getByRole("button", { name: "Reject" }).click();
    await see('[data-fault]:has-text("Say why")');
    await page.getByLabel("Comment").fill("Not on a Friday.");
    await page.getByRole("button", { name: "Reject" }).click();
    await seeStatus("canceled");
    await see('.vote:has-text("owner rejected"):has-text("Not on a Friday.")');
    expect(await page.locator(".run-head-facts").textContent()).toMatch(/^waited \d/);
  });

  test("rerun from the failed step: takes the steps before as done, and says what it repeats", async () => {
    await callApi(page, "POST", "/jobs/flaky/runs", {});
    await open("/jobs/flaky/runs/2");
    await see('.tag:has-text("attempt 2 of 2")');
    await seeStatus("failure");
    await writeFile(join(here, "mended"), "");
    await page.getByRole("button", { name: "Rerun" }).press("Enter");
    await see(".menu-choice >> text=The same again");
    await takeScreenshot(page, "rerun-menu-1440-light");
    await page.getByRole("menuitem", { name: /From check on/ }).press("Enter");
    await page.waitForURL(at("/jobs/flaky/runs/3"));
    await expect
      .poll(() => page.locator(".run-head .tag").allTextContents())
      .toEqual(["repeats #2 from its failed step"]);
    await seeStatus("success");
    await see('.step:has-text("prepare") .step-mark:has-text("skipped")');
    await see('.log-line:has-text("finished")');
  });

  test("an input is pinned to a version, which its page says with who did it, and unpinned", async () => {
    await open("/jobs/read_image");
    await see('.in:has-text("would read #3 1.2.0")');
    await page.getByRole("button", { name: "Pin image…" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /1\.1\.0/ }).check();
    await dialog.getByLabel("Why (for the others)").fill("1.2.0 is slow");
    await takeScreenshot(page, "pin-dialog-1440-light");
    await dialog.getByRole("button", { name: "Pin to #2" }).click();
    await see('.in:has-text("would read #2 1.1.0"):has-text("pinned to #2, by owner")');
    await see('.in-reason[data-reason="input-pinned"]:has-text("1.2.0 is slow")');
    await takeScreenshot(page, "job-pinned-1440-light");
    await page.getByRole("button", { name: "Unpin image" }).click();
    await see('.in:has-text("would read #3 1.2.0")');
    expect(await page.locator(".pin-tag, .in-reason").count()).toBe(0);
  });

  test("an input is pinned by name: a name that nothing has is refused where it stands", async () => {
    await open("/jobs/read_image");
    await page.getByRole("button", { name: "Pin image…" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("The newest named").fill("9.9.9");
    expect(await dialog.getByRole("radio", { name: "By name" }).isChecked()).toBe(true);
    await dialog.getByRole("button", { name: "Pin to the newest 9.9.9" }).click();
    await see('.refusal:has-text("image has no version named 9.9.9")');
    await dialog.getByLabel("The newest named").fill("1.1.0");
    await takeScreenshot(page, "pin-by-name-1440-light");
    await page.keyboard.press("Enter");
    await see('.in:has-text("would read #2 1.1.0"):has-text("pinned to 1.1.0, by owner")');
    await page.getByRole("button", { name: "Unpin image" }).click();
    await see('.in:has-text("would read #3 1.2.0")');
  });

  test("a run of a job tells who took the version that it is, and who did not and why", async () => {
    await open("/jobs/build/runs/1");
    const part = page.locator('.run-part:has-text("Who took this version")');
    await part.locator('.fate[data-outcome="took"]:has-text("report")').waitFor();
    const left = part.locator('.fate[data-outcome="did-not"]:has-text("announce")');
    expect(await left.textContent()).toContain("Did not start: the input build is switched off.");
    await part.getByRole("link", { name: /^#1/ }).click();
    await page.waitForURL(at("/jobs/report/runs/1"));
    await see('.run-part:has-text("Who took this version") >> text=No job reads report.');
  });

  test("a bad version goes into quarantine with its reason; who took it and who did not is told", async () => {
    await open("/resources/image#v3");
    await see('.fate[data-outcome="took"]:has-text("read_image")');
    await see('.fate[data-outcome="did-not"]:has-text("deploy")');
    await page.locator("#v3").getByRole("button", { name: "Quarantine…" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Quarantine" }).click();
    await see('[data-fault]:has-text("Say what is wrong")');
    await page.keyboard.type("It loses orders.");
    await page.keyboard.press("Enter");
    await see('#v3 .quarantine-why:has-text("Nobody takes it: It loses orders.")');
    await open("/jobs/read_image");
    await see('.in:has-text("would read #2 1.1.0")');
    await open("/resources/image#v2");
    await page.locator("#v2").getByRole("button", { name: "Send down again" }).click();
    await see("#v2 .replay >> text=Run #");
    await open("/resources/image#v3");
    await page.locator("#v3").getByRole("button", { name: "Release…" }).click();
    await dialog.getByRole("button", { name: "Release" }).click();
    await expect.poll(() => page.locator("#v3 .quarantine-why").count()).toBe(0);
  });

  test("Tab reaches all of the gate, the inputs and the versions, and what has the focus shows it", async () => {
    for (const [path, ready] of Object.entries({
      "/jobs/deploy/runs/3": "body:has(.chain) .gate",
      "/jobs/read_image": "body:has(.decision):has(.run-row) .in",
      "/resources/image#v3": "body:has(.chain) .fate",
      "/gates": ".gate-card",
    })) {
      await open(path);
      await see(ready);
      expect.soft(await walkByTab(page), path).toEqual({ unreached: [], unmarked: [] });
    }
  });

  describe.each([SMALL_LAPTOP, ...LOOKS.slice(1)])("seen at $name", (look) => {
    const PAGES = {
      gates: { path: "/gates", ready: ".gate-card .gate-card-message" },
      gate: { path: "/jobs/deploy/runs/3", ready: "body:has(.chain) .gate" },
      "run-approved": { path: "/jobs/deploy/runs/1", ready: "body:has(.chain) .log-line" },
      "run-rejected": { path: "/jobs/deploy/runs/2", ready: ".chain" },
      "run-repeats": { path: "/jobs/flaky/runs/3", ready: "body:has(.chain) .log-line" },
      "job-gated": { path: "/jobs/deploy", ready: "body:has(.decision) .in" },
      "job-retried": { path: "/jobs/flaky", ready: "body:has(.decision) .run-row" },
      "job-inputs": { path: "/jobs/count", ready: ".decision" },
      "resource-fates": { path: "/resources/image#v3", ready: "body:has(.fate) .chain" },
      "graph-gated": { path: "/", ready: ".vertex, .stage-job" },
    };

    test("every page is in shape", async () => {
      const own = await openContext(browser, look, await context.storageState());
      await expectPagesInShape(await own.newPage(), platform.url, { look: look.name, pages: PAGES });
      await own.close();
    });
  });

  test("decisions that say the same stand together, and older ones are a press away", async () => {
    for (let at = 0; at < 13; at += 1)
      await callApi(page, "POST", "/resources/image/versions", { versionName: `2.0.${String(at)}` });
    await open("/jobs/read_notes");
    await see('.decision:has-text("is switched off"):has-text("and 11 times before")');
    const older = page.getByRole("button", { name: "Older decisions" });
    await older.click();
    await older.waitFor({ state: "detached" });
    await page.locator(".decision-same summary").press("Enter");
    expect(await page.locator(".decision-same p").count()).toBeGreaterThan(13);
  });

  test("nothing in all this was complained about in the console, the security policy included", () => {
    expect(complaints).toEqual([]);
  });

  async function voterPage(name: string): Promise<Page> {
    return (await signInMember(browser, LAPTOP, page, name)).newPage();
  }
});
