import type { GateDifferenceView, RunView } from "@landbridge/api";
import { connect } from "../connection/connection.ts";
import type { Connection } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { tableLines } from "../output.ts";
import type { Output } from "../output.ts";
import { pickRun } from "../run/pick-run.ts";
import type { RunArgument } from "../run/pick-run.ts";
import { parsePairs } from "../words/references.ts";
import { printable } from "../words/value-text.ts";

/** `landbridge approve JOB [N] [--comment TEXT] [--input NAME=VALUE…]` */
export async function approve(
  context: Context,
  request: RunArgument & { readonly comment?: string | undefined; readonly inputs: readonly string[] },
): Promise<ExitCode> {
  const inputs = parsePairs(request.inputs);
  const connection = await connect(context);
  const { client, workspace } = connection;
  const gated = await pickGated(connection, request);
  const comment = request.comment === undefined ? {} : { comment: request.comment };
  const run = await client.approveRun({ workspace, ...gated, inputs, ...comment });
  if (context.output.isJson) context.output.json(run);
  else tellApproval(context.output, run);
  return EXIT.done;
}

/** `landbridge reject JOB [N] --comment TEXT` */
export async function reject(
  context: Context,
  request: RunArgument & { readonly comment: string },
): Promise<ExitCode> {
  const connection = await connect(context);
  const { client, workspace } = connection;
  const gated = await pickGated(connection, request);
  const run = await client.rejectRun({ workspace, ...gated, comment: request.comment });
  if (context.output.isJson) context.output.json(run);
  else context.output.line(`${run.job}#${run.number} is rejected: it never starts.`);
  return EXIT.done;
}

function pickGated(connection: Connection, argument: RunArgument): ReturnType<typeof pickRun> {
  return pickRun(connection, argument, {
    fits: ({ status }) => status === "gated",
    which: "only",
    none: { code: "RUN_NOT_GATED", text: (job) => `No run of ${job} waits for an approval.` },
  });
}

function tellApproval(output: Output, run: RunView): void {
  const name = `${run.job}#${run.number}`;
  const { required = 1, approvedBy = [] } = run.gate ?? {};
  const count = `${approvedBy.length} of ${required}`;
  output.line(
    run.status === "gated"
      ? `${name} has ${count} approvals: it waits for more.`
      : `${name} is approved (${count}): it is ${run.status}.`,
  );
  const rows = (run.gateDetail?.difference ?? []).map(differenceRow);
  for (const line of tableLines(rows)) output.line(output.style("dim", `  ${line}`));
}

/** `~ app   #1 one → #3 three` */
function differenceRow({ name, version, before, isChanged }: GateDifferenceView): readonly string[] {
  const mark = isChanged ? "~" : "=";
  if (!isChanged || !before) return [mark, name, versionText(version)];
  return [mark, name, `${versionText(before)} → ${versionText(version)}`];
}

function versionText(version: GateDifferenceView["version"]): string {
  if (!version) return "no version";
  return version.name === undefined ? `#${version.number}` : `#${version.number} ${printable(version.name)}`;
}
