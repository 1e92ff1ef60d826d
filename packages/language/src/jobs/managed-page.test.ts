import {
  BUMPS,
  EMPTY_STATE,
  bumpVersion,
  contentFromValues,
  createWorkflow,
  inputsOf,
  isJsonObject,
  parseSemanticVersion,
  planRun,
  runManagedJob,
  textOfSemanticVersion,
} from "@landbridge/core";
import type { Bump, JsonObject } from "@landbridge/core";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";

const PAGE = readFileSync(new URL("../../../../docs/reference/jobs.md", import.meta.url), "utf8");

/** The rows of the tables of a section, as lists of cells. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, after = ""] = PAGE.split(`\n## ${heading}\n`);
  const [section = ""] = after.split("\n## ");
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1));
}

function keysOf(heading: string): readonly string[] {
  const isBump = (key: string): boolean => BUMPS.some((bump) => bump === key);
  const cells = rowsOf(heading).map(([cell = ""]) => cell);
  return cells
    .flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, key = ""]) => key))
    .filter((key) => !isBump(key));
}

const TEXT = `
resources:
  - { name: img, type: image, integration: hub, versionTemplate: { sourceName: acme/api, versionName: main.1 } }
  - { name: two, type: replicas, versionTemplate: { count: 2 } }
  - { name: first, type: version, versionTemplate: { versionName: 1.0.0 } }
jobs:
  - { name: api, type: manifest, steps: [{ IN: img }, { IN: two }] }
  - { name: rel, type: release, bump: rc, steps: [{ IN: first }, { IN: api }] }
`;

/** What the first version of a job holds, where the jobs before it left these; again, when `latest` is its newest one. */
function made(
  name: string,
  before: Readonly<Record<string, JsonObject>> = {},
  latest?: JsonObject,
): JsonObject {
  const line = createWorkflow(loadWorkflow([{ path: "landbridge.yml", text: TEXT }]).definition);
  const job = line.jobs.get(name);
  if (!job) throw new Error(`${name} is not a job`);
  const plan = planRun(line, job, {
    workspace: { id: "w", name: "acme" },
    run: {
      id: "r",
      job: name,
      number: 1,
      status: "processing",
      mode: "chrono",
      cause: { kind: "manual", by: "alice" },
      priority: 0,
      order: 1,
      isCancelRequested: false,
      reads: Object.fromEntries(inputsOf(job).map(({ from }) => [from, 1])),
    },
    lookup: {
      idOf: (id) => id,
      resourceVersion(of) {
        const { type = "", values = {} } = line.resources.get(of) ?? {};
        return { ...contentFromValues(type, values), id: of, resource: of, number: 1, origin: "external" };
      },
      jobVersion(of) {
        const content = before[of];
        return content && { runId: "r0", number: 1, name: "main.1", state: EMPTY_STATE, content };
      },
    },
    env: {},
    url: "",
  });
  const outcome = runManagedJob(job, plan, latest && { content: latest });
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.content;
}

function firstOf(content: JsonObject, key: string): JsonObject {
  const list = content[key];
  const [first] = Array.isArray(list) ? list : [];
  return isJsonObject(first) ? first : {};
}

test("the reference lists every key that the versions of manifests and releases hold", () => {
  const manifest = made("api");
  const item = firstOf(manifest, "images");
  expect(keysOf("What the version of a manifest holds")).toEqual(
    expect.arrayContaining([...Object.keys(manifest), ...Object.keys(item)]),
  );
  expect(keysOf("What the version of a manifest holds")).toHaveLength(
    Object.keys(manifest).length + Object.keys(item).length,
  );
  const first = made("rel", { api: manifest });
  const release = made("rel", { api: manifest }, { ...first, versionName: "1.0.0-rc.1" });
  expect(Object.keys(release)).toEqual([...Object.keys(first), "counted"]);
  const named = Object.keys(firstOf(release, "manifests"));
  expect(keysOf("What the version of a release holds").toSorted()).toEqual(Object.keys(release).toSorted());
  const manifests = rowsOf("What the version of a release holds").find(([key]) => key?.includes("manifests"));
  const told = [...(manifests?.[1] ?? "").matchAll(/`(\w+)`/g)].map(([, key = ""]) => key);
  expect([...told, ...Object.keys(manifest)].toSorted()).toEqual(named.toSorted());
});

function bumped(from: string, bump: Bump): string {
  const version = parseSemanticVersion(from);
  return version ? textOfSemanticVersion(bumpVersion(version, bump)) : `${from} is none`;
}

test.each(BUMPS)("its table of numbers is true for %s", (bump) => {
  const row = rowsOf("What the version of a release holds").find(([key]) => key?.trim() === `\`${bump}\``);
  const once = bumped("1.2.3", bump);
  const others = ["1.2.3-alpha", "1.2.3-beta.2"].map((from) => bumped(from, bump));
  expect(row?.slice(1).map((cell) => cell.trim())).toEqual([once, bumped(once, bump), ...others]);
});
