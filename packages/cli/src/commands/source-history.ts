import type { ConfigurationView, DeletedObjectView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { ageText } from "../words/duration.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { counted } from "../plan/plan-verdict.ts";
import { parseCount } from "../words/references.ts";
import { SYNC_MARKS } from "../words/status-mark.ts";
import { problemLines, tellDone } from "../plan/sync-report.ts";
import { printable } from "../words/value-text.ts";
import { printList } from "./lists.ts";

export interface HistoryRequest {
  readonly name: string;
  /** Absent: the list of them. */
  readonly number: string | undefined;
  readonly limit: string;
  readonly isFull: boolean;
}

/** `landbridge sources history NAME [--limit N] [N]`: what its syncs did, newest first, or one of them whole. */
export async function sourceHistory(context: Context, request: HistoryRequest): Promise<ExitCode> {
  const limit = parseCount(request.limit, { flag: "--limit", min: 1, max: 500 });
  if (request.number !== undefined) return oneSync(context, { ...request, number: request.number });
  const { client, workspace } = await connect(context);
  const { output } = context;
  const configurations = await client.listConfigurations({ workspace, source: request.name, limit });
  return printList(output, configurations, {
    heads: ["sync", "when", "outcome", "commit", "by", "what"],
    row: (configuration) => historyRow(output, configuration),
    empty: `${request.name} was not synced yet. \`landbridge sources sync ${request.name}\` does it.`,
  });
}

async function oneSync(
  context: Context,
  { name, number, isFull }: HistoryRequest & { readonly number: string },
): Promise<ExitCode> {
  const wanted = parseCount(number, { flag: "The number of a sync", min: 1, max: 1e9 });
  const { client, workspace } = await connect(context);
  const { output } = context;
  const page = { workspace, source: name, before: wanted + 1, limit: 1 };
  const [found] = await client.listConfigurations(page);
  if (found?.number !== wanted)
    throw usage(
      `${name} has no sync ${wanted} in its history.`,
      `\`landbridge sources history ${name}\` lists them; a sync that changed nothing is not kept.`,
    );
  if (output.isJson) output.json(found);
  else tellSync(output, name, { configuration: found, isFull });
  return EXIT.done;
}

function tellSync(
  output: Output,
  name: string,
  { configuration, isFull }: { readonly configuration: ConfigurationView; readonly isFull: boolean },
): void {
  const { number, at, by, commit, text, problems } = configuration;
  const ofCommit = commit === undefined ? "" : `, commit ${commit}`;
  output.line(`${output.style("bold", `${name} #${number}`)} ${outcomeMark(output, configuration)}`);
  output.line(output.style("dim", `${at} by ${printable(by)}${ofCommit}`));
  output.line(printable(text));
  for (const line of problemLines(output, problems)) output.line(line);
  tellDone(output, { name, configuration, isFull });
}

function historyRow(output: Output, configuration: ConfigurationView): readonly string[] {
  const { number, at, commit, by, text } = configuration;
  return [
    `#${number}`,
    ageText(at, Date.now()),
    outcomeMark(output, configuration),
    commit?.slice(0, 12) ?? "",
    printable(by),
    printable(text),
  ];
}

function outcomeMark({ style }: Output, { status }: ConfigurationView): string {
  const { mark, style: colour } = SYNC_MARKS[status];
  return style(colour, `${mark} ${status}`);
}

/** `landbridge sources deleted`: what was removed and keeps its history. */
export async function listDeleted(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printList(context.output, await client.listDeleted({ workspace }), {
    heads: ["name", "kind", "type", "source", "history", "can be deleted for good"],
    row: deletedRow,
    empty: "Nothing that was removed is kept.",
  });
}

function deletedRow(deleted: DeletedObjectView): readonly string[] {
  const { name, kind, type, source, historyLength, keptBecause } = deleted;
  return [
    name,
    kind,
    type,
    source ?? "",
    counted(historyLength, kind === "job" ? "run" : "version"),
    keptBecause === undefined ? `yes: landbridge ${kind}s delete ${name}` : `no: ${printable(keptBecause)}`,
  ];
}
