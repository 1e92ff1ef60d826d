import { isFinal } from "@landbridge/core";
import type { RerunKind } from "@landbridge/core";
import type { RunSummaryView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { followRun } from "../run/follow-run.ts";
import { pickRun } from "../run/pick-run.ts";
import type { RunArgument } from "../run/pick-run.ts";
import { parsePairs } from "../words/references.ts";

/** `landbridge trigger JOB [--input NAME=VALUE…] [--set K=V…] [--follow]`; with --follow it ends as the run does. */
export async function trigger(
  context: Context,
  request: {
    readonly job: string;
    readonly set: readonly string[];
    readonly inputs: readonly string[];
    readonly isFollowed: boolean;
  },
): Promise<ExitCode> {
  const env = parsePairs(request.set);
  const inputs = parsePairs(request.inputs);
  const connection = await connect(context);
  const { client, workspace } = connection;
  const run = await client.startRun({ workspace, job: request.job, env, inputs });
  if (request.isFollowed) return followRun(context.output, connection, run);
  return tellRun(context, run);
}

const FAILED: ReadonlySet<string> = new Set(["failure", "error", "unstable", "timeout"]);

/** `landbridge rerun JOB [N] [--today|--from-failed-step] [--follow]` */
export async function rerun(
  context: Context,
  request: RunArgument & {
    readonly isToday: boolean;
    readonly isFromFailedStep: boolean;
    readonly isFollowed: boolean;
  },
): Promise<ExitCode> {
  if (request.isToday && request.isFromFailedStep) {
    throw usage(
      "--today and --from-failed-step don't go together.",
      "What goes on from a step carries out the frozen plan of its run.",
    );
  }
  const how = rerunKindOf(request);
  const connection = await connect(context);
  const { client, workspace } = connection;
  const picked = await pickRun(connection, request, {
    fits: ({ status }) => (how === "failed-step" ? FAILED.has(status) : isFinal(status)),
    which: "newest",
    none: {
      code: "RUN_NOT_REPEATABLE",
      text: (job) => `No run of ${job} has ${how === "failed-step" ? "failed" : "ended"} yet.`,
    },
  });
  const run = await client.rerun({ workspace, ...picked, how });
  if (request.isFollowed) return followRun(context.output, connection, run);
  return tellRun(context, run, ` It repeats #${picked.number}.`);
}

function rerunKindOf(request: { readonly isToday: boolean; readonly isFromFailedStep: boolean }): RerunKind {
  if (request.isToday) return "today";
  return request.isFromFailedStep ? "failed-step" : "same";
}

/** `landbridge cancel JOB [N]` */
export async function cancel(context: Context, argument: RunArgument): Promise<ExitCode> {
  const connection = await connect(context);
  const { client, workspace } = connection;
  const picked = await pickRun(connection, argument, {
    fits: ({ status }) => !isFinal(status),
    which: "only",
    none: { code: "RUN_ALREADY_FINAL", text: (job) => `Every run of ${job} has ended.` },
  });
  const run = await client.cancelRun({ workspace, ...picked });
  if (context.output.isJson) context.output.json(run);
  else
    context.output.line(
      `${run.job}#${run.number} ${run.status === "canceled" ? "is canceled" : "is being canceled"}.`,
    );
  return EXIT.done;
}

/** `landbridge cancel JOB --waiting` */
export async function dropWaiting(context: Context, job: string): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const view = await client.dropWaiting({ workspace, job });
  if (context.output.isJson) context.output.json(view);
  else context.output.line(`The waiting job of ${job} is deleted: nothing comes of its wait.`);
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

function tellRun({ output }: Context, run: RunSummaryView, more = ""): ExitCode {
  if (output.isJson) output.json(run);
  else output.line(`${run.job}#${run.number} is ${run.status}.${more}`);
  return EXIT.done;
}
