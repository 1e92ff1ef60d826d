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

/** What stands where something could not be done: the heading, and what more there is to say. */
export interface FailureWords {
  readonly heading: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** What is not there is said by the server in one sentence; anything else begins with what could not be done. */
export function failureWords(error: unknown, what: string): FailureWords {
  const advice = adviceFor(error);
  const { detail, ...hint } = advice;
  return isNotFound(error) ? { heading: detail, ...hint } : { heading: `${what}.`, ...advice };
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
