import { expect, test } from "vitest";
import { hashToken } from "../src/store/accounts.ts";
import { tokenOf } from "./support/api-token.ts";
import { WORKSPACE, sharedTestServer, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const WORKFLOW = "jobs: [{ name: build, type: runSh, steps: [{ TASK: [make] }] }]";
const W = `/api/v1/workspaces/${WORKSPACE}`;

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = (await response.json()) as { status: number; code: string; detail: string; hint?: string };
  expect(body.status).toBe(response.status);
  return body;
}

async function signIn(
  server: TestServer,
): Promise<{ cookie: string; setCookie: string; response: Response }> {
  const token = new URL(await server.server.createSignInUrl()).searchParams.get("token") ?? "";
  const response = await post(server, "/api/v1/session", { token });
  const setCookie = response.headers.get("set-cookie") ?? "";
  return { cookie: setCookie.split(";")[0] ?? "", setCookie, response };
}

function post(
  { request }: TestServer,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
) {
  return request(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

const shared = sharedTestServer({ workflow: WORKFLOW });

test("a sign-in link opens one session; the second time it is spent", async () => {
  const server = shared();
  const link = new URL(await server.server.createSignInUrl());
  expect(link.origin + link.pathname).toBe(`${server.url}/sign-in`);
  const token = link.searchParams.get("token") ?? "";
  const answers = await Promise.all([1, 2, 3].map(() => post(server, "/api/v1/session", { token })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  const again = await post(server, "/api/v1/session", { token });
  expect(await problemOf(again)).toMatchObject({ code: "SIGN_IN_LINK_SPENT", status: 401 });
  const first = answers.find(({ status }) => status === 200);
  expect(await first?.json()).toEqual({ name: "owner", role: "owner", workspace: WORKSPACE });
});

test("a link that has expired opens nothing", async () => {
  const server = await startTestServer();
  const token = new URL(await server.server.createSignInUrl()).searchParams.get("token") ?? "";
  await server.pool.query("update sign_in_links set expires_at = now() - interval '1 second'");
  expect((await post(server, "/api/v1/session", { token })).status).toBe(401);
});

test("the session's cookie is out of reach of scripts and other sites, signs in, and ends with the session", async () => {
  const server = shared();
  const { cookie, setCookie } = await signIn(server);
  expect(setCookie).toMatch(
    /^landbridge_session=lb_session_[\w-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const me = await server.request("/api/v1/me", { headers: { cookie } });
  expect(await me.json()).toMatchObject({ name: "owner", role: "owner" });
  const stored = await server.pool.query("select count(*)::int as n from sessions where token_hash = $1", [
    hashToken(cookie.slice(cookie.indexOf("=") + 1)),
  ]);
  expect(stored.rows).toEqual([{ n: 1 }]);

  const out = await server.request("/api/v1/session", { method: "DELETE", headers: { cookie } });
  expect(out.headers.get("set-cookie")).toMatch(/^landbridge_session=; Max-Age=0/);
  expect((await server.request("/api/v1/me", { headers: { cookie } })).status).toBe(401);
});

test("behind https the cookie goes over https only, and the sign-in link says so", async () => {
  const server = await startTestServer({ publicUrl: "https://landbridge.example.org" });
  expect(await server.server.createSignInUrl()).toMatch(
    /^https:\/\/landbridge\.example\.org\/sign-in\?token=/,
  );
  expect((await signIn(server)).setCookie).toMatch(/; Secure/);
});

test.each([
  ["another origin", { origin: "https://evil.example.org" }],
  ["a page of another site", { "sec-fetch-site": "cross-site" }],
  ["a neighbour on the same domain", { "sec-fetch-site": "same-site" }],
  ["an origin that is none", { origin: "null" }],
])("a change asked with a session from %s is refused", async (_, headers) => {
  const server = shared();
  const { cookie } = await signIn(server);
  const before = await server.client.listJobRuns({ workspace: WORKSPACE, job: "build" });
  const refused = await post(server, `${W}/jobs/build/runs`, {}, { cookie, ...headers });
  expect(await problemOf(refused)).toMatchObject({ code: "CROSS_SITE_REQUEST", status: 403 });
  expect(await server.client.listJobRuns({ workspace: WORKSPACE, job: "build" })).toEqual(before);
  const signedIn = await post(server, "/api/v1/session", { token: "lb_link_x" }, headers);
  expect((await problemOf(signedIn)).code).toBe("CROSS_SITE_REQUEST");
});

test("a change from the page itself is taken, and one with a token from anywhere", async () => {
  const server = shared();
  const { cookie } = await signIn(server);
  const own = { cookie, origin: server.url, "sec-fetch-site": "same-origin" };
  expect((await post(server, `${W}/jobs/build/runs`, {}, own)).status).toBe(200);
  const token = await tokenOf(server, "operator");
  const elsewhere = { authorization: `Bearer ${token}`, origin: "https://tools.example.org" };
  expect((await post(server, `${W}/jobs/build/runs`, {}, elsewhere)).status).toBe(200);
});

test.each([
  ["GET", "/api/v1/me"],
  ["GET", `${W}/graph`],
  ["POST", `${W}/jobs/build/runs`],
  ["GET", `${W}/jobs/build/runs/1/steps/0/log`],
  ["GET", `${W}/jobs/build/runs/1/steps/0/log/follow`],
  ["GET", "/api/v1/feed"],
])("without a sign-in %s %s is refused with a problem that says so", async (method, path) => {
  const server = shared();
  const strangers: Readonly<Record<string, string>>[] = [
    {},
    { authorization: "Bearer lb_pat_guessed" },
    { cookie: "landbridge_session=lb_session_guessed" },
  ];
  for (const headers of strangers) {
    const refused = await server.request(path, { method, headers });
    expect(await problemOf(refused)).toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
  }
});

test("a token that has expired is none", async () => {
  const server = shared();
  const authorization = `Bearer ${await tokenOf(server, "owner", "-1 second")}`;
  expect((await server.request("/api/v1/me", { headers: { authorization } })).status).toBe(401);
});

test.each([
  ["viewer", [200, 403, 403, 403]],
  ["operator", [200, 200, 403, 403]],
  ["member", [200, 200, 403, 403]],
  ["admin", [200, 200, 200, 200]],
] as const)(
  "a %s may do what the role allows: look, run, add sources, ask the doctor: %j",
  async (role, expected) => {
    const server = shared();
    const authorization = `Bearer ${await tokenOf(server, role)}`;
    const answers = [
      await server.request(`${W}/graph`, { headers: { authorization } }),
      await post(server, `${W}/jobs/build/runs`, {}, { authorization }),
      await post(
        server,
        `${W}/sources`,
        { name: "more", kind: "directory", location: "/nowhere" },
        { authorization },
      ),
      await post(server, `${W}/doctor`, {}, { authorization }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(expected);
    const refused = answers.filter(({ status }) => status === 403);
    for (const answer of refused) expect((await problemOf(answer)).code).toBe("FORBIDDEN");
  },
);

test("servers that share a database don't sign each other's callers out", async () => {
  const first = await startTestServer({ workflow: WORKFLOW });
  const authorization = `Bearer ${await first.server.createCommandLineToken()}`;
  const second = await startTestServer({ databaseUrl: first.databaseUrl });
  await second.server.createCommandLineToken();
  expect((await first.request("/api/v1/me", { headers: { authorization } })).status).toBe(200);
  expect(await first.client.getMe({})).toMatchObject({ name: "owner" });
  expect(await second.client.getMe({})).toMatchObject({ name: "owner" });
});

test("sessions and links that have expired are deleted, at a start and from then on; what is in use stays", async () => {
  const first = await startTestServer();
  const left = async () => {
    const { rows } = await first.pool.query<{ links: number; sessions: number }>(
      "select (select count(*)::int from sign_in_links) as links, (select count(*)::int from sessions) as sessions",
    );
    return rows[0];
  };
  const expire = async (): Promise<void> => {
    await first.pool.query("update sign_in_links set expires_at = now() - interval '1 second'");
    await first.pool.query("update sessions set expires_at = now() - interval '1 second'");
  };
  await signIn(first);
  await first.server.createSignInUrl();
  await expire();
  expect(await left()).toEqual({ links: 2, sessions: 1 });

  const second = await startTestServer({ databaseUrl: first.databaseUrl, sweepMs: 20 });
  expect(await left()).toEqual({ links: 0, sessions: 0 });
  await signIn(second);
  await expire();
  await second.until(async () => (await left())?.sessions === 0);
  await second.server.createSignInUrl();
  const { cookie } = await signIn(second);
  expect(await left()).toEqual({ links: 2, sessions: 1 });
  expect((await second.request("/api/v1/me", { headers: { cookie } })).status).toBe(200);
});
