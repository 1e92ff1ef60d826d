import type { RunView, StepView } from "@landbridge/api";
import { CliRefusal, usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Connection } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { followRun } from "../run/follow-run.ts";
import { readStepLog } from "../connection/http-log.ts";
import type { Output } from "../output.ts";
import { parseRunReference } from "../words/references.ts";
import { standingLine } from "../words/status-mark.ts";
import { createLineSplitter } from "../run/step-log.ts";

interface LogRequest {
  readonly reference: string;
  readonly step?: string | undefined;
  readonly isFollowed: boolean;
}

/** `landbridge logs JOB[#N] [-f] [--step S]`: of the newest run, unless a number says which. */
export async function logs(context: Context, request: LogRequest): Promise<ExitCode> {
  const connection = await connect(context);
  const { client, workspace } = connection;
  const { job, number } = await findRun(connection, request.reference);
  const view = await client.getRun({ workspace, job, number });
  const steps = chosenSteps(view, request.step);
  if (request.isFollowed) return followRun(context.output, connection, { job, number, step: request.step });
  if (context.output.isJson) await printJson(context.output, connection, { view, steps });
  else await printText(context.output, connection, { view, steps });
  return EXIT.done;
}

interface Chosen {
  readonly view: RunView;
  readonly steps: readonly StepView[];
}

async function printJson(output: Output, connection: Connection, { view, steps }: Chosen): Promise<void> {
  const withLogs: object[] = [];
  for (const step of steps) {
    const chunks: Uint8Array[] = [];
    for await (const bytes of logPieces(connection, view, step)) chunks.push(bytes);
    withLogs.push({ ...step, log: Buffer.concat(chunks).toString("utf8") });
  }
  output.json({ job: view.job, number: view.number, status: view.status, steps: withLogs });
}

async function printText(output: Output, connection: Connection, { view, steps }: Chosen): Promise<void> {
  const shown = steps.length === 1 ? steps : steps.filter((step) => step.logBytes > 0);
  for (const step of shown) {
    if (shown.length > 1) output.line(output.style("dim", `── ${step.name}`));
    const lines = createLineSplitter();
    for await (const bytes of logPieces(connection, view, step)) {
      for (const line of lines.take(bytes, false)) output.logLine(line);
    }
    for (const line of lines.take(new Uint8Array(), true)) output.logLine(line);
  }
  // Beside the log, so that a pipe gets what the run printed and nothing else.
  output.note(standingLine(output.noteStyle, { ...view, why: view.reason?.text }));
}

/** A log may be larger than memory allows: it goes by in pieces. */
async function* logPieces(connection: Connection, view: RunView, step: StepView): AsyncGenerator<Uint8Array> {
  const reference = { job: view.job, number: view.number, index: step.index };
  for (let offset = 0; ;) {
    const { bytes, isComplete } = await readStepLog(connection, reference, offset);
    if (bytes.length > 0) yield bytes;
    offset += bytes.length;
    if (isComplete || bytes.length === 0) return;
  }
}

async function findRun(
  { client, workspace }: Connection,
  text: string,
): Promise<{ job: string; number: number }> {
  const { job, number } = parseRunReference(text);
  if (number !== undefined) return { job, number };
  const [newest] = await client.listJobRuns({ workspace, job, limit: 1 });
  if (newest) return newest;
  throw new CliRefusal("NOTHING_TO_RUN", `${job} has never run, so there is no log.`, {
    hint: `\`landbridge why ${job}\` tells why; \`landbridge trigger ${job} --follow\` runs it.`,
  });
}

function chosenSteps(view: RunView, name: string | undefined): readonly StepView[] {
  if (name === undefined) return view.steps;
  const steps = view.steps.filter((step) => step.name === name || String(step.index) === name);
  if (steps.length > 0) return steps;
  const names = view.steps.map((step) => step.name).join(", ");
  throw usage(`${view.job}#${view.number} has no step ${name}.`, `Its steps are: ${names}.`);
}
