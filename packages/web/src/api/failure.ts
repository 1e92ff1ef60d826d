import { ApiError } from "@landbridge/api";

export interface Advice {
  readonly detail: string;
  readonly hint?: string;
}

/** What a person is told about a call that went wrong. */
export function adviceFor(error: unknown): Advice {
  if (error instanceof ApiError) {
    const { detail, hint } = error.view;
    return hint === undefined ? { detail } : { detail, hint };
  }
  if (error instanceof TypeError) {
    return {
      detail: "The server can't be reached.",
      hint: "Is `landbridge up` still running on that machine? The page goes on by itself when it is back.",
    };
  }
  return {
    detail: "The server's answer could not be read.",
    hint: "Page and server may be of different versions: load the page again.",
  };
}

/** Nobody is signed in, or the session ended. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.view.status === 401;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.view.status === 404;
}

/** Worth asking again: the network or the server failed, the question was right. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.view.status >= 500;
}
