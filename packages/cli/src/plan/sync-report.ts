import type { ApiClient, ConfigurationView, SourceView } from "@landbridge/api";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { lookOf } from "./plan-report.ts";
import { planLines } from "./plan-text.ts";
import { SYNC_MARKS } from "../words/status-mark.ts";
import { printable } from "../words/value-text.ts";

/** Tells what a sync did. Failed, or applied with jobs that can't run: exit 1. */
export async function reportSync(
  output: Output,
  { client, workspace }: { readonly client: ApiClient; readonly workspace: string },
  source: SourceView,
): Promise<ExitCode> {
  const { lastSync, name } = source;
  const [newest] = await client.listConfigurations({ workspace, source: name, limit: 1 });
  // A sync without news leaves no trace in the history: the newest one there is an older one.
  const configuration = newest !== undefined && newest.at === lastSync?.at ? newest : undefined;
  if (output.isJson) output.json({ ...source, configuration });
  else {
    output.line(`${output.style("bold", name)}: ${outcomeText(output, lastSync)}`);
    for (const line of problemLines(output, lastSync?.problems ?? [])) output.line(line);
    if (configuration) tellDone(output, { name, configuration, isFull: false });
    else if (lastSync?.status === "inconsistent")
      for (const line of await stillInconsistent(output, { client, workspace })) output.line(line);
  }
  return lastSync?.status === "success" || !lastSync ? EXIT.done : EXIT.failed;
}

/** What a sync did, group by group. */
export function tellDone(
  output: Output,
  sync: { readonly name: string; readonly configuration: ConfigurationView; readonly isFull: boolean },
): void {
  const { name, configuration, isFull } = sync;
  if (!configuration.plan) return;
  const rest = `landbridge sources history ${name} ${configuration.number} --full`;
  const lines = planLines(configuration.plan, lookOf(output, { isFull, tense: "did", rest }));
  if (lines.length > 0) output.line();
  // The last one is empty, which nothing follows here.
  for (const line of lines.slice(0, -1)) output.line(line);
}

/** "✓ 3 jobs and 1 resource; 1 changed"; what went well needs no sign. */
export function outcomeText(
  { style }: Output,
  sync: Pick<ConfigurationView, "status" | "text"> | undefined,
): string {
  if (!sync) return "not synced yet";
  if (sync.status === "success") return printable(sync.text);
  const { mark, style: colour } = SYNC_MARKS[sync.status];
  return style(colour, `${mark} ${printable(sync.text)}`);
}

export function problemLines(output: Output, problems: ConfigurationView["problems"]): readonly string[] {
  return problems.map(({ file, line, column, severity, code, message, hint }) => {
    const rank = output.style(severity === "error" ? "red" : "yellow", `${severity} ${code}`);
    const advice = hint === undefined ? "" : ` (${hint})`;
    return `  ${file}:${line}:${column} ${rank} ${printable(`${message}${advice}`)}`;
  });
}

async function stillInconsistent(
  output: Output,
  { client, workspace }: { readonly client: ApiClient; readonly workspace: string },
): Promise<readonly string[]> {
  const [jobs, resources] = await Promise.all([
    client.listJobs({ workspace }),
    client.listResources({ workspace }),
  ]);
  const reasons = [
    ...jobs.flatMap(({ name, status, reason }) =>
      status === "inconsistent" ? [{ name, reason: reason.text }] : [],
    ),
    ...resources.flatMap(({ name, inconsistent }) =>
      inconsistent === undefined ? [] : [{ name, reason: inconsistent }],
    ),
  ];
  return reasons.map(({ name, reason }) => `  ${output.style("yellow", "⚠")} ${name}: ${printable(reason)}`);
}
