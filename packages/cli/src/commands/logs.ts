import { RAW_ROUTES } from "@landbridge/api";
import type { RunSummaryView, RunView, StepView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import { CliRefusal, usage } from "../cli-refusal.ts";
import { connect } from "../connection.ts";
import type { Connection } from "../connection.ts";
import type { Context } from "../context.ts";
import { readEventStream } from "../event-stream.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { openRequest, readText } from "../http-request.ts";
import type { Output } from "../output.ts";
import { parseRunReference } from "../references.ts";
import { statusText } from "./lists.ts";

interface LogRequest {
  readonly reference: string;
  readonly step?: string | undefined;
  readonly isFollowed: boolean;
}

/** `landbridge logs JOB[#N] [-f] [--step S]`: of the newest run, unless a number says which. */
export async function logs(context: Context, request: LogRequest): Promise<ExitCode> {
  const connection = await connect(context);
  const run = await findRun(connection, request.reference);
  if (request.isFollowed) return followRun(context.output, connection, run, request.step);
  const view = await getRun(connection, run);
  const steps = chosenSteps(view, request.step);
  const texts: string[] = [];
  for (const step of steps) texts.push(await readStepLog(connection, view, step));
  if (context.output.isJson) {
    context.output.json({
      job: view.job,
      number: view.number,
      status: view.status,
      steps: steps.map((step, at) => ({ ...step, log: texts[at] ?? "" })),
    });
    return EXIT.done;
  }
  for (const [at, step] of steps.entries()) {
    if (steps.length > 1) stepHead(context.output, step);
    writeLog(context.output, texts[at] ?? "");
  }
  return EXIT.done;
}

/**
 * Prints what a run logs until it has ended, step by step. The exit code is that of the run. With `--json` one
 * `{"type":"log"}` a line, and the run itself last.
 */
export async function followRun(
  output: Output,
  connection: Connection,
  run: Pick<RunSummaryView, "job" | "number">,
  stepName?: string,
): Promise<ExitCode> {
  let next = 0;
  for (;;) {
    const view = await getRun(connection, run);
    const steps = view.steps.filter((step) => step.index >= next && step.status !== "pending");
    for (const step of steps) {
      next = step.index + 1;
      if (stepName !== undefined && step.name !== stepName) continue;
      await followStep(output, connection, { run, step });
    }
    if (isFinal(view.status) && steps.length === 0) return endOfRun(output, view);
    if (steps.length === 0) await nextChange(connection, view);
  }
}

async function followStep(
  output: Output,
  { address, workspace }: Connection,
  { run, step }: { readonly run: Pick<RunSummaryView, "job" | "number">; readonly step: StepView },
): Promise<void> {
  if (!output.isJson) stepHead(output, step);
  const path = pathOf(RAW_ROUTES.stepLogFollow, { workspace, ...run, index: step.index });
  // A character may be cut in two by the border between chunks.
  const decoder = new TextDecoder();
  for await (const { event, data } of readEventStream(address, path)) {
    if (event === "end") return;
    if (event !== "chunk") continue;
    const chunk: { text?: unknown } = JSON.parse(data);
    const text = decoder.decode(Buffer.from(String(chunk.text), "base64"), { stream: true });
    if (output.isJson) output.json({ type: "log", job: run.job, number: run.number, step: step.name, text });
    else output.write(text);
  }
}

/** Waits until something of the run may have changed: a message of the feed that names it, or the stream's end. */
async function nextChange({ address, workspace, client }: Connection, view: RunView): Promise<void> {
  const stop = new AbortController();
  const path = `${RAW_ROUTES.feed}?workspace=${encodeURIComponent(workspace)}`;
  try {
    for await (const { data } of readEventStream(address, path, stop.signal)) {
      const message: { type?: unknown } = JSON.parse(data);
      // What happened before the stream stood open is only in the run itself.
      if (message.type !== "hello" && !data.includes(view.id)) continue;
      const now = await client.getRun({ workspace, job: view.job, number: view.number });
      if (JSON.stringify(now) !== JSON.stringify(view)) return;
    }
  } finally {
    stop.abort();
  }
}

function endOfRun(output: Output, view: RunView): ExitCode {
  if (output.isJson) output.json(view);
  else
    output.line(
      `${view.job}#${view.number} ${statusText(output, view.status)}${view.reason ? `: ${view.reason.text}` : ""}`,
    );
  return view.status === "success" ? EXIT.done : EXIT.failed;
}

async function findRun(connection: Connection, text: string): Promise<{ job: string; number: number }> {
  const { job, number } = parseRunReference(text);
  if (number !== undefined) return { job, number };
  const [newest] = await connection.client.listJobRuns({ workspace: connection.workspace, job, limit: 1 });
  if (newest) return newest;
  throw new CliRefusal("NOTHING_TO_RUN", `${job} has never run, so there is no log.`, {
    hint: `\`landbridge why ${job}\` tells why; \`landbridge trigger ${job} --follow\` runs it.`,
  });
}

function getRun(
  { client, workspace }: Connection,
  { job, number }: { job: string; number: number },
): Promise<RunView> {
  return client.getRun({ workspace, job, number });
}

function chosenSteps(view: RunView, name: string | undefined): readonly StepView[] {
  if (name === undefined) return view.steps.filter((step) => step.logBytes > 0);
  const steps = view.steps.filter((step) => step.name === name || String(step.index) === name);
  if (steps.length > 0) return steps;
  const names = view.steps.map((step) => step.name).join(", ");
  throw usage(`${view.job}#${view.number} has no step ${name}.`, `Its steps are: ${names}.`);
}

async function readStepLog(
  { address, workspace }: Connection,
  run: RunView,
  step: StepView,
): Promise<string> {
  const path = pathOf(RAW_ROUTES.stepLog, { workspace, job: run.job, number: run.number, index: step.index });
  const response = await openRequest(address, { method: "GET", path, accept: "text/plain" });
  return readText(response);
}

function pathOf(route: string, values: Readonly<Record<string, string | number>>): string {
  return route.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(values[key])));
}

function stepHead(output: Output, step: StepView): void {
  output.line(output.style("dim", `── ${step.name}`));
}

function writeLog(output: Output, text: string): void {
  if (text !== "") output.write(text.endsWith("\n") ? text : `${text}\n`);
}
