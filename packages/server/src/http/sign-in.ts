import { routes } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import type { Context, Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { endSession, spendSignInLink } from "../store/accounts.ts";
import { SESSION_COOKIE, findCaller, refuseCrossSite } from "./caller.ts";
import type { HandlerParts } from "./handlers/parts.ts";
import { presentMe } from "./handlers/session.ts";
import { readJson } from "./request-body.ts";

/** The two routes of the table that set cookies. */
export function addSignIn(app: Hono, parts: HandlerParts): void {
  app.post(routes.signIn.path, async (context) => {
    refuseCrossSite(context);
    const { token } = routes.signIn.body.parse(await readJson(context));
    const spent = await spendSignInLink(parts.database.query, token);
    if (!spent) {
      throw new AppError("SIGN_IN_LINK_SPENT", "This sign-in link was used already, or it has expired.", {
        hint: "Run `npx landbridge login --link` on the server for a new one, or restart it.",
      });
    }
    setCookie(context, SESSION_COOKIE, spent.session, {
      ...cookieOptions(parts),
      maxAge: spent.maxAgeSeconds,
    });
    return context.json(presentMe(parts, spent.account));
  });
  app.delete(routes.signOut.path, async (context: Context) => {
    const caller = await findCaller(parts, context);
    if (caller.session !== undefined) await endSession(parts.database.query, caller.session);
    deleteCookie(context, SESSION_COOKIE, cookieOptions(parts));
    return context.json({ ok: true });
  });
}

function cookieOptions(parts: HandlerParts) {
  return { path: "/", httpOnly: true, sameSite: "Lax", secure: parts.url().startsWith("https:") } as const;
}
