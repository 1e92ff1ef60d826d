import type { Browser, BrowserContext, Page } from "playwright-core";
import { openContext } from "./browser.ts";
import type { Look } from "./browser.ts";

/** Calls the API with the session of a page; tells what was answered when that is no success. */
export async function callApi(page: Page, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await page.evaluate(
    async (call) => {
      const answered = await fetch(`/api/v1/workspaces/main${call.path}`, {
        method: call.method,
        ...(call.body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: call.body }),
      });
      return { status: answered.status, text: await answered.text() };
    },
    { method, path, body: body && JSON.stringify(body) },
  );
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text) as unknown;
}

/** Makes a member and a browser in which they are signed in. */
export async function signInMember(
  browser: Browser,
  look: Look,
  owner: Page,
  name: string,
): Promise<BrowserContext> {
  await callApi(owner, "POST", "/members", { name, role: "operator" });
  const made = await callApi(owner, "POST", "/tokens", { member: name });
  if (typeof made !== "object" || made === null || !("token" in made)) throw new Error("There is no token.");
  const context = await openContext(browser, look);
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${String(made.token)}` });
  return context;
}
