import { routes } from "@landbridge/api";
import { mkdir } from "node:fs/promises";
import { request as rawRequest } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE, sharedTestServer, temporaryDirectory, writeFiles } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: app }, { TASK: [make] }] }
`;
const W = `/api/v1/workspaces/${WORKSPACE}`;

async function ask(server: TestServer, path: string, init: RequestInit = {}): Promise<Response> {
  const token = await server.server.createCommandLineToken();
  return server.request(path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

const REFUSALS: readonly [string, string, RequestInit, number, string][] = [
  ["an unknown job", `${W}/jobs/biuld`, {}, 404, "JOB_NOT_FOUND"],
  ["an unknown run", `${W}/jobs/build/runs/99`, {}, 404, "RUN_NOT_FOUND"],
  ["an unknown resource", `${W}/resources/nope`, {}, 404, "RESOURCE_NOT_FOUND"],
  ["an unknown workspace", "/api/v1/workspaces/other/graph", {}, 404, "WORKSPACE_NOT_FOUND"],
  ["an unknown source", `${W}/sources/nope/sync`, { method: "POST" }, 404, "SOURCE_NOT_FOUND"],
  ["an unknown path", "/api/v1/nothing/here", {}, 404, "NOT_FOUND"],
  ["another method", "/api/v1/me", { method: "PUT" }, 404, "NOT_FOUND"],
  ["a run number that is none", `${W}/jobs/build/runs/first`, {}, 400, "BAD_REQUEST"],
  ["a page that is too large", `${W}/runs?limit=100000`, {}, 400, "BAD_REQUEST"],
  ["a body that is not JSON", `${W}/jobs/build/runs`, { method: "POST", body: "{" }, 400, "BAD_REQUEST"],
  [
    "a body of another shape",
    `${W}/jobs/build/runs`,
    { method: "POST", body: '{"env":{"A":1}}' },
    400,
    "BAD_REQUEST",
  ],
  ["a sign-in without JSON", "/api/v1/session", { method: "POST", body: "token" }, 400, "BAD_REQUEST"],
  ["an identifier that is none", `${W}/runs?after=x`, {}, 400, "BAD_REQUEST"],
  [
    "a text with NUL",
    `${W}/jobs/build/runs`,
    { method: "POST", body: '{"env":{"A":"\\u0000"}}' },
    400,
    "BAD_REQUEST",
  ],
];

const plain = sharedTestServer({ workflow: WORKFLOW });
const withPage = sharedTestServer(async () => {
  const root = await temporaryDirectory();
  const webDir = join(root, "web");
  await mkdir(webDir);
  await writeFiles(root, { "secret.txt": "hidden", "web/secret-beside.txt": "hidden" });
  await writeFiles(webDir, { "index.html": "<!doctype html>the page", "assets/app-1a2b.js": "run()" });
  return { webDir };
});

test.each(REFUSALS)("%s is refused with a coded problem", async (_, path, init, status, code) => {
  const refused = await ask(plain(), path, init);
  expect({ status: refused.status, type: refused.headers.get("content-type") }).toEqual({
    status,
    type: "application/problem+json",
  });
  expect(await codeOf(refused)).toBe(code);
});

test("a mistyped name gets a hint", async () => {
  const refused = await ask(plain(), `${W}/jobs/build_all`);
  expect(await refused.json()).toMatchObject({ hint: "Did you mean build?" });
});

test("a body that is too large is refused before it is read", async () => {
  const body = JSON.stringify({ env: { A: "x".repeat(2 * 1_048_576) } });
  const refused = await ask(plain(), `${W}/jobs/build/runs`, { method: "POST", body });
  expect({ status: refused.status, code: await codeOf(refused) }).toEqual({
    status: 413,
    code: "REQUEST_TOO_LARGE",
  });
});

test("the OpenAPI document lists every route of the contract, and each reference in it leads somewhere", async () => {
  const { request } = plain();
  const response = await request("/api/v1/openapi.json");
  expect(response.status).toBe(200);
  const document = (await response.json()) as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; parameters: { name: string; in: string }[] }>
    >;
    components: { schemas: Record<string, unknown> };
  };
  expect(document.openapi).toBe("3.1.0");
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const declared = Object.entries(routes).map(([name, { method, path }]) => `${name} ${method} ${path}`);
  const listed = operations.map(
    ({ operationId, method, path }) =>
      `${operationId} ${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
  );
  expect(listed.sort()).toEqual(declared.sort());
  for (const { path, parameters } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(
      parameters
        .filter((parameter) => parameter.in === "path")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(inPath.sort());
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to);
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(references.filter((to) => !known.includes(to ?? ""))).toEqual([]);
});

test.each([
  ["GET", "/metrics"],
  ["GET", "/badges/main/build.svg"],
])("%s %s is promised and not built yet, and says so", async (method, path) => {
  const { request } = plain();
  const response = await request(path, { method });
  expect({ status: response.status, code: await codeOf(response) }).toEqual({
    status: 501,
    code: "NOT_BUILT",
  });
});

test("health is answered without a sign-in", async () => {
  const { request } = plain();
  for (const path of ["/healthz", "/readyz"]) {
    const response = await request(path);
    expect([response.status, await response.text()]).toEqual([200, "ok"]);
  }
});

test.each(["/", "/jobs/build/runs/3", "/sign-in"])(
  "%s is the page, with a policy that lets nothing in",
  async (path) => {
    const { request } = withPage();
    const response = await request(path);
    expect([response.status, await response.text()]).toEqual([200, "<!doctype html>the page"]);
    const policy = response.headers.get("content-security-policy") ?? "";
    for (const rule of [
      "default-src 'self'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy.split("; ")).toContain(rule);
    }
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-cache");
  },
);

test("assets are kept by browsers for ever; one that is missing is missing", async () => {
  const { request } = withPage();
  const asset = await request("/assets/app-1a2b.js");
  expect([asset.status, await asset.text()]).toEqual([200, "run()"]);
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await request("/assets/old.js")).status).toBe(404);
});

test.each([
  "/assets/../secret-beside.txt",
  "/assets/../../secret.txt",
  "/assets/%2e%2e/%2e%2e/secret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/assets/..%5c..%5csecret.txt",
  "/assets/%00/../../secret.txt",
  "/secret-beside.txt",
  "/assets//etc/passwd",
])("%s does not lead out of the assets", async (path) => {
  const { url } = withPage();
  const { hostname, port } = new URL(url);
  // Not fetch: it would tidy the path up before it is sent.
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = rawRequest({ hostname, port, path }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (piece: string) => (body += piece));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: body }));
    });
    sent.on("error", reject).end();
  });
  expect(text).not.toContain("hidden");
  expect(text).not.toContain("root:");
  expect([400, 404]).toContain(status);
});
