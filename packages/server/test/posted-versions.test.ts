import { expect, test } from "vitest";
import { WORKSPACE, sharedTestServer } from "./support/test-server.ts";

const shared = sharedTestServer({
  workflow: `
resources:
  - { name: settings, type: params, versionTemplate: { params: { SEED: "0" } } }
  - { name: app, type: image, versionTemplate: { sourceName: registry/app, versionName: "1" } }
`,
});

test("versions that are posted at the same instant build on each other: no key of any is lost", async () => {
  const { client } = shared();
  const keys = Array.from({ length: 12 }, (_, n) => `KEY_${String(n)}`);
  const made = await Promise.all(
    keys.map((key) =>
      client.postVersion({ workspace: WORKSPACE, resource: "settings", values: { params: { [key]: key } } }),
    ),
  );
  expect(made.map(({ number }) => number).sort((a, b) => a - b)).toEqual(keys.map((_, n) => n + 2));
  for (const [n, { number, values }] of made.entries()) {
    const pairs = values["params"] as Record<string, string>;
    // Each answer is the version that its own request made: so many keys, its own among them.
    expect(Object.keys(pairs)).toHaveLength(number);
    expect(pairs[`KEY_${String(n)}`]).toBe(`KEY_${String(n)}`);
  }
  const { latest } = await client.getResource({ workspace: WORKSPACE, resource: "settings" });
  expect(latest?.values["params"]).toEqual({
    SEED: "0",
    ...Object.fromEntries(keys.map((key) => [key, key])),
  });
});

test("a posted version is a new one also when nothing changes, and keeps what it does not name", async () => {
  const { client } = shared();
  const post = (body: { versionName?: string; values?: Record<string, string> }) =>
    client.postVersion({ workspace: WORKSPACE, resource: "app", ...body });
  expect(await post({ versionName: "2" })).toMatchObject({
    number: 2,
    name: "2",
    origin: "external",
    values: { sourceName: "registry/app", versionName: "2" },
  });
  expect(await post({})).toMatchObject({ number: 3, name: "2" });
  expect(await post({ values: { digest: "sha256:1" } })).toMatchObject({
    number: 4,
    name: "2",
    values: { sourceName: "registry/app", versionName: "2", digest: "sha256:1" },
  });
});
