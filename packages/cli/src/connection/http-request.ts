import { request as requestHttp } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { Send } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";

export interface Address {
  /** http://host:port */
  readonly url: string;
  readonly token?: string;
  /** A session instead of a token: name and value of its cookie. */
  readonly cookie?: string;
  /** How the address was found, for the sentence that says where we looked. */
  readonly origin: string;
  /** Other servers that the command line is signed in to, those signed in to first at the front. */
  readonly others?: readonly string[];
}

const TIMEOUT_MS = 30_000;

/** Carries requests of the typed client out over node:http: `fetch` would cost its library's start-up each time. */
export function createHttpSend(address: Address): Send {
  return async ({ method, path, body }) => {
    const response = await openRequest(address, { method, path, ...(body === undefined ? {} : { body }) });
    return { status: response.statusCode ?? 500, text: await readText(response) };
  };
}

export interface OpenRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly accept?: string;
  /** A stream may be silent for as long as it likes. */
  readonly isStream?: boolean;
  readonly signal?: AbortSignal;
}

/** Sends a request and returns its answer with the body still to be read. Refuses when nobody answers. */
export function openRequest(address: Address, open: OpenRequest): Promise<IncomingMessage> {
  const target = new URL(open.path, address.url);
  const request = (target.protocol === "https:" ? requestHttps : requestHttp)(target, {
    method: open.method,
    headers: {
      accept: open.accept ?? "application/json",
      ...credentialsOf(address),
      ...(open.body === undefined
        ? {}
        : { "content-type": "application/json", "content-length": Buffer.byteLength(open.body) }),
    },
    ...(open.signal ? { signal: open.signal } : {}),
  });
  if (!open.isStream)
    request.setTimeout(TIMEOUT_MS, () => request.destroy(new Error("no answer in 30 seconds")));
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", (error) => reject(open.signal?.aborted ? error : unreachable(address, error)));
    request.end(open.body);
  });
}

export async function readBytes(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export async function readText(response: IncomingMessage): Promise<string> {
  return (await readBytes(response)).toString("utf8");
}

function credentialsOf({ token, cookie }: Address): Readonly<Record<string, string>> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  return cookie === undefined ? {} : { cookie };
}

function unreachable({ url, origin, others = [] }: Address, cause: Error): CliRefusal {
  const code = "code" in cause ? String(cause.code) : "";
  const why = code === "ECONNREFUSED" ? "nothing listens there" : cause.message || code || "no answer";
  const known = others.length === 0 ? "" : ` You are also signed in to ${others.slice(-3).join(", ")}.`;
  return new CliRefusal("SERVER_UNREACHABLE", `No Landbridge server answers at ${url} (${origin}): ${why}.`, {
    hint: `\`landbridge up\` starts one; --server URL or LANDBRIDGE_SERVER names another.${known}`,
    cause,
  });
}
