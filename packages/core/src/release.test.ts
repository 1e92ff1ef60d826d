import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InStep, Job } from "./job.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { readManifest, readManifests } from "./manifest-content.ts";
import type { NamedManifest } from "./manifest-content.ts";
import { BUMPS, parseSemanticVersion } from "./semantic-version.ts";
import type { Bump } from "./semantic-version.ts";
import { input, job, resource } from "./testing/line.ts";
import { createManagedLine } from "./testing/managed-line.ts";
import type { ManagedLine } from "./testing/managed-line.ts";

const seed = seedOf("1.0.0");
const img = resource("img", { type: "image", values: { sourceName: "acme/api", versionName: "main.1" } });
const env = resource("env", { values: { params: { A: "1" } } });
const api = job("api", { type: "manifest", steps: [input("img"), input("env")] });
const web = job("web", { type: "manifest", steps: [input("img")] });
const deployed = job("test_deploy", { type: "deploy" });

function seedOf(versionName: string, name = "seed"): ReturnType<typeof resource> {
  return resource(name, { type: "version", values: { versionName } });
}

function release(name: string, bump: JsonValue | undefined, ...ins: readonly (string | InStep)[]): Job {
  const steps = ins.map((each) => (typeof each === "string" ? input(each) : each));
  return job(name, { type: "release", steps, options: bump === undefined ? {} : { bump } });
}

function lineOf(...jobs: readonly Job[]): ManagedLine {
  return createManagedLine({ resources: [seed, img, env], jobs: [api, web, deployed, ...jobs] });
}

function counter(versionName: string, bump: Bump): ManagedLine {
  return createManagedLine({ resources: [seedOf(versionName)], jobs: [release("rel", bump, "seed")] });
}

function names(line: ManagedLine, count: number, of = "rel"): readonly (string | undefined)[] {
  return Array.from({ length: count }, () => line.named(of));
}

function faultOf(line: ManagedLine, of = "rel"): string {
  const outcome = line.run(of);
  return outcome.ok ? `no fault: ${JSON.stringify(outcome.content)}` : outcome.text;
}

function manifestsOf(content: JsonObject): readonly NamedManifest[] {
  return readManifests(content) ?? [];
}

/** The next version of `api` as a deploy lists it, for deployments that are made up. */
function manifestOfApi(line: ManagedLine, versionName: string): NamedManifest {
  const content = readManifest(line.made("api"));
  if (!content) throw new Error("api did not make a manifest");
  return { ...content, job: "api", versionId: "api#1", versionNumber: 1, versionName };
}

/** What a deploy leaves behind: its manifests, with what it knows of each besides. */
function deployment(...manifests: readonly NamedManifest[]): JsonObject {
  return { kind: "deploy", manifests: manifests.map((each) => ({ ...each, service: `svc-${each.job}` })) };
}

describe("the version of a release", () => {
  test("holds its number, what it was counted up from, and its manifests", () => {
    const line = lineOf(release("rel", "rc", "seed", "api"));
    const manifest = line.made("api");
    expect(line.run("rel")).toEqual({
      ok: true,
      versionName: "1.0.0-rc",
      content: {
        kind: "release",
        versionName: "1.0.0-rc",
        bump: "rc",
        baseVersionName: "1.0.0",
        seed: "seed",
        seedVersionId: "seed@1",
        seedVersionName: "1.0.0",
        manifests: [{ ...manifest, job: "api", versionId: "api#1", versionNumber: 1, versionName: "main.1" }],
      },
    });
  });

  test("counts on without manifests", () => {
    const line = counter("1.0.0", "minor");
    expect(line.made("rel")["manifests"]).toEqual([]);
    expect(names(line, 2)).toEqual(["1.2.0", "1.3.0"]);
  });

  test("counts minor versions if nothing else is said", () => {
    expect(lineOf(release("rel", undefined, "seed")).made("rel")).toMatchObject({
      versionName: "1.1.0",
      bump: "minor",
    });
  });

  test("is the same for the same inputs after the same version", () => {
    const run = (): unknown => {
      const line = lineOf(release("rel", "beta", "seed", "api", "web"));
      line.made("api");
      line.made("web");
      return [line.run("rel"), line.run("rel")];
    };
    expect(run()).toEqual(run());
  });
});

describe("counting on", () => {
  test.each<[string, Bump, readonly string[]]>([
    ["1.0.0", "major", ["2.0.0", "3.0.0", "4.0.0"]],
    ["1.0.0", "minor", ["1.1.0", "1.2.0", "1.3.0"]],
    ["1.0.0", "patch", ["1.0.1", "1.0.2", "1.0.3"]],
    // By the order of semantic versions each of these is less than the seed.
    ["1.0.0", "alpha", ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.2"]],
    ["1.0.0", "beta", ["1.0.0-beta", "1.0.0-beta.1", "1.0.0-beta.2"]],
    ["v1.0.0", "rc", ["v1.0.0-rc", "v1.0.0-rc.1", "v1.0.0-rc.2"]],
    ["1.0.0-rc.4", "final", ["1.0.0", "1.0.0", "1.0.0"]],
    ["v2.3.4-beta.2", "alpha", ["v2.3.4-alpha", "v2.3.4-alpha.1", "v2.3.4-alpha.2"]],
  ])("from %s by %s", (from, bump, expected) => {
    expect(names(counter(from, bump), 3)).toEqual(expected);
  });

  test("a changed bump counts on from the last number", () => {
    const line = counter("1.0.0", "rc");
    expect(names(line, 2)).toEqual(["1.0.0-rc", "1.0.0-rc.1"]);
    const changed = counter("1.0.0", "minor");
    changed.put("rel", line.made("rel"), "1.0.0-rc.2");
    expect(changed.named("rel")).toBe("1.1.0");
  });

  test.each([
    ["a higher seed", "3.0.0", ["3.1.0", "3.2.0"]],
    ["a lower one", "0.1.0", ["0.2.0", "0.3.0"]],
    ["the same number, stated once more", "1.0.0", ["1.1.0", "1.2.0"]],
  ])("%s starts over", (_, versionName, expected) => {
    const line = counter("1.0.0", "minor");
    expect(names(line, 3)).toEqual(["1.1.0", "1.2.0", "1.3.0"]);
    line.post("seed", { versionName });
    expect(names(line, 2)).toEqual(expected);
  });

  test("another seed starts over, also at the same number", () => {
    const line = createManagedLine({
      resources: [seedOf("1.0.0", "other")],
      jobs: [release("rel", "minor", "other")],
    });
    line.put("rel", { ...counter("1.0.0", "minor").made("rel"), versionName: "9.9.9" });
    expect(line.named("rel")).toBe("1.1.0");
  });

  test("a pinned seed counts on from the version that is pinned", () => {
    const pin = { kind: "number", versionNumber: 1 } as const;
    const line = lineOf(release("rel", "minor", input("seed", { pin })));
    expect(line.named("rel")).toBe("1.1.0");
    line.post("seed", { versionName: "5.0.0" });
    expect(line.named("rel")).toBe("1.2.0");
  });

  test("a seed may be a template", () => {
    const line = createManagedLine({
      resources: [resource("env", { values: { params: { MAJOR: "3" } } }), seedOf("v${MAJOR}.0.0")],
      jobs: [release("rel", "patch", "env", "seed")],
    });
    expect(names(line, 2)).toEqual(["v3.0.1", "v3.0.2"]);
    line.post("env", { MAJOR: "4" });
    expect(line.named("rel")).toBe("v4.0.1");
  });

  test("what was counted before can't be read: the seed counts", () => {
    const line = counter("1.0.0", "minor");
    line.put("rel", { ...line.made("rel"), versionName: "latest" });
    expect(line.named("rel")).toBe("1.1.0");
    line.put("rel", {});
    expect(line.named("rel")).toBe("1.1.0");
  });
});

describe("where counting begins", () => {
  test("a release goes before a version, wherever it is listed", () => {
    const line = lineOf(release("rc", "rc", "seed"), release("rel", "final", "seed", "rc"));
    expect(names(line, 3, "rc")).toEqual(["1.0.0-rc", "1.0.0-rc.1", "1.0.0-rc.2"]);
    expect(line.made("rel")).toMatchObject({ versionName: "1.0.0", seed: "rc", seedVersionId: "rc#3" });
  });

  test("final of v4.0.0-rc.5 is v4.0.0, and stays so", () => {
    const line = createManagedLine({
      resources: [seedOf("v4.0.0-rc.4")],
      jobs: [release("rc", "rc", "seed"), release("rel", "final", "rc")],
    });
    expect(line.named("rc")).toBe("v4.0.0-rc.5");
    expect(names(line, 2)).toEqual(["v4.0.0", "v4.0.0"]);
  });

  test("a run on the same incoming release counts on, a new one starts over", () => {
    const line = lineOf(release("first", "minor", "seed"), release("rel", "patch", "first"));
    line.named("first");
    expect(names(line, 2)).toEqual(["1.1.1", "1.1.2"]);
    line.named("first");
    expect(names(line, 2)).toEqual(["1.2.1", "1.2.2"]);
  });

  test("among several releases or versions the first that is listed counts", () => {
    const resources = [seedOf("1.0.0", "one"), seedOf("2.0.0", "two")];
    const jobs = [
      release("a", "patch", "one"),
      release("b", "patch", "two"),
      release("of_versions", "minor", "two", "one"),
      release("of_releases", "minor", "b", "a"),
    ];
    const line = createManagedLine({ resources, jobs });
    line.named("a");
    line.named("b");
    expect([line.named("of_versions"), line.named("of_releases")]).toEqual(["2.1.0", "2.1.0"]);
  });

  test("without either, a manifest that is named by a semantic version", () => {
    const line = lineOf(release("rel", "patch", "web", "api"));
    line.post("img", { versionName: "v2.0.0" });
    line.made("web");
    line.made("api");
    expect(line.made("rel")).toMatchObject({ versionName: "v2.0.1", seed: "web", seedVersionId: "web#1" });
  });

  test("and it counts on while that name stays, though there is a new manifest", () => {
    const line = lineOf(release("rel", "minor", "api"));
    line.post("img", { versionName: "2.0.0" });
    line.made("api");
    expect(line.named("rel")).toBe("2.1.0");
    line.post("env", { A: "2" });
    line.made("api");
    expect(line.named("rel")).toBe("2.2.0");
    line.post("img", { versionName: "1.5.0" });
    line.made("api");
    expect(line.named("rel")).toBe("1.6.0");
  });

  test("nor does it matter which of them carries the name", () => {
    const line = lineOf(release("rel", "minor", "web", "api"));
    line.post("img", { versionName: "2.0.0" });
    line.made("api");
    line.put("web", line.made("api"));
    expect(line.made("rel")).toMatchObject({ versionName: "2.1.0", seed: "api" });
    line.made("web");
    expect(line.made("rel")).toMatchObject({ versionName: "2.2.0", seed: "web" });
  });

  test("or a deploy, by its own name or that of a manifest", () => {
    const line = lineOf(release("rel", "patch", "test_deploy"));
    const manifest = manifestOfApi(line, "2.0.0");
    line.put("test_deploy", deployment(manifest));
    expect(line.named("rel")).toBe("2.0.1");
    line.put("test_deploy", deployment(manifest), "7.0.0");
    expect(line.named("rel")).toBe("7.0.1");
  });
});

describe("the manifests of a release", () => {
  test("are those of manifests, releases and deploys together, in step order", () => {
    const line = lineOf(release("first", "minor", "seed", "web"), release("rel", "patch", "first", "api"));
    line.made("web");
    line.made("api");
    line.made("first");
    expect(manifestsOf(line.made("rel")).map((each) => `${each.job} ${each.versionNumber}`)).toEqual([
      "web 1",
      "api 1",
    ]);
  });

  test("a job that comes twice has one place, the first, and the content of the later step", () => {
    const line = lineOf(
      release("first", "minor", "seed", "api", "web"),
      release("rel", "patch", "first", "api"),
    );
    line.made("api");
    line.made("web");
    line.made("first");
    line.post("img", { versionName: "main.2" });
    line.made("api");
    expect(manifestsOf(line.made("rel")).map((each) => `${each.job} ${each.versionName}`)).toEqual([
      "api main.2",
      "web main.1",
    ]);
  });

  test("those of a deploy are as it deployed them, without what only it knows", () => {
    const line = lineOf(release("rel", "rc", "seed", "test_deploy"));
    const manifest = manifestOfApi(line, "main.1");
    const images = manifest.images.map((each) => ({ ...each, replicas: { count: 3 } }));
    const scaled = { ...manifest, images };
    line.put("test_deploy", deployment(scaled));
    expect(line.made("rel")["manifests"]).toEqual([scaled]);
  });

  test("replicas carry forward from manifest to release to release", () => {
    const two = resource("two", { type: "replicas", values: { count: 2 } });
    const line = createManagedLine({
      resources: [seed, img, two],
      jobs: [
        job("api", { type: "manifest", steps: [input("img"), input("two")] }),
        release("first", "minor", "seed", "api"),
        release("rel", "final", "first"),
      ],
    });
    line.made("api");
    line.made("first");
    expect(manifestsOf(line.made("rel"))).toMatchObject([{ images: [{ replicas: { count: 2 } }] }]);
  });

  test("other INs only start it, and have no part in it", () => {
    const line = lineOf(release("rel", "minor", "seed", "img", "env"));
    expect(line.made("rel")).toMatchObject({ versionName: "1.1.0", manifests: [] });
  });
});

describe("a release fails clearly", () => {
  const NOTHING =
    'The release "rel" has nothing to count up: no IN of it is a version or a release, and no manifest or deploy among them is named by a semantic version. Add a resource of type version as IN, with a versionName like 1.0.0.';

  test("without anything to count up", () => {
    const line = lineOf(release("rel", "minor", "api", "env"));
    line.made("api");
    expect(faultOf(line)).toBe(NOTHING);
    expect(faultOf(lineOf(release("rel", "minor")))).toBe(NOTHING);
  });

  test.each([
    [
      "5.10",
      'versionName of the IN "seed" is "5.10", which is no semantic version (2 numbers where three belong), so nothing can be counted up from it. Give it one like 1.0.0.',
    ],
    [
      "",
      'versionName of the IN "seed" is empty, so nothing can be counted up from it. Give it one like 1.0.0.',
    ],
  ])("with a seed of %j, although a manifest has a number", (versionName, text) => {
    const line = createManagedLine({
      resources: [seedOf(versionName), img, env],
      jobs: [api, release("rel", "minor", "seed", "api")],
    });
    line.post("img", { versionName: "2.0.0" });
    line.made("api");
    expect(faultOf(line)).toBe(text);
  });

  test("with a job that has no version yet", () => {
    expect(faultOf(lineOf(release("rel", "minor", "seed", "api")))).toBe(
      'The IN "api" has no version that can be taken. Run "api" first, or unpin it if it is held at one that is gone.',
    );
  });

  test.each<[string, JsonObject]>([
    ["a manifest", {}],
    ["a manifest", { kind: "manifest", images: [{ name: "img" }], files: [] }],
  ])("with a version that does not hold %s", (what, content) => {
    const line = lineOf(release("rel", "minor", "seed", "api"));
    line.put("api", content);
    expect(faultOf(line)).toBe(
      `Version 1 of the IN "api" does not hold what ${what} holds. Run "api" again.`,
    );
  });

  test("with a bump that there is not", () => {
    expect(faultOf(lineOf(release("rel", "tiny", "seed")))).toBe(
      'The bump of the release "rel" is "tiny". Write one of major, minor, patch, alpha, beta, rc, final.',
    );
  });
});

test("however a seed is counted up, its prefix stays, and no number but a final one comes twice in a row", () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.constantFrom("", "v"), fc.nat(99), fc.constantFrom("", "-rc", "-beta.3", "-x.1")),
      fc.constantFrom(...BUMPS),
      ([prefix, patch, pre], bump) => {
        const made = names(counter(`${prefix}1.2.${patch}${pre}`, bump), 5);
        expect(made.every((name) => name?.startsWith("v") === (prefix === "v"))).toBe(true);
        expect(made.every((name) => name !== undefined && parseSemanticVersion(name))).toBeTruthy();
        expect(new Set(made).size).toBe(bump === "final" ? 1 : made.length);
      },
    ),
  );
});
