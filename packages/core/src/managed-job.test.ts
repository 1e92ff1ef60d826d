import { describe, expect, test } from "vitest";
import { JOB_TYPES, isManaged } from "./job.ts";
import type { JobType } from "./job.ts";
import { runManagedJob } from "./managed-job.ts";
import type { ManagedOutcome } from "./managed-outcome.ts";
import { readManifests } from "./manifest-content.ts";
import { input, job, resource } from "./testing/line.ts";
import { createManagedLine } from "./testing/managed-line.ts";

/** Carries out a job without INs. */
function carryOut(type: JobType): ManagedOutcome {
  const one = job("x", { type });
  return runManagedJob(one, createManagedLine({ resources: [], jobs: [one] }).plan("x"), undefined);
}

test("managed jobs are carried out, be it to a sentence about what is wrong, and no others", () => {
  const [managed, others] = [true, false].map((which) =>
    JOB_TYPES.filter((type) => isManaged({ type }) === which),
  );
  expect(managed?.map((type) => carryOut(type).ok)).toEqual([false, false]);
  for (const type of others ?? [])
    expect(() => carryOut(type)).toThrow(`The engine does not carry out jobs of type ${type}.`);
});

describe("examples of the language", () => {
  test("an image goes from its manifest over a test deployment into a release candidate", () => {
    const line = createManagedLine({
      resources: [
        resource("img", {
          type: "image",
          integration: "hub",
          values: { sourceName: "acme/api", versionName: "master.1" },
        }),
        resource("opts", {
          type: "dockerOptions",
          values: { memory: 256, portMappings: ["80:8080/tcp"] },
        }),
        resource("seed", { type: "version", values: { versionName: "v1.0.0" } }),
      ],
      jobs: [
        job("api_def", {
          type: "manifest",
          steps: [input("img"), input("opts", { options: { applyTo: ["img"] } })],
        }),
        job("test_deploy", { type: "deploy", steps: [input("api_def")] }),
        job("rel", {
          type: "release",
          options: { bump: "rc" },
          steps: [input("seed"), input("test_deploy")],
        }),
      ],
    });
    const release = (tag: string, number: number): void => {
      line.post("img", { versionName: tag });
      const content = line.made("api_def");
      // What the deploy did is another matter; here it hands on what it was given.
      const named = { ...content, job: "api_def", versionId: `api_def#${number}`, versionNumber: number };
      line.put("test_deploy", { kind: "deploy", manifests: [named] });
    };
    release("master.2", 1);
    expect(line.named("rel")).toBe("v1.0.0-rc");
    release("master.3", 2);
    const content = line.made("rel");
    expect(content).toMatchObject({ versionName: "v1.0.0-rc.1", seedVersionId: "seed@1" });
    expect(readManifests(content)).toMatchObject([
      {
        job: "api_def",
        versionNumber: 2,
        images: [
          {
            name: "img",
            integration: "hub",
            versionName: "master.3",
            dockerOptions: { memory: 256, portMappings: ["80:8080/tcp"] },
          },
        ],
      },
    ]);
  });

  test("a pinned file and pinned params stay in their manifest, whatever else there is", () => {
    const line = createManagedLine({
      resources: [
        resource("pkg", {
          type: "file",
          values: { sourceName: "https://files.example.com/app.tgz", versionName: "abc123" },
        }),
        resource("app_cfg", { values: { params: { PORT: "8888" } } }),
      ],
      jobs: [
        job("pkg_def", {
          type: "manifest",
          steps: [
            input("pkg", { pin: { kind: "name", versionName: "abc123" } }),
            input("app_cfg", { pin: { kind: "number", versionNumber: 1 } }),
          ],
        }),
      ],
    });
    line.post("pkg", { versionName: "def456" });
    line.post("app_cfg", { PORT: "9999" });
    expect(line.made("pkg_def")).toMatchObject({
      files: [{ versionName: "abc123", versionNumber: 1, params: { PORT: "8888" } }],
    });
  });
});

describe("a release that is made again from its frozen plan", () => {
  const counter = (bump: string) =>
    createManagedLine({
      resources: [resource("seed", { type: "version", values: { versionName: "1.0.0" } })],
      jobs: [job("rel", { type: "release", options: { bump }, steps: [input("seed")] })],
    });

  test("has the number that it had, and the next one has a number that was not given before", () => {
    const line = counter("minor");
    const first = line.plan("rel");
    const made = line.made("rel");
    const latest = line.made("rel");
    expect([made["versionName"], latest["versionName"]]).toEqual(["1.1.0", "1.2.0"]);
    const again = runManagedJob(job("rel", { type: "release" }), first, { content: latest });
    const { seedVersionId, seedVersionName } = latest as Readonly<Record<string, string>>;
    const counted = { versionName: "1.2.0", seedVersionId, seedVersionName };
    expect(again).toEqual({ ok: true, versionName: "1.1.0", content: { ...made, counted } });
    if (!again.ok) return;
    line.put("rel", again.content, again.versionName);
    expect([line.named("rel"), line.named("rel")]).toEqual(["1.3.0", "1.4.0"]);
  });

  test("is made as its job was declared then, also when it is the newest one", () => {
    const line = counter("minor");
    const first = line.plan("rel");
    const made = line.made("rel");
    const today = job("rel", { type: "release", options: { bump: "major" }, steps: [input("seed")] });
    expect(runManagedJob(today, first, { content: made })).toEqual({
      ok: true,
      versionName: "1.1.0",
      content: made,
    });
  });

  test("does not start counting over where its seed is another one by now", () => {
    const line = counter("minor");
    const first = line.plan("rel");
    line.made("rel");
    line.post("seed", { versionName: "2.0.0" });
    const latest = line.made("rel");
    const again = runManagedJob(job("rel", { type: "release" }), first, { content: latest });
    if (!again.ok) throw new Error(again.text);
    line.put("rel", again.content, again.versionName);
    expect([again.versionName, line.named("rel")]).toEqual(["1.1.0", "2.2.0"]);
  });
});
