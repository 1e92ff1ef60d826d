import type { MeView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import { createSignInLink } from "../../store/accounts.ts";
import type { Account } from "../../store/accounts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

type SessionRoutes = "getMe" | "createSignInLink";

/** Signing in and out set cookies: they live beside the table's handlers, in http/sign-in.ts. */
export function sessionHandlers(parts: HandlerParts): { readonly [Name in SessionRoutes]: Handler<Name> } {
  return {
    getMe: async (_request, caller) => presentMe(parts, caller.account),
    async createSignInLink(_request, caller) {
      if (!caller.account) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      return { url: await signInUrl(parts, caller.account.id) };
    },
  };
}

export function presentMe(parts: Pick<HandlerParts, "workspace">, account: Account): MeView {
  return { name: account.name, role: account.role, workspace: parts.workspace.name };
}

/** A one-time address; whoever opens it first is signed in. */
export async function signInUrl(
  parts: Pick<HandlerParts, "database" | "url">,
  userId: string,
): Promise<string> {
  const token = await createSignInLink(parts.database.query, userId);
  return `${parts.url()}/sign-in?token=${token}`;
}
