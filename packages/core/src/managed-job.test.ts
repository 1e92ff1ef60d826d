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
