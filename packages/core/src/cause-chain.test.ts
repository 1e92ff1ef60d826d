import { expect, test } from "vitest";
import { LONGEST_CHAIN, chainOfCauses } from "./cause-chain.ts";
import type { CausedRun, CausedThing, CausedVersion } from "./cause-chain.ts";
import type { TriggerCause } from "./run.ts";

function run(job: string, number: number, cause: TriggerCause): CausedRun {
  return { job, number, status: "success", cause, queuedAt: number };
}

function version(resource: string, number: number, parts: Partial<CausedVersion> = {}): CausedVersion {
  return { resource, number, origin: "external", createdAt: number, ...parts };
}

function told(
  start: CausedThing,
  runs: readonly CausedRun[],
  versions: readonly CausedVersion[] = [],
): readonly string[] {
  const links = chainOfCauses(start, {
    run: (job, number) => runs.find((each) => each.job === job && each.number === number),
    version: (name, number) => versions.find((each) => each.resource === name && each.number === number),
  });
  return links.map(({ kind, text }) => `${kind}: ${text}`);
}

const last: CausedThing = { kind: "run", job: "ship", number: 3 };

test("a chain goes over runs and the versions that they made, to what came from outside", () => {
  const runs = [
    run("ship", 3, { kind: "version", resource: "image", versionNumber: 7, versionName: "1.2" }),
    run("build", 9, { kind: "version", resource: "repo", versionNumber: 4 }),
  ];
  const image = version("image", 7, { name: "1.2", origin: "run", madeBy: { job: "build", number: 9 } });
  expect(told(last, runs, [image, version("repo", 4)])).toEqual([
    "run: ship #3, because image has version 7 (1.2)",
    "version: image has version 7 (1.2), which build #9 made",
    "run: build #9, because repo has version 4",
    "version: repo has version 4, from outside",
  ]);
});

test.each<[string, TriggerCause, readonly string[]]>([
  ["manual", { kind: "manual", by: "ann" }, ["person: ann asked for a run of ship"]],
  ["rerun", { kind: "rerun", by: "ann", runNumber: 1 }, ["person: ann ran ship #1 again"]],
  [
    "replay",
    { kind: "replay", by: "ann", name: "app", versionNumber: 2 },
    ["person: ann sent version 2 of app down the graph again"],
  ],
  [
    "external",
    { kind: "external", server: "jenkins", buildId: "12", buildUrl: "", endsBy: 0 },
    ["outside: jenkins told of its build 12"],
  ],
  [
    "retry",
    { kind: "retry", runNumber: 2, attempt: 2 },
    ["run: ship #2, because ann asked for it", "person: ann asked for a run of ship"],
  ],
])("where it began with: %s", (_kind, cause, rest) => {
  const runs = [run("ship", 3, cause), run("ship", 2, { kind: "manual", by: "ann" })];
  expect(told(last, runs).slice(1)).toEqual(rest);
});

test.each<[CausedVersion["origin"], string | undefined, string]>([
  ["external", undefined, "app has version 2, from outside"],
  ["external", "app has version 2, from ann", "app has version 2, from ann"],
  ["configuration", undefined, "app has version 2, from the configuration"],
])("a version of origin %s with the event %s says where it came from", (origin, event, text) => {
  const app = version("app", 2, { origin, ...(event === undefined ? {} : { event }) });
  expect(told({ kind: "version", resource: "app", number: 2 }, [], [app])).toEqual([`version: ${text}`]);
});

test("what is not kept any more ends the chain and says so", () => {
  const ship = run("ship", 3, { kind: "run", job: "build", runNumber: 1 });
  expect(told(last, [ship])).toEqual([
    "run: ship #3, because build #1 succeeded",
    "gone: build #1 is not kept any more.",
  ]);
  expect(told({ kind: "version", resource: "app", number: 2 }, [])).toEqual([
    "gone: version 2 of app is not kept any more.",
  ]);
});

test("a chain without end is cut", () => {
  const links = chainOfCauses(last, {
    run: (job, number) => run(job, number, { kind: "retry", runNumber: number + 1, attempt: 2 }),
    version: () => undefined,
  });
  expect(links).toHaveLength(LONGEST_CHAIN + 1);
  expect(links.at(-1)).toMatchObject({ kind: "gone" });
});
