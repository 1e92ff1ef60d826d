import { expect, test } from "vitest";
import { tokenOf } from "./support/api-token.ts";
import { databaseOfTest, startTestServer, WORKSPACE } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const HOOK = `/api/v1/workspaces/${WORKSPACE}/hook`;
const yaml = (go: string): string => `
resources:
  - { name: go, type: webhook${go} }
  - { name: open, type: webhook, versionTemplate: { webhookKey: k3y } }
  - { name: plain, type: params, versionTemplate: { params: { A: b } } }
jobs:
  - { name: sweep, type: runSh, steps: [{ IN: go }, { TASK: [sweep] }] }`;
const WORKFLOW = yaml("");

interface Posting {
  readonly user: string;
  readonly key: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function post({ request }: TestServer, { user, key, body = "{}", headers }: Posting, path = HOOK) {
  const authorization = `Basic ${Buffer.from(`${user}:${key}`).toString("base64")}`;
  return request(path, { method: "POST", headers: { authorization, ...headers }, body });
}

async function latestOf({ client }: TestServer, resource = "go") {
  const { latest } = await client.getResource({ workspace: WORKSPACE, resource });
  if (!latest) throw new Error(`${resource} has no version`);
  return latest;
}

async function keyOf(server: TestServer): Promise<string> {
  return String((await latestOf(server)).values["webhookKey"]);
}

test("a post with user and password in its address is a version, and starts the consumers", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const first = await latestOf(server);
  expect(first).toMatchObject({ number: 1, origin: "configuration" });
  const key = await keyOf(server);
  expect(key).toMatch(/^[\w-]{32}$/);
  const address = new URL(server.url);
  expect(first.values["webhookUrl"]).toBe(`http://go:${key}@${address.host}${HOOK}`);

  const worker = await server.agent();
  const answer = await post(server, { user: "go", key, body: `{"ref":"v1","list":[1,null,{"a":"ü🚀"}]}` });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ message: "Webhook processed" });
  expect(answer.headers.get("x-resource-version")).toBe("go@2");
  const payload = { ref: "v1", list: [1, null, { a: "ü🚀" }] };
  expect(await latestOf(server)).toMatchObject({
    number: 2,
    origin: "external",
    values: { payload, webhookKey: key, webhookUrl: first.values["webhookUrl"] },
  });
  const { plan } = await worker.take("sweep");
  expect(plan.inputs[0]?.values["payload"]).toEqual(payload);
  expect(plan.cause).toEqual({ kind: "version", resource: "go", versionNumber: 2 });
});

test("keys are of one resource each, and stay when something else of it is edited", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const key = await keyOf(server);
  await post(server, { user: "go", key, body: `{"n":1}` });
  expect((await post(server, { user: "open", key })).status).toBe(401);
  expect((await post(server, { user: "open", key: "k3y" })).status).toBe(200);

  await server.sync(yaml(", flags: [outside], versionTemplate: { note: new }"));
  expect(await latestOf(server)).toMatchObject({
    number: 3,
    origin: "configuration",
    values: { note: "new", webhookKey: key, payload: { n: 1 } },
  });
  // Another key is declared, and then none any more: the last one stays.
  await server.sync(yaml(", versionTemplate: { webhookKey: 'a:b@c' }"));
  expect((await post(server, { user: "go", key })).status).toBe(401);
  expect((await post(server, { user: "go", key: "a:b@c" })).status).toBe(200);
  const { webhookUrl } = (await latestOf(server)).values;
  expect(decodeURIComponent(new URL(String(webhookUrl)).password)).toBe("a:b@c");
  await server.sync(WORKFLOW);
  expect((await post(server, { user: "go", key: "a:b@c" })).status).toBe(200);
});

test("who does not know the key learns nothing, not even which resources there are", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const key = await keyOf(server);
  const tries = await Promise.all([
    post(server, { user: "go", key: `${key}x` }),
    post(server, { user: "go", key: "" }),
    post(server, { user: "nobody", key }),
    post(server, { user: "plain", key: "" }),
    post(server, { user: "go", key }, "/api/v1/workspaces/other/hook"),
    post(server, { user: "__proto__", key: "" }),
    server.request(HOOK, { method: "POST", body: "{}" }),
    server.request(HOOK, { method: "POST", body: "{}", headers: { authorization: "Basic ****" } }),
  ]);
  expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 401));
  const texts = await Promise.all(tries.map((answer) => answer.text()));
  expect(new Set(texts).size).toBe(1);
  expect(JSON.parse(texts[0] ?? "")).toMatchObject({ code: "WEBHOOK_KEY_WRONG" });
  expect(await latestOf(server)).toMatchObject({ number: 1 });

  await server.sync("resources: [{ name: plain, type: params, versionTemplate: { params: { A: b } } }]");
  expect((await post(server, { user: "go", key })).status).toBe(401);
});

test.each([
  ["what is no JSON", "ref=v1", 400, "The body is not JSON."],
  ["a NUL", `{"a":{"b":"c\\u0000"}}`, 400, "The body holds a NUL character, which can't be stored, at a.b."],
  [
    "half a character",
    `["\\ud800"]`,
    400,
    "The body holds half of a surrogate pair, which can't be stored, at 0.",
  ],
  [
    "what is nested too deeply",
    "[".repeat(500_000) + "]".repeat(500_000),
    400,
    "The body is nested more than 100 deep.",
  ],
  ["too much", JSON.stringify("x".repeat(3_000_000)), 413, "A request may have 2097152 bytes."],
])("%s is refused with a word about it", async (_what, body, status, detail) => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const answer = await post(server, { user: "open", key: "k3y", body });
  expect(await answer.json()).toMatchObject({ status, detail });
  expect(await latestOf(server, "open")).toMatchObject({ number: 1 });
});

test("a delivery that is repeated is the version that it was, also at another server and at the same moment", async () => {
  const databaseUrl = await databaseOfTest();
  const server = await startTestServer({ databaseUrl, workflow: WORKFLOW });
  const other = await startTestServer({ databaseUrl });
  const deliver = (at: TestServer, id: string, header = "X-Delivery-Id") =>
    post(at, { user: "open", key: "k3y", body: `{"id":"${id}"}`, headers: { [header]: id } });
  const answers = await Promise.all([deliver(server, "d-1"), deliver(other, "d-1"), deliver(server, "d-1")]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers.map(({ headers }) => headers.get("x-resource-version"))).toEqual([
    "open@2",
    "open@2",
    "open@2",
  ]);
  expect((await deliver(other, "d-2", "Idempotency-Key")).headers.get("x-resource-version")).toBe("open@3");
  expect((await deliver(server, "d-1")).headers.get("x-resource-version")).toBe("open@2");
  expect(await latestOf(server, "open")).toMatchObject({ number: 3, values: { payload: { id: "d-2" } } });
  const long = await deliver(server, "d".repeat(201));
  expect(await long.json()).toMatchObject({
    code: "BAD_REQUEST",
    detail: "A delivery id may have 200 characters.",
  });
});

test("members see address and key, and nobody else does, wherever versions are shown", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const key = await keyOf(server);
  await post(server, { user: "go", key });
  const W = `/api/v1/workspaces/${WORKSPACE}`;
  const seen = async (role: "viewer" | "operator" | "member", path: string): Promise<string> => {
    const headers = { authorization: `Bearer ${await tokenOf(server, role)}` };
    return (await server.request(`${W}/${path}`, { headers })).text();
  };
  for (const path of ["resources", "resources/go", "resources/go/versions"]) {
    for (const role of ["viewer", "operator"] as const) {
      const text = await seen(role, path);
      expect(text).toContain("http://go:•••@");
      expect(text).not.toContain(key);
    }
    expect(await seen("member", path)).toContain(`http://go:${key}@`);
  }
  // What all are told at once, and the history of syncs, are for viewers too.
  expect(await seen("member", "graph")).not.toContain(key);
  expect(JSON.stringify(server.feed)).not.toContain(key);
  await server.sync(yaml(", versionTemplate: { webhookKey: s3cret_one }"));
  await server.sync(yaml(", versionTemplate: { webhookKey: s3cret_two }"));
  const history = await seen("viewer", "sources/source/configurations");
  expect(history).toContain("webhookKey");
  expect(history).not.toContain("s3cret");
});
