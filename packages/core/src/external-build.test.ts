import { describe, expect, test } from "vitest";
import { beginExternalRun, findExternalJob, isBuildCode, stateOfBuild } from "./external-build.ts";
import { NEW_JOB_FACTS, createFactsDraft, createFactsMap } from "./facts.ts";
import { job, jobOf, workflow } from "./testing/line.ts";

const line = workflow("elsewhere -> after", { elsewhere: { type: "externalCI" } });
const BUILD = { server: "jenkins", id: "17", url: "https://ci.example.com/17" };

describe("the job that a build is told of", () => {
  test.each([
    ["nobody", "unknown"],
    ["after", "unfit"],
  ])("%s is refused: %s", (name, why) => {
    expect(findExternalJob(line, createFactsDraft(createFactsMap(), 0), name)).toMatchObject({
      ok: false,
      why,
    });
  });

  test.each([
    [{ isDeleted: true }, "unknown"],
    [{ inconsistent: "It names what is not there." }, "inconsistent"],
  ])("with %j it is refused: %s", (facts, why) => {
    const draft = createFactsDraft(createFactsMap(), 0);
    draft.setJob("elsewhere", { ...NEW_JOB_FACTS, ...facts });
    expect(findExternalJob(line, draft, "elsewhere")).toMatchObject({ ok: false, why });
  });

  test("a pause keeps no build of another server from having happened", () => {
    const draft = createFactsDraft(createFactsMap(), 0);
    draft.setJob("elsewhere", { ...NEW_JOB_FACTS, isPaused: true });
    expect(findExternalJob(line, draft, "elsewhere")).toMatchObject({ ok: true });
  });
});

test("a build is a run that is processing from the start, beside one that is so already", () => {
  const draft = createFactsDraft(createFactsMap(), 0);
  const begin = (id: string) =>
    beginExternalRun(draft, jobOf(line, "elsewhere"), {
      build: { ...BUILD, id },
      newRunId: () => `run-${id}`,
    });
  begin("16");
  const { run, decision } = begin("17");
  expect(run).toMatchObject({ id: "run-17", number: 2, status: "processing" });
  expect(run.cause).toEqual({
    kind: "external",
    server: "jenkins",
    buildId: "17",
    buildUrl: "https://ci.example.com/17",
    endsBy: 86_400_000,
  });
  expect(decision).toMatchObject({ verdict: "queued", reason: "external-build", runNumber: 2 });
  expect(decision.text).toBe("Run 2 was made because jenkins told of its build 17.");
  expect(draft.job("elsewhere").live.map(({ status }) => status)).toEqual(["processing", "processing"]);
});

test("a build is waited for as long as its job says, else for a day", () => {
  const short = job("elsewhere", { type: "externalCI", runtime: { env: {}, timeoutMinutes: 90 } });
  const draft = createFactsDraft(createFactsMap(), 1_000);
  const { run } = beginExternalRun(draft, short, { build: BUILD, newRunId: () => "run" });
  expect(run.cause).toMatchObject({ endsBy: 1_000 + 90 * 60_000 });
});

test("an approval holds no build that is under way already", () => {
  const approval = { approvers: [], required: 1, selfApproval: true };
  const held = job("elsewhere", { type: "externalCI", approval });
  const draft = createFactsDraft(createFactsMap(), 0);
  const { run } = beginExternalRun(draft, held, { build: BUILD, newRunId: () => "run" });
  expect(run.status).toBe("processing");
  expect(draft.job("elsewhere").live[0]?.status).toBe("processing");
});

test("consumers read the data of a build as texts, and lists and maps as JSON", () => {
  const data = { versionName: "1.4.2", key1: "v", count: 3, ok: true, none: null, list: [1, { a: "b" }] };
  expect(stateOfBuild(data)).toEqual({
    versionName: "1.4.2",
    state: { values: { key1: "v", count: "3", ok: "true", none: "", list: '[1,{"a":"b"}]' }, files: [] },
  });
  expect(stateOfBuild({ versionName: { no: "name" } })).toEqual({ state: { values: {}, files: [] } });
});

test("of the codes of builds only three are known", () => {
  expect([4000, 4001, 4002, 4003, 4004].filter(isBuildCode)).toEqual([4001, 4002, 4003]);
});
