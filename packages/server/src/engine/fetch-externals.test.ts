import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { loadWorkflow } from "@landbridge/language";
import type { ConfigFile } from "@landbridge/language";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllowList } from "../fetch/allow-list.ts";
import { createGuardedFetch } from "../fetch/guarded-fetch.ts";
import type { GuardedFetch } from "../fetch/guarded-fetch.ts";
import { fetchExternals } from "./fetch-externals.ts";

let server: Server;
let host: string;
const asked: string[] = [];
const TEXTS: Readonly<Record<string, string>> = {
  "/common.yml": "announce: &announce\n  - echo announced\n",
  "/broken.yml": "announce: &announce\n  - echo announced\nmore: 'cut\n",
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(path);
    const text = TEXTS[path];
    if (text === undefined) response.writeHead(404).end("not here");
    else response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function fetchWith(allow: string): GuardedFetch {
  const parsed = parseAllowList(allow);
  if (!parsed.ok) throw new Error(parsed.entry);
  return createGuardedFetch({ allow: parsed.list });
}

/** Gating with templates: a templates file that names an address, and a job that uses both. */
function gating(address: string): readonly ConfigFile[] {
  const templates = `externalReferences:\n  - ${address}\nprep: &prep\n  - cd "$(shipctl get_resource_state src_in)"\n`;
  const jobs = `resources:
  - {name: src_in, type: gitRepo, versionTemplate: {sourceName: "https://git.example.com/acme/api.git"}}
jobs:
  - name: lint
    type: runSh
    steps:
      - IN: src_in
      - TASK: {name: lint, script: [*prep, ./lint.sh, *announce]}
`;
  return [
    { path: "shippable.templates.yml", text: templates },
    { path: "shippable.yml", text: jobs },
  ];
}

async function load(files: readonly ConfigFile[], allow = "127.0.0.1") {
  const loaded = loadWorkflow(files, { externals: await fetchExternals(files, fetchWith(allow)) });
  return {
    ...loaded,
    said: loaded.problems.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`),
  };
}

describe("a configuration that names an address", () => {
  test("has the anchors of what is there", async () => {
    const { definition, said } = await load(gating(`${host}/common.yml`));
    expect(said).toEqual([]);
    expect(definition.jobs[0]?.steps[1]).toMatchObject({
      script: ['cd "$(shipctl get_resource_state src_in)"', "./lint.sh", "echo announced"],
    });
  });

  test("is told where what is there is wrong", async () => {
    const { said } = await load(gating(`${host}/broken.yml`));
    expect(said).toEqual([`YAML_SYNTAX ${host}/broken.yml:3:7`]);
  });

  test("can't be applied while nothing is there", async () => {
    const { said, isApplicable, problems } = await load(gating(`${host}/gone.yml`));
    expect(said).toEqual(["EXTERNAL_NOT_READABLE shippable.templates.yml:2:5"]);
    expect(problems[0]?.message).toBe(`\`${host}/gone.yml\` can't be read: Its server answers 404.`);
    expect(isApplicable).toBe(false);
  });

  test("reaches nothing in the server's own network", async () => {
    asked.length = 0;
    const { said, problems } = await load(gating(`${host}/common.yml`), "");
    expect(said).toEqual(["EXTERNAL_NOT_READABLE shippable.templates.yml:2:5"]);
    expect(problems[0]?.message).toContain("unless LANDBRIDGE_FETCH_ALLOW names it.");
    expect(asked).toEqual([]);
  });
});

test("each address is fetched once, and none where none is named", async () => {
  asked.length = 0;
  const text = `externalReferences: [${host}/common.yml, ${host}/gone.yml, ${host}/common.yml]\n`;
  const files = ["a.shippable.yml", "b.shippable.yml"].map((path) => ({ path, text }));
  const found = await fetchExternals(files, fetchWith("127.0.0.1"));
  expect(asked.toSorted()).toEqual(["/common.yml", "/gone.yml"]);
  expect(found.get(`${host}/gone.yml`)).toEqual({ ok: false, reason: "Its server answers 404." });
  expect(await fetchExternals([{ path: "landbridge.yml", text: "jobs: []" }], fetchWith(""))).toEqual(
    new Map(),
  );
});

test("who no longer waits gets every address with that reason", async () => {
  const found = await fetchExternals(
    gating(`${host}/common.yml`),
    fetchWith("127.0.0.1"),
    AbortSignal.abort(),
  );
  expect([...found.values()]).toEqual([{ ok: false, reason: "It was not waited for." }]);
});
