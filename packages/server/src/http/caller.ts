import { AppError, isAtLeast } from "@landbridge/core";
import type { Role } from "@landbridge/core";
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { timingSafeEqual } from "node:crypto";
import type { Kysely } from "kysely";
import { findAccountByApiToken, findAccountBySession, hashToken } from "../store/accounts.ts";
import type { Account } from "../store/accounts.ts";
import type { Tables } from "../store/schema.ts";

export const SESSION_COOKIE = "landbridge_session";

/** Who asks: a signed-in person, a token, or nobody yet. */
export interface Caller {
  readonly account?: Account;
  /** The session's secret, when the caller came with a cookie. */
  readonly session?: string;
}

/** Where callers are looked up, and the process's own token. */
export interface CallerParts {
  readonly database: { readonly query: Kysely<Tables> };
  readonly own: { readonly token: string; readonly account: Account };
}

/** Finds out who asks. A browser's request that changes something must come from our own pages. */
export async function findCaller({ database, own }: CallerParts, context: Context): Promise<Caller> {
  const { query } = database;
  // `apiToken` is how scripts that were written for older servers say it.
  const bearer = /^(?:Bearer|apiToken) (\S+)$/.exec(context.req.header("authorization") ?? "")?.[1];
  if (bearer !== undefined) {
    if (timingSafeEqual(hashToken(bearer), hashToken(own.token))) return { account: own.account };
    const account = await findAccountByApiToken(query, bearer);
    return account ? { account } : {};
  }
  const session = getCookie(context, SESSION_COOKIE);
  if (session === undefined) return {};
  refuseCrossSite(context);
  const account = await findAccountBySession(query, session);
  return account ? { account, session } : { session };
}

/** SameSite keeps the cookie back already; this also covers browsers and proxies that do not. */
export function refuseCrossSite(context: Context): void {
  if (context.req.method === "GET" || context.req.method === "HEAD") return;
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const isSameSite = site === undefined || site === "same-origin" || site === "none";
  const isSameOrigin = origin === undefined || hostOf(origin) === context.req.header("host");
  if (isSameSite && isSameOrigin) return;
  throw new AppError("CROSS_SITE_REQUEST", "The request came from another site.", {
    hint: "Use the page of this server, or an API token in the Authorization header.",
  });
}

/** Refuses a caller whose role is less than the route asks for. */
export function requireRole(caller: Caller, least: Role | "anyone"): void {
  if (least === "anyone") return;
  if (!caller.account) {
    throw new AppError("UNAUTHENTICATED", "Sign in first.", {
      hint: "Open the sign-in link that the server printed, or send an API token.",
    });
  }
  if (isAtLeast(caller.account.role, least)) return;
  throw new AppError("FORBIDDEN", `This asks for the role ${least}; yours is ${caller.account.role}.`, {
    hint: "Ask an administrator of the workspace.",
  });
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : "";
}
