import { RAW_ROUTES, createClient } from "@landbridge/api";
import type { ApiClient, Send } from "@landbridge/api";

const sendByFetch: Send = async ({ method, path, body }) => {
  const answer = await fetch(path, {
    method,
    credentials: "same-origin",
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
};

/** Every route of the contract, over `fetch` with the session's cookie. */
export const client: ApiClient = createClient(sendByFetch);

export interface StepLogAddress {
  readonly workspace: string;
  readonly job: string;
  readonly number: number;
  readonly index: number;
}

export function stepLogPath(address: StepLogAddress, offset = 0): string {
  return fill(RAW_ROUTES.stepLog, address) + (offset === 0 ? "" : `?offset=${offset}`);
}

export function stepLogFollowPath(address: StepLogAddress, offset: number): string {
  return `${fill(RAW_ROUTES.stepLogFollow, address)}?offset=${offset}`;
}

export function feedPath(workspace: string): string {
  return `${RAW_ROUTES.feed}?workspace=${encodeURIComponent(workspace)}`;
}

function fill(path: string, values: StepLogAddress): string {
  const texts: Readonly<Record<string, string | number>> = { ...values };
  return path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(texts[key] ?? ""));
}
