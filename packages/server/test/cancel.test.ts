import { ApiError } from "@landbridge/api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const WORKFLOW = `
jobs:
  - { name: work, type: runSh, triggerMode: parallel, steps: [{ TASK: [work] }] }
  - { name: after, type: runSh, steps: [{ IN: work }, { TASK: [after] }] }
`;

function cancel({ client }: TestServer, number = 1) {
  return client.cancelRun({ workspace: WORKSPACE, job: "work", number });
}

async function codeOf(refused: Promise<unknown>): Promise<string> {
  return refused.then(
    () => "no refusal",
    (error: unknown) => (error instanceof ApiError ? error.view.code : String(error)),
  );
}

test("a queued run that is canceled ends at once and never starts", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  await server.run("work");
  const canceled = await cancel(server);
  expect(canceled).toMatchObject({
    status: "canceled",
    isCancelRequested: true,
    reason: { code: "canceled", text: "owner canceled it before it started." },
  });
  await server.run("work");
  const worker = await server.agent();
  expect((await worker.take()).number).toBe(2);
  expect(worker.runs).toHaveLength(1);
  const audit = await server.pool.query("select subject, details from audit_log where action = 'cancel'");
  expect(audit.rows).toEqual([{ subject: "work", details: { number: 1 } }]);
});

test("a processing run that is canceled goes on until its agent, who is told, reports the end", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  expect(await cancel(server)).toMatchObject({ status: "processing", isCancelRequested: true });
  expect(await worker.hears("cancel", work.runId)).toEqual({
    type: "cancel",
    runId: work.runId,
    leaseToken: work.leaseToken,
    by: "owner",
    graceMs: 10_000,
  });
  await work.finish({ status: "canceled", reason: { code: "canceled", message: "owner canceled it" } });
  await server.ended("work", 1, "canceled");
  const why = await server.client.explainJob({ workspace: WORKSPACE, job: "after" });
  expect(why.decisions).toMatchObject([{ verdict: "none", reason: "upstream-not-successful" }]);
});

test("canceling twice asks once; after the end it is refused", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  await cancel(server);
  await expect(cancel(server)).resolves.toMatchObject({ status: "processing", isCancelRequested: true });
  await work.finish({ status: "canceled" });
  expect(await codeOf(cancel(server))).toBe("RUN_ALREADY_FINAL");
  expect(await codeOf(cancel(server, 7))).toBe("RUN_NOT_FOUND");
  expect((await server.lastRun("work")).status).toBe("canceled");
});

test("a run that succeeds although somebody wanted to cancel it has succeeded", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  await cancel(server);
  await work.finish();
  expect((await server.lastRun("work")).status).toBe("success");
  expect((await worker.take("after")).plan.cause).toEqual({ kind: "run", job: "work", runNumber: 1 });
});

type Step = "cancel" | "report success" | "report canceled" | "pause a moment";

test("however cancels and reports race, a run ends once and keeps its status", async () => {
  const server = await startTestServer({
    workflow: "jobs: [{ name: work, type: runSh, triggerMode: parallel, steps: [{ TASK: [work] }] }]",
  });
  const worker = await server.agent({ slots: 8 });
  const assigned = (number: number) => worker.runs.find((run) => run.number === number);
  const step = fc.constantFrom<Step>("cancel", "report success", "report canceled", "pause a moment");
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 6 }),
      fc.boolean(),
      async (steps, isStarting) => {
        number += 1;
        // In half of the cases the first steps meet the run while it is being made and started.
        const answers: Promise<unknown>[] = [server.run("work")];
        if (!isStarting) await worker.until(() => assigned(number));
        for (const next of steps) {
          if (next === "cancel") answers.push(cancel(server, number).catch((error: unknown) => error));
          else if (next === "pause a moment") await new Promise(setImmediate);
          else assigned(number)?.report({ status: next === "report success" ? "success" : "canceled" });
        }
        await Promise.all(answers);
        const { finishedAt } = await server.client.getRun({ workspace: WORKSPACE, job: "work", number });
        if (finishedAt === undefined) await (await worker.until(() => assigned(number))).finish();
        await expectOneEnd(server, number);
      },
    ),
    { numRuns: 60 },
  );
});

async function expectOneEnd({ pool, client, feed }: TestServer, number: number): Promise<void> {
  const { status } = await client.getRun({ workspace: WORKSPACE, job: "work", number });
  const { rows } = await pool.query<{ text: string }>(
    "select text from events where kind = 'run-finished' and subject = 'work' and text like $1",
    [`work #${String(number)} %`],
  );
  expect(rows).toEqual([{ text: `work #${String(number)} ended: ${status}` }]);
  const live = await pool.query(
    "select 1 from live_runs l join jobs j on j.id = l.job_id where j.name = 'work' and l.number = $1",
    [number],
  );
  expect(live.rows).toEqual([]);
  const told = feed.flatMap((message) => (message.type === "changed" ? message.runs : []));
  const ends = told.filter(
    (run) => run.job === "work" && run.number === number && run.finishedAt !== undefined,
  );
  expect(new Set(ends.map((run) => run.status))).toEqual(new Set([status]));
}
