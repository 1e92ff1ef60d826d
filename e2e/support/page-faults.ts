import type { Page } from "playwright-core";

/** What Tab never comes to, and what shows no mark when it does. */
export async function walkByTab(page: Page): Promise<{ unreached: string[]; unmarked: string[] }> {
  const reached = new Set<string>();
  const unmarked: string[] = [];
  await page.evaluate(() => {
    const pressable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    for (const [at, element] of [...document.querySelectorAll(pressable)].entries())
      element.setAttribute("data-tab-at", String(at));
    document.body.focus();
  });
  for (;;) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const at = element.getAttribute("data-tab-at") ?? element.outerHTML.slice(0, 120);
      const marked = [element, element.parentElement].some((candidate) => {
        const style = candidate && getComputedStyle(candidate);
        return style && (style.outlineStyle !== "none" || style.boxShadow !== "none");
      });
      return { at, marked, html: element.outerHTML.slice(0, 120) };
    });
    if (!focused || reached.has(focused.at)) break;
    reached.add(focused.at);
    if (!focused.marked) unmarked.push(focused.html);
  }
  const unreached = await page.evaluate(
    (all) =>
      [...document.querySelectorAll<HTMLElement>("[data-tab-at]:not([tabindex='-1'], :disabled)")]
        .filter((element) => element.checkVisibility() && !all.includes(element.dataset["tabAt"] ?? ""))
        .map((element) => element.outerHTML.slice(0, 120)),
    [...reached],
  );
  return { unreached, unmarked };
}

/** What is wrong with the shape of a page. */
export function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the screen");
    for (const element of document.querySelectorAll("main a, main button, main h1, main h2, main .tag")) {
      if (element.closest(".graph-canvas, .log-scroll, .steps, .code, .cut")) continue;
      const { right } = element.getBoundingClientRect();
      if (right > innerWidth) faults.push(`out of sight: ${element.outerHTML.slice(0, 120)}`);
    }
    for (const box of document.querySelectorAll(
      ".card, .card-scroll, .chip, .inspector-body, .run-details",
    )) {
      if (box.scrollWidth > box.clientWidth) faults.push(`too narrow for what is in it: ${box.className}`);
    }
    for (const {
      scrollWidth,
      clientWidth,
      scrollHeight,
      clientHeight,
      textContent,
    } of document.querySelectorAll(".run-rows .run-cause")) {
      if (scrollWidth > clientWidth || scrollHeight > clientHeight)
        faults.push(`a run's cause is cut: ${textContent}`);
    }
    const selected = document.querySelector(".vertex[data-selected]")?.getBoundingClientRect();
    const sheet = document.querySelector(".inspector")?.getBoundingClientRect();
    if (selected && sheet && selected.right > sheet.left && selected.bottom > sheet.top)
      faults.push("the inspector covers what is selected");
    if (document.querySelectorAll("h1").length !== 1) faults.push("not exactly one h1");
    if (!document.title.endsWith("· Landbridge")) faults.push(`title ${document.title}`);
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea")) {
      const label =
        element.getAttribute("aria-label") ??
        element.closest("label")?.textContent ??
        document.querySelector(`label[for="${CSS.escape(element.id)}"]`)?.textContent ??
        element.textContent;
      if (!label?.trim()) faults.push(`no name: ${element.outerHTML.slice(0, 120)}`);
    }
    return faults;
  });
}
