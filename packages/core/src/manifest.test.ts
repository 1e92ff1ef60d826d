import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InStep } from "./job.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { runManagedJob } from "./managed-job.ts";
import { readManifest } from "./manifest-content.ts";
import type { ManifestItem } from "./manifest-content.ts";
import type { Resource } from "./resource.ts";
import { input, job, resource } from "./testing/line.ts";
import { createManagedLine } from "./testing/managed-line.ts";
import type { ManagedLine } from "./testing/managed-line.ts";

const api = image("api", "1.4");
const worker = image("worker", "2.0");

function image(name: string, tag: string, values: JsonObject = {}): Resource {
  const sourceName = `acme/${name}`;
  return resource(name, { type: "image", values: { sourceName, versionName: tag, ...values } });
}

function file(name: string, values: JsonObject = {}): Resource {
  const sourceName = `https://files.example.com/${name}.tgz`;
  return resource(name, { type: "file", values: { sourceName, versionName: "abc", ...values } });
}

function options(name: string, values: JsonObject): Resource {
  return resource(name, { type: "dockerOptions", values });
}

function params(name: string, pairs: JsonObject): Resource {
  return resource(name, { type: "params", values: { params: pairs } });
}

function replicas(name: string, values: JsonObject): Resource {
  return resource(name, { type: "replicas", values });
}

/** A line with the manifest `m`, which has all of these as IN in this order; steps in between say more of one. */
function manifestOf(...parts: readonly (Resource | InStep)[]): ManagedLine {
  const resources = parts.filter((part): part is Resource => "name" in part);
  const said = new Map(parts.flatMap((part) => ("from" in part ? [[part.from, part]] : [])));
  const steps = resources.map(({ name }) => said.get(name) ?? input(name));
  return createManagedLine({ resources, jobs: [job("m", { type: "manifest", steps })] });
}

function applyTo(from: string, targets: JsonValue): InStep {
  return input(from, { options: { applyTo: targets } });
}

function itemsOf(line: ManagedLine): readonly ManifestItem[] {
  const content = readManifest(line.made("m"));
  return [...(content?.images ?? []), ...(content?.files ?? [])];
}

/** Of each image or file by its name one of the things that apply to it. */
function applied(
  line: ManagedLine,
  what: "dockerOptions" | "params" | "replicas" | "secure",
): Record<string, unknown> {
  return Object.fromEntries(itemsOf(line).map((item) => [item.name, item[what]]));
}

function faultOf(line: ManagedLine): string {
  const outcome = line.run("m");
  return outcome.ok ? `no fault: ${JSON.stringify(outcome.content)}` : outcome.text;
}

describe("the version of a manifest", () => {
  test("holds its images with their versions, and what applies to each", () => {
    const line = manifestOf(
      { ...api, integration: "hub" },
      options("small", { memory: 256, portMappings: ["80:8080/tcp"] }),
      params("env", { MODE: "fast", PORT: 80 }),
      replicas("two", { count: 2 }),
    );
    expect(line.run("m")).toEqual({
      ok: true,
      versionName: "1.4",
      content: {
        kind: "manifest",
        images: [
          {
            name: "api",
            integration: "hub",
            versionId: "api@1",
            versionNumber: 1,
            versionName: "1.4",
            values: { sourceName: "acme/api", versionName: "1.4" },
            dockerOptions: { memory: 256, portMappings: ["80:8080/tcp"] },
            params: { MODE: "fast", PORT: "80" },
            secure: [],
            replicas: { count: 2 },
          },
        ],
        files: [],
      },
    });
  });

  test("holds files instead of images", () => {
    const content = manifestOf(file("pkg"), params("env", { PORT: "8888" })).made("m");
    expect(content).toMatchObject({
      images: [],
      files: [{ name: "pkg", versionName: "abc", params: { PORT: "8888" }, dockerOptions: {} }],
    });
  });

  test("holds all images, in step order, also if one of them changed", () => {
    const line = manifestOf(api, worker);
    line.made("m");
    line.post("worker", { versionName: "2.1" });
    expect(itemsOf(line).map(({ name, versionName }) => `${name}:${versionName}`)).toEqual([
      "api:1.4",
      "worker:2.1",
    ]);
  });

  test("is made by every run, and identical inputs give identical content", () => {
    const line = manifestOf(api, params("env", { A: "1" }));
    expect(line.run("m")).toEqual(line.run("m"));
    expect(line.plan("m").number).toBe(3);
  });

  test("knows nothing of INs that only start the job", () => {
    const others = [
      resource("nightly", { type: "time", values: { interval: "0 2 * * *" } }),
      resource("kick", { type: "trigger", values: { counter: 1 } }),
    ];
    expect(manifestOf(api, ...others).made("m")).toEqual(manifestOf(api).made("m"));
  });

  test.each([
    [[api], "1.4"],
    [[api, image("worker", "1.4")], "1.4"],
    [[api, worker], undefined],
  ])("is named by the tag that all of its images share", (images, name) => {
    expect(manifestOf(...images).named("m")).toBe(name);
  });

  test("reads itself back from storage", () => {
    const content = manifestOf(
      api,
      worker,
      params("env", { secure: "c2Vj" }),
      replicas("n", { count: 1 }),
    ).made("m");
    expect(readManifest(JSON.parse(JSON.stringify(content)))).toEqual(content);
  });
});

describe("what applies", () => {
  test("dockerOptions are united in step order: a later key wins as a whole", () => {
    const line = manifestOf(
      api,
      options("base", { memory: 256, labels: { a: "1" }, portMappings: ["80:80"] }),
      options("more", { memory: 512, labels: { b: "2" } }),
    );
    expect(applied(line, "dockerOptions")).toEqual({
      api: { memory: 512, labels: { b: "2" }, portMappings: ["80:80"] },
    });
  });

  test("params are united in step order, as the text that a container gets", () => {
    const line = manifestOf(
      api,
      params("base", { A: "1", B: true, LIST: [1, 2] }),
      params("more", { A: "2", C: null }),
    );
    expect(applied(line, "params")).toEqual({ api: { A: "2", B: "true", LIST: "[1,2]", C: "" } });
  });

  test("keys that jobs posted to params count, and no texts of `secure` are lost", () => {
    const line = manifestOf(
      api,
      params("base", { SEED: "x", secure: "b25l" }),
      params("more", { secure: "dHdv" }),
    );
    line.post("base", { COLOR: "red" });
    expect(itemsOf(line)).toMatchObject([{ params: { SEED: "x", COLOR: "red" }, secure: ["b25l", "dHdv"] }]);
  });

  test("the last replicas win, not the sum of all", () => {
    const line = manifestOf(
      api,
      replicas("scaled", { count: 3, minReplicas: 1, maxReplicas: 5 }),
      replicas("two", { count: 2 }),
    );
    expect(applied(line, "replicas")).toEqual({ api: { count: 2 } });
  });

  test("replicas that are no longer an IN are gone with the next version", () => {
    const line = manifestOf(api);
    line.put("m", manifestOf(api, replicas("two", { count: 2 })).made("m"));
    expect(applied(line, "replicas")).toEqual({ api: undefined });
  });

  test("a name that was posted along is no option", () => {
    const line = manifestOf(api, options("base", { memory: 256 }), replicas("two", { count: 2 }));
    line.post("base", { versionName: "big", memory: 512 });
    line.post("two", { versionName: "few" });
    expect(itemsOf(line)).toMatchObject([{ dockerOptions: { memory: 512 }, replicas: { count: 2 } }]);
    expect(applied(line, "dockerOptions")).toEqual({ api: { memory: 512 } });
    expect(applied(line, "replicas")).toEqual({ api: { count: 2 } });
  });
});

describe("applyTo", () => {
  const all = [api, worker, image("cron", "3")];

  test.each<[string, JsonValue | undefined, readonly string[]]>([
    ["left out: all", undefined, ["api", "worker", "cron"]],
    ["one", ["worker"], ["worker"]],
    ["two", ["cron", "api"], ["api", "cron"]],
    ["a single name", "cron", ["cron"]],
    ["nothing named: none", [], []],
  ])("%s", (_, targets, names) => {
    const layers = [options("opts", { memory: 1 }), params("env", { A: "1" }), replicas("n", { count: 4 })];
    const steps = targets === undefined ? [] : layers.map(({ name }) => applyTo(name, targets));
    const items = itemsOf(manifestOf(...all, ...layers, ...steps));
    for (const { name, ...item } of items) {
      const isNamed = names.includes(name);
      expect(item.dockerOptions, name).toEqual(isNamed ? { memory: 1 } : {});
      expect(item.params, name).toEqual(isNamed ? { A: "1" } : {});
      expect(item.replicas, name).toEqual(isNamed ? { count: 4 } : undefined);
    }
  });

  test("what is for one and what is for all are united in step order", () => {
    const line = manifestOf(
      api,
      worker,
      params("first", { A: "all", B: "all" }),
      params("only_api", { A: "api" }),
      params("last", { B: "last" }),
      applyTo("only_api", ["api"]),
    );
    expect(applied(line, "params")).toEqual({
      api: { A: "api", B: "last" },
      worker: { A: "all", B: "last" },
    });
  });

  test("the last replicas that apply to an image win for it", () => {
    const line = manifestOf(
      api,
      worker,
      replicas("two", { count: 2 }),
      replicas("five", { count: 5 }),
      applyTo("five", ["worker"]),
    );
    expect(applied(line, "replicas")).toEqual({ api: { count: 2 }, worker: { count: 5 } });
  });

  test("names files as well, also those that are listed later", () => {
    const line = manifestOf(params("env", { A: "1" }), file("pkg"), file("docs"), applyTo("env", ["docs"]));
    expect(applied(line, "params")).toEqual({ pkg: {}, docs: { A: "1" } });
  });

  test("means nothing on INs to which it does not belong", () => {
    const line = manifestOf(api, applyTo("api", ["nobody"]));
    expect(line.run("m")).toMatchObject({ ok: true });
  });

  test.each<[JsonValue, string]>([
    [
      ["wroker"],
      'applyTo of the IN "opts" names "wroker", which is no image or file of this manifest; it has api, worker and cron. Correct the name, or add "- IN: wroker".',
    ],
    [
      ["api", { image: "api", port: 80 }],
      'applyTo of the IN "opts" holds {"image":"api","port":80}; in a manifest it is a list of names of its images or files, for example "applyTo: [api, worker, cron]".',
    ],
  ])("%j fails clearly", (targets, text) => {
    const line = manifestOf(...all, options("opts", { memory: 1 }), applyTo("opts", targets));
    expect(faultOf(line)).toBe(text);
  });
});

describe("pinned INs", () => {
  test("are held where they are pinned, whatever arrives", () => {
    const pins = [
      input("api", { pin: { kind: "name", versionName: "1.4" } }),
      input("env", { pin: { kind: "number", versionNumber: 1 } }),
    ];
    const line = manifestOf(api, params("env", { A: "1" }), ...pins);
    const before = line.made("m");
    line.post("api", { versionName: "1.5" });
    line.post("env", { A: "2" });
    expect(line.made("m")).toEqual(before);
    // The newest of that name, as its content may differ.
    line.post("api", { versionName: "1.4", isPull: true });
    expect(itemsOf(line)).toMatchObject([{ versionNumber: 3, versionName: "1.4", values: { isPull: true } }]);
  });

  test.each<[InStep, string]>([
    [
      input("env", { pin: { kind: "number", versionNumber: 7 } }),
      'The IN "env" is held at version 7, which does not exist. Correct its versionNumber, or remove it to take the newest.',
    ],
    [
      input("api", { pin: { kind: "name", versionName: "1.9" } }),
      'The IN "api" is held at "1.9", and no version of it has that name. Correct its versionName, or remove it to take the newest.',
    ],
  ])("at what there is not fail instead of taking something else", (step, text) => {
    expect(faultOf(manifestOf(api, params("env", { A: "1" }), step))).toBe(text);
  });
});

test("force means nothing to a manifest: each of its runs makes a version anyway", () => {
  const forced = manifestOf(api, input("api", { options: { force: true } }));
  expect(forced.made("m")).toEqual(manifestOf(api).made("m"));
});

describe("templates", () => {
  test("are filled from the run and from the INs before", () => {
    const line = manifestOf(
      params("env", { REGION: "eu", TAG: "7" }),
      image("api", "${TAG}", { sourceName: "${REGION}.example.com/api" }),
      options("opts", { labels: { of: "${API_VERSIONNAME}", by: "${JOB_NAME} ${BUILD_NUMBER} ${M_TYPE}" } }),
      replicas("n", { count: "${COUNT}" }),
    );
    line.post("env", { COUNT: "3" });
    expect(line.run("m")).toMatchObject({
      versionName: "7",
      content: {
        images: [
          {
            versionName: "7",
            values: { sourceName: "eu.example.com/api", versionName: "7" },
            dockerOptions: { labels: { of: "7", by: "m 1 manifest" } },
            replicas: { count: 3 },
          },
        ],
      },
    });
  });

  test("see nothing of the INs after them, and values of a manual run first", () => {
    const line = manifestOf(
      image("api", "1.${LATE}"),
      params("env", { LATE: "x", MODE: "env" }),
      options("o", { user: "${MODE}" }),
    );
    const plan = line.plan("m", { MODE: "manual" });
    const m = job("m", { type: "manifest", steps: [] });
    expect(runManagedJob(m, plan, undefined)).toMatchObject({
      versionName: "1.",
      content: { images: [{ dockerOptions: { user: "manual" } }] },
    });
  });

  test("params are what fills them and are not filled, and no address keeps a password", () => {
    const line = manifestOf(
      params("env", { USER: "ada", PASSWORD: "secret1", COPY: "${USER}" }),
      file("pkg", { sourceName: "https://${USER}:${PASSWORD}@files.example.com/app.tgz" }),
    );
    expect(itemsOf(line)).toMatchObject([
      { values: { sourceName: "https://files.example.com/app.tgz" }, params: { COPY: "${USER}" } },
    ]);
    const whole = params("env", { URL: "https://ada:secret1@files.example.com/app.tgz" });
    expect(itemsOf(manifestOf(whole, file("pkg", { sourceName: "${URL}" })))).toMatchObject([
      { values: { sourceName: "https://files.example.com/app.tgz" } },
    ]);
  });

  test("know the commit of a repository", () => {
    const app = resource("app", {
      type: "gitRepo",
      values: { sourceName: "https://git.example.com/acme/app.git", shaData: { commitSha: "c0ffee1" } },
    });
    expect(manifestOf(app, image("api", "main.${APP_COMMIT}")).named("m")).toBe("main.c0ffee1");
  });

  test("that come to nothing leave a version without a name", () => {
    const line = manifestOf(image("api", "${NOPE}"));
    expect(line.named("m")).toBeUndefined();
    expect(itemsOf(line)[0]).not.toHaveProperty("versionName");
  });
});

describe("a manifest fails clearly", () => {
  test.each<[string, ManagedLine, string]>([
    [
      "with nothing to hold",
      manifestOf(params("env", { A: "1" })),
      'The manifest "m" has no IN that is an image or a file, so it describes nothing. Add one, for example "- IN: my_image".',
    ],
    [
      "with both kinds",
      manifestOf(api, file("pkg"), worker),
      'The manifest "m" holds images (api and worker) and files (pkg); it can only hold one kind. Make two manifests of it.',
    ],
    [
      "with an address that came to nothing",
      manifestOf(image("api", "1", { sourceName: "${REPO}" })),
      'The image "api" has an empty sourceName, so nobody knows what to deploy. Write one; if it comes from ${NAME}, list what gives NAME before "- IN: api".',
    ],
    ...[0, -1, 1.5, "two", "", null, true].map((count): [string, ManagedLine, string] => [
      `with ${JSON.stringify(count)} replicas`,
      manifestOf(api, replicas("n", { count })),
      `The IN "n" asks for ${JSON.stringify(count)} replicas; its count must be a whole number of at least 1.`,
    ]),
  ])("%s", (_, line, text) => {
    expect(faultOf(line)).toBe(text);
  });
});

test("whatever layers there are, an image has the last value that applies to it", () => {
  const names = ["api", "worker", "cron"];
  const layer = fc.record({
    pairs: fc.dictionary(fc.constantFrom("A", "B", "C"), fc.constantFrom("1", "2", "3"), { minKeys: 1 }),
    targets: fc.option(fc.subarray(names)),
    type: fc.constantFrom("params", "dockerOptions"),
  });
  fc.assert(
    fc.property(fc.array(layer, { maxLength: 6 }), (layers) => {
      const parts = layers.flatMap(({ pairs, targets, type }, index) => {
        const name = `layer_${index}`;
        const values = type === "params" ? { params: pairs } : pairs;
        return [resource(name, { type, values }), ...(targets ? [applyTo(name, targets)] : [])];
      });
      const line = manifestOf(...names.map((name) => image(name, "1")), ...parts);
      for (const item of itemsOf(line)) {
        for (const type of ["params", "dockerOptions"] as const) {
          const expected: Record<string, string> = {};
          for (const { pairs, targets, type: of } of layers)
            if (of === type && (targets ?? names).includes(item.name)) Object.assign(expected, pairs);
          expect(item[type]).toEqual(expected);
        }
      }
      expect(line.made("m")).toEqual(line.made("m"));
    }),
  );
});
