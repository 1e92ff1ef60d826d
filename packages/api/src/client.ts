import { errorView } from "./error-view.ts";
import type { ErrorView } from "./error-view.ts";
import { routes } from "./routes.ts";
import type { Route } from "./route.ts";
import type { InputOf, ResponseOf, RouteName } from "./routes.ts";

/** Carries one request out. Given by the host: `fetch` in the browser, node:http elsewhere, the app itself in tests. */
export type Send = (request: {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly body?: string;
}) => Promise<{ readonly status: number; readonly text: string }>;

/** One function per route of the table. */
export type ApiClient = {
  readonly [Name in RouteName]: (input: InputOf<Name>) => Promise<ResponseOf<Name>>;
};

/** What the server refused, with its code and hint. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.detail);
    this.view = view;
  }
}

export function createClient(send: Send): ApiClient {
  const call = async (route: Route, input: Record<string, unknown>): Promise<unknown> => {
    const answer = await send(requestFor(route, input));
    if (answer.status >= 400) throw new ApiError(parseError(answer));
    return route.response.parse(JSON.parse(answer.text));
  };
  const entries = Object.entries(routes).map(([name, route]) => [
    name,
    (input: Record<string, unknown>) => call(route, input),
  ]);
  // One function per key of the table, by construction.
  return Object.fromEntries(entries) as ApiClient;
}

/** Spreads a flat input over path, query and body. */
export function requestFor(route: Route, input: Record<string, unknown>): Parameters<Send>[0] {
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(input[key])));
  const query = new URLSearchParams();
  for (const key of Object.keys(route.query.shape)) {
    if (input[key] !== undefined) query.set(key, String(input[key]));
  }
  const body = Object.fromEntries(
    Object.keys(route.body.shape).flatMap((key) => (input[key] === undefined ? [] : [[key, input[key]]])),
  );
  const search = query.size > 0 ? `?${query.toString()}` : "";
  return {
    method: route.method,
    path: path + search,
    ...(route.method === "POST" || route.method === "PUT" ? { body: JSON.stringify(body) } : {}),
  };
}

function parseError(answer: { status: number; text: string }): ErrorView {
  const fallback: ErrorView = {
    type: "about:blank",
    title: "Unexpected answer",
    status: answer.status,
    code: "INTERNAL",
    detail: `The server answered ${String(answer.status)} without saying why.`,
  };
  try {
    return errorView.safeParse(JSON.parse(answer.text)).data ?? fallback;
  } catch {
    // A proxy's HTML page, for example.
    return fallback;
  }
}
