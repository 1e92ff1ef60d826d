import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { followRun } from "../run/follow-run.ts";
import { parseExactRun, parsePairs } from "../words/references.ts";

/** `landbridge trigger JOB [--set K=V…] [--follow]`; with --follow it ends as the run does. */
export async function trigger(
  context: Context,
  request: { readonly job: string; readonly set: readonly string[]; readonly isFollowed: boolean },
): Promise<ExitCode> {
  const env = parsePairs(request.set);
  const connection = await connect(context);
  const run = await connection.client.startRun({ workspace: connection.workspace, job: request.job, env });
  if (request.isFollowed) return followRun(context.output, connection, run);
  const { output } = context;
  if (output.isJson) output.json(run);
  else output.line(`${run.job}#${run.number} is ${run.status}.`);
  return EXIT.done;
}

/** `landbridge cancel JOB#N` */
export async function cancel(context: Context, reference: string): Promise<ExitCode> {
  const exact = parseExactRun(reference);
  const { client, workspace } = await connect(context);
  const run = await client.cancelRun({ workspace, ...exact });
  if (context.output.isJson) context.output.json(run);
  else
    context.output.line(
      `${run.job}#${run.number} ${run.status === "canceled" ? "is canceled" : "is being canceled"}.`,
    );
  return EXIT.done;
}

/** `landbridge pause JOB` and `landbridge resume JOB` */
export async function setPause(
  context: Context,
  { job, isPaused }: { readonly job: string; readonly isPaused: boolean },
): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const view = await (isPaused ? client.pauseJob({ workspace, job }) : client.resumeJob({ workspace, job }));
  if (context.output.isJson) context.output.json(view);
  else
    context.output.line(
      isPaused ? `${job} is paused: no event starts it.` : `${job} starts by its events again.`,
    );
  return EXIT.done;
}
