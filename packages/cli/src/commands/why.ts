import type { DecisionView, WhyView } from "@landbridge/api";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { decisionLines } from "../words/decision-text.ts";
import { ageText } from "../words/duration.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { parseCount, parseVersionReference } from "../words/references.ts";

/** `landbridge why JOB [--run N] [--version R@N]`: where it stands, then the decisions that led there. */
export async function why(
  context: Context,
  request: { readonly job: string; readonly run?: string | undefined; readonly version?: string | undefined },
): Promise<ExitCode> {
  const run =
    request.run === undefined ? {} : { run: parseCount(request.run, { flag: "--run", min: 1, max: 1e9 }) };
  const version = request.version === undefined ? {} : { version: parseVersionReference(request.version) };
  const { client, workspace } = await connect(context);
  // No decision about a run and no such run are different answers: this one refuses the latter.
  if (run.run !== undefined) await client.getRun({ workspace, job: request.job, number: run.run });
  const view = await client.explainJob({ workspace, job: request.job, ...run, ...version });
  if (context.output.isJson) context.output.json(view);
  else printWhy(context.output, view);
  return EXIT.done;
}

function printWhy(output: Output, { job, reason, decisions }: WhyView): void {
  output.line(`${output.style("bold", job)}: ${reason.text}`);
  for (const { text } of reason.unblock) output.line(output.style("dim", `→ ${text}`));
  if (decisions.length === 0) output.line(output.style("dim", "No decision about it is stored."));
  for (const decision of decisions) {
    output.line();
    printDecision(output, decision);
  }
}

function printDecision(output: Output, decision: DecisionView): void {
  output.line(
    `${output.style("cyan", decision.event)} ${output.style("dim", ageText(decision.at, Date.now()))}`,
  );
  for (const line of decisionLines(decision, output.style)) output.line(`  ${line}`);
  for (const { from, health, isChanged, isSwitchedOn } of decision.inputs) {
    const because = health.because === undefined ? "" : ` (${health.because})`;
    const notes = [isChanged ? "changed" : "", isSwitchedOn ? "" : "switched off"].filter(Boolean).join(", ");
    output.line(
      output.style("dim", `  IN ${from}: ${health.state}${because}${notes === "" ? "" : `, ${notes}`}`),
    );
  }
}
