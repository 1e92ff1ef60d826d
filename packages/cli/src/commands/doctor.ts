import { resolve } from "node:path";
import type { DiagnosisView } from "@landbridge/api";
import { CliRefusal } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { hasDatabase, mayStandIn, onDataDirectory, orUnreachable } from "../platform/stand-in.ts";
import type { Asked } from "../platform/stand-in.ts";

export interface DoctorFlags {
  /** Mend what can be mended safely. */
  readonly mend: boolean;
  /** Examine this directory, whatever server answers. */
  readonly dataDir?: string | undefined;
}

/** `landbridge doctor [--mend] [--data-dir DIR]`: what should not be in the workspace, and what was done about it. */
export async function doctor(context: Context, flags: DoctorFlags): Promise<ExitCode> {
  const diagnosis = await diagnose(context, flags);
  if (diagnosis === "interrupted") return EXIT.interrupted;
  if (context.output.isJson) context.output.json(diagnosis);
  else printDiagnosis(context.output, diagnosis, flags);
  return diagnosis.isHealthy ? EXIT.done : EXIT.failed;
}

async function diagnose(
  context: Context,
  { mend, dataDir }: DoctorFlags,
): Promise<DiagnosisView | "interrupted"> {
  const ask = ({ client, workspace }: Asked): Promise<DiagnosisView> =>
    client.examineWorkspace({ workspace, mend });
  const offline = (directory: string): Promise<DiagnosisView | "interrupted"> =>
    onDataDirectory(
      context,
      { dataDir: directory, what: `No server is asked; this is what ${directory} holds.` },
      ask,
    );
  if (dataDir !== undefined) {
    const directory = resolve(dataDir);
    if (hasDatabase(directory)) return offline(directory);
    throw new CliRefusal("PATH_NOT_FOUND", `${directory} is no data directory of a server.`, {
      hint: "`landbridge up --data-dir DIR` makes one.",
    });
  }
  const answer = await orUnreachable(async () => ask(await connect(context)));
  if (!(answer instanceof CliRefusal)) return answer;
  if (!mayStandIn(context) || !hasDatabase(context.config.dataDir)) throw answer;
  return offline(context.config.dataDir);
}

function printDiagnosis(output: Output, { breaches, isHealthy }: DiagnosisView, { mend }: DoctorFlags): void {
  for (const { code, text, remedy, isMended } of breaches) {
    const mark = isMended ? output.style("green", "✓ mended") : output.style("red", "✗ breach");
    output.line(`${mark} ${output.style("bold", code)} ${text}`);
    if (!isMended && mend) output.line(output.style("dim", `  → This could not be done: ${remedy}`));
    else output.line(output.style("dim", `  → ${remedy}`));
  }
  output.line(lastLine(breaches, { isHealthy, mend }));
}

function lastLine(
  breaches: DiagnosisView["breaches"],
  { isHealthy, mend }: { readonly isHealthy: boolean; readonly mend: boolean },
): string {
  if (breaches.length === 0) return "Healthy: nothing was found.";
  const count = breaches.length === 1 ? "1 breach" : `${breaches.length} breaches`;
  if (isHealthy) return `Healthy again: ${count} found and mended.`;
  if (!mend) return `${count} found; \`landbridge doctor --mend\` mends.`;
  const left = breaches.filter((breach) => !breach.isMended).length;
  return `${count} found, ${left} left.`;
}
