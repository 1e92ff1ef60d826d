import { expect, onTestFinished, test } from "vitest";
import { openEventStream } from "./support/event-stream.ts";
import type { ServerSentEvent } from "./support/event-stream.ts";
import { WORKSPACE, sharedTestServer } from "./support/test-server.ts";

const RUNS = `/api/v1/workspaces/${WORKSPACE}/jobs/build/runs`;

const shared = sharedTestServer({
  workflow:
    "jobs: [{ name: build, type: runSh, triggerMode: parallel, steps: [{ TASK: { name: compile, script: [make] } }] }]",
});

/** A run of this test's own that is processing, and the address of its task's log. */
async function loggingRun() {
  const server = shared();
  const worker = await server.agent({ slots: 1 });
  const { number } = await server.run("build");
  const build = await worker.take();
  expect(build.number).toBe(number);
  const authorization = `Bearer ${await server.server.createCommandLineToken()}`;
  const get = (path: string) => server.request(path, { headers: { authorization } });
  onTestFinished(() => worker.vanish());
  return { ...server, build, get, authorization, log: `${RUNS}/${String(number)}/steps/1/log`, number };
}

test("a log is plain text that says how long it is and whether more can come", async () => {
  const { build, get, log } = await loggingRun();
  await build.log(1, "one\ntwo\n");
  const growing = await get(log);
  expect(await growing.text()).toBe("one\ntwo\n");
  const headers = (response: Response) =>
    ["content-type", "x-content-type-options", "x-log-size", "x-log-complete"].map((name) =>
      response.headers.get(name),
    );
  expect(headers(growing)).toEqual(["text/plain; charset=utf-8", "nosniff", "8", "false"]);
  await build.finish();
  expect(headers(await get(log))).toEqual(["text/plain; charset=utf-8", "nosniff", "8", "true"]);
});

test.each([
  ["?offset=4", "two\n"],
  ["?offset=4&limit=3", "two"],
  ["?limit=3", "one"],
  ["?offset=99", ""],
])("a part of a log: %s", async (query, text) => {
  const { build, get, log } = await loggingRun();
  await build.log(1, "one\ntwo\n");
  const response = await get(log + query);
  expect([response.status, await response.text(), response.headers.get("x-log-size")]).toEqual([
    200,
    text,
    "8",
  ]);
});

test.each([
  ["/steps/99/log", 404, "STEP_NOT_FOUND"],
  ["/steps/x/log", 400, "BAD_REQUEST"],
  ["/steps/-1/log", 400, "BAD_REQUEST"],
  ["/steps/1/log?offset=-5", 400, "BAD_REQUEST"],
  ["/steps/1/log?offset=x", 400, "BAD_REQUEST"],
])("%s is refused", async (tail, status, code) => {
  const { get, number } = await loggingRun();
  const refused = await get(`${RUNS}/${String(number)}${tail}`);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([status, code]);
});

test("a step that has said nothing has an empty log", async () => {
  const { build, get, log } = await loggingRun();
  await build.finish();
  const response = await get(log);
  expect([response.status, await response.text(), response.headers.get("x-log-complete")]).toEqual([
    200,
    "",
    "true",
  ]);
});

test("a log is followed while it grows, from where the reader has it, to its end", async () => {
  const { build, url, authorization, log } = await loggingRun();
  await build.log(1, "one\n");
  const whole = await openEventStream(new URL(`${log}/follow`, url), { authorization });
  const rest = await openEventStream(new URL(`${log}/follow?offset=4`, url), { authorization });
  await whole.next(({ event }) => event === "chunk");
  await build.log(1, "zwei ü\n");
  await rest.next(({ event }) => event === "chunk");
  await build.log(1, "three\n");
  await build.finish();
  await Promise.all([whole.ended, rest.ended]);
  expect(textOf(whole.events)).toBe("one\nzwei ü\nthree\n");
  expect(textOf(rest.events)).toBe("zwei ü\nthree\n");
  expect(whole.events.at(-1)).toMatchObject({ event: "end", data: { offset: 18 } });
});

test("following the log of a run that has ended gives all of it and ends", async () => {
  const { build, url, authorization, log } = await loggingRun();
  await build.log(1, "x".repeat(600_000));
  await build.finish();
  const stream = await openEventStream(new URL(`${log}/follow`, url), { authorization });
  await stream.ended;
  expect(textOf(stream.events)).toHaveLength(600_000);
  expect(stream.events.at(-1)?.event).toBe("end");
});

/** The pieces must fit together: each starts where the one before it ended. */
function textOf(events: readonly ServerSentEvent[]): string {
  const pieces = events.flatMap(({ event, data }) =>
    event === "chunk" ? [data as { offset: number; text: string }] : [],
  );
  const bytes: Buffer[] = [];
  let at = pieces[0]?.offset ?? 0;
  for (const { offset, text } of pieces) {
    expect(offset).toBe(at);
    const piece = Buffer.from(text, "base64");
    at += piece.length;
    bytes.push(piece);
  }
  return Buffer.concat(bytes).toString();
}
