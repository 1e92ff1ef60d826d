import { ApiError, errorView } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";
import type { Address } from "./http-request.ts";

/** What an answer outside the typed client refused; 401 becomes a sentence that says how to sign in. */
export function refusalOf(address: Address, status: number, text: string): Error {
  if (status === 401) return notSignedIn(address);
  const view = errorView.safeParse(jsonOf(text)).data;
  return view ? new ApiError(view) : new Error(`${address.url} answered ${status} without saying why.`);
}

export function notSignedIn({ url, token, cookie }: Address): CliRefusal {
  const isStranger = token === undefined && cookie === undefined;
  const message = isStranger ? `You are not signed in to ${url}.` : `${url} does not know you any more.`;
  return new CliRefusal("NOT_SIGNED_IN", message, {
    hint: "`landbridge login SIGN-IN-LINK` signs in; `landbridge up` does it for its own server.",
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
