import { lookup as resolve } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import type { IncomingMessage, RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { faultOfAddress, hostName } from "./allow-list.ts";
import type { AllowList } from "./allow-list.ts";
import { refuse } from "./fetch-answer.ts";
import type { FetchAnswer, FetchRefusal } from "./fetch-answer.ts";
import { readBody } from "./read-body.ts";

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** What the body may have at most, compressed and not. */
  readonly maxBytes?: number;
  /** For everything: names, redirects, the whole body. */
  readonly timeoutMs?: number;
}

export type GuardedFetch = (url: string, options?: FetchOptions) => Promise<FetchAnswer>;

export interface GuardedFetchOptions {
  readonly allow: AllowList;
  /** Names to addresses; the system's own way when absent. */
  readonly lookup?: (host: string) => Promise<readonly ResolvedAddress[]>;
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

const MAX_REDIRECTS = 5;
const MAX_BYTES = 1_048_576;
const TIMEOUT_MS = 10_000;

/**
 * The one way on which the server fetches what somebody else names: GET over http and https, text only. A name is
 * looked up once, and the connection goes to exactly the addresses that were checked, so that a name that changes
 * its mind gains nothing. Each redirect is checked like the first address. No proxy, no cookies, no credentials.
 */
export function createGuardedFetch({ allow, lookup = lookUp }: GuardedFetchOptions): GuardedFetch {
  return async (url, { signal, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS } = {}) => {
    const expired = new AbortController();
    const timer = setTimeout(() => expired.abort(), timeoutMs);
    const stopped = signal ? AbortSignal.any([signal, expired.signal]) : expired.signal;
    try {
      return await fetchText(url, { allow, lookup, signal: stopped, maxBytes });
    } catch (error) {
      if (signal?.aborted === true) return refuse("It was not waited for.");
      if (expired.signal.aborted) return refuse(`It took longer than ${timeoutMs / 1000} s.`);
      return refuse(sentenceOf(error));
    } finally {
      clearTimeout(timer);
    }
  };
}

interface Fetching extends Required<GuardedFetchOptions> {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

async function fetchText(first: string, fetching: Fetching): Promise<FetchAnswer> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const target = await checkTarget(url, fetching);
    if (!target.ok) return refuse(redirects === 0 ? target.reason : `It leads on. ${target.reason}`);
    const response = await open(target, fetching.signal);
    const next = redirectOf(response);
    if (next === undefined) return await readBody(response, fetching.maxBytes);
    response.destroy();
    if (!URL.canParse(next, target.url.href)) return refuse("It leads on to what is no address.");
    const following = new URL(next, target.url);
    if (target.url.protocol === "https:" && following.protocol === "http:") {
      return refuse("It leads on from https to http, where anybody on the way could change it.");
    }
    url = following.href;
  }
  return refuse(`It leads on more than ${MAX_REDIRECTS} times.`);
}

interface Target {
  readonly ok: true;
  readonly url: URL;
  readonly addresses: readonly ResolvedAddress[];
}

async function checkTarget(
  text: string,
  { allow, lookup, signal }: Fetching,
): Promise<Target | FetchRefusal> {
  if (!URL.canParse(text)) return refuse("It is no address.");
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refuse("Only http and https addresses are fetched.");
  }
  if (url.username !== "" || url.password !== "") {
    return refuse("It holds a user name or password, which would be readable for everybody who sees it.");
  }
  // URLs have brackets round an IPv6 address, and every other way to write an IPv4 address is made plain by now.
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(host);
  const found = family === 0 ? await withSignal(lookup(host), signal) : [{ address: host, family }];
  if (allow.hosts.has(hostName(host))) return { ok: true, url, addresses: found };
  const addresses = found.filter(({ address }) => faultOfAddress(address, allow) === undefined);
  if (addresses.length > 0) return { ok: true, url, addresses };
  const [refused] = found;
  if (!refused) return refuse(`The host ${host} has no address.`);
  const fault = faultOfAddress(refused.address, allow) ?? "is refused";
  return refuse(
    `The address of ${host} ${fault}, and the server fetches nothing from there unless LANDBRIDGE_FETCH_ALLOW names it.`,
  );
}

function open({ url, addresses }: Target, signal: AbortSignal): Promise<IncomingMessage> {
  const options: RequestOptions = {
    // An agent of its own: no connection is used again, and no setting of the environment adds a proxy.
    agent: false,
    signal,
    headers: {
      accept: "text/*, */*;q=0.5",
      "accept-encoding": "gzip, deflate, br",
      "user-agent": "Landbridge",
    },
    lookup: answerWith(addresses),
  };
  return new Promise((settle, reject) => {
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options);
    request.once("response", settle);
    request.on("error", reject);
    request.once("close", () => reject(new Error("closed without an answer")));
    request.end();
  });
}

/** In place of a second look-up, which might be answered in another way than the first. */
function answerWith(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, { all }, done) => {
    const [first] = addresses;
    if (all === true) done(null, [...addresses]);
    else if (first) done(null, first.address, first.family);
  };
}

function redirectOf({ statusCode = 0, headers: { location } }: IncomingMessage): string | undefined {
  return [301, 302, 303, 307, 308].includes(statusCode) ? location : undefined;
}

function lookUp(host: string): Promise<readonly ResolvedAddress[]> {
  return resolve(host, { all: true, verbatim: true });
}

/** The system's look-up can't be called off, only left alone. */
function withSignal<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((settle, reject) => {
    const stop = (): void => reject(new Error("stopped"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(settle, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOTFOUND: "Nobody knows its host.",
  EAI_AGAIN: "Its host can't be looked up right now.",
  ECONNREFUSED: "Its host refuses the connection.",
  ECONNRESET: "The connection broke.",
  ETIMEDOUT: "Its host does not answer.",
  EHOSTUNREACH: "There is no way to its host.",
  ENETUNREACH: "There is no way to its host.",
};

function sentenceOf(error: unknown): string {
  // Several addresses were tried: their faults come as one error with the first one's code.
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = SENTENCES[code];
  if (known !== undefined) return known;
  if (/^Z_|^ERR_BROTLI|^ERR__ERROR_FORMAT/.test(code)) return "Its compressed content is broken.";
  if (/CERT|^UNABLE_TO|^ERR_TLS|SELF_SIGNED/.test(code)) return `Its certificate is not trusted (${code}).`;
  return `The connection failed${code === "" ? "" : ` (${code})`}.`;
}
