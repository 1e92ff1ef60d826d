import type { JobView, ResourceView, RunSummaryView, VersionView } from "@landbridge/api";
import { parseCount } from "../words/references.ts";
import { agentState } from "../platform/agent-state.ts";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { ageText, durationText } from "../words/duration.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { tableLines } from "../output.ts";
import type { Output } from "../output.ts";
import { lastRunText } from "../words/last-run-text.ts";
import { STATUS_MARKS } from "../words/status-mark.ts";

/** `landbridge jobs` */
export async function jobs(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const views = await client.listJobs({ workspace });
  return printList(context.output, views, {
    heads: ["job", "status", "last run", "reason"],
    row: (job) => jobRow(context.output, job),
    empty: "There are no jobs. `landbridge sources add NAME PLACE` brings some.",
  });
}

/** `landbridge resources [NAME]`: all, or one with its versions. */
export async function resources(context: Context, name: string | undefined): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const { output } = context;
  if (name === undefined) {
    const views = await client.listResources({ workspace });
    return printList(output, views, {
      heads: ["resource", "type", "newest version", "made"],
      row: resourceRow,
      empty: "There are no resources.",
    });
  }
  const resource = await client.getResource({ workspace, resource: name });
  const versions = await client.listVersions({ workspace, resource: name });
  if (output.isJson) {
    output.json({ ...resource, versions });
    return EXIT.done;
  }
  output.line(`${output.style("bold", resource.name)} (${resource.type})`);
  if (resource.inconsistent !== undefined) output.line(output.style("red", resource.inconsistent));
  return printList(output, versions, {
    heads: ["version", "name", "made by", "when", "values"],
    row: versionRow,
    empty: "It has no version yet.",
  });
}

/** `landbridge runs [--job J] [--limit N]`, newest first. */
export async function runs(
  context: Context,
  { job, limit }: { readonly job?: string | undefined; readonly limit: string },
): Promise<ExitCode> {
  const count = parseCount(limit, { flag: "--limit", min: 1, max: 500 });
  const { client, workspace } = await connect(context);
  const views =
    job === undefined
      ? await client.listRuns({ workspace, limit: count })
      : await client.listJobRuns({ workspace, job, limit: count });
  return printList(context.output, views, {
    heads: ["run", "status", "queued", "took", "cause"],
    row: (run) => runRow(context.output, run),
    empty: "Nothing has run yet.",
  });
}

/** `landbridge agents` */
export async function agents(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printList(context.output, await client.listAgents({ workspace }), {
    heads: ["agent", "pool", "state", "busy", "version"],
    row: (agent) => [
      agent.name,
      agent.pool,
      agentState(agent, Date.now()),
      `${agent.busySlots}/${agent.slots}`,
      agent.version,
    ],
    empty: "No agent is registered. `landbridge agent --server URL --token-file FILE` starts one.",
  });
}

interface ListForm<View> {
  readonly heads: readonly string[];
  readonly row: (view: View) => readonly string[];
  readonly empty: string;
}

/** A table for people; with `--json` the views as the API gives them. */
export function printList<View>(output: Output, views: readonly View[], form: ListForm<View>): ExitCode {
  if (output.isJson) {
    output.json(views);
    return EXIT.done;
  }
  if (views.length === 0) {
    output.line(form.empty);
    return EXIT.done;
  }
  const heads = form.heads.map((head) => output.style("dim", head));
  for (const line of tableLines([heads, ...views.map(form.row)])) output.line(line);
  return EXIT.done;
}

function statusText(output: Output, status: keyof typeof STATUS_MARKS): string {
  const { mark, style } = STATUS_MARKS[status];
  return output.style(style, `${mark} ${status}`);
}

function jobRow(output: Output, job: JobView): readonly string[] {
  return [
    output.style("bold", job.name),
    `${statusText(output, job.status)}${job.isPaused ? " (paused)" : ""}`,
    lastRunText(job, Date.now()),
    job.reason.text,
  ];
}

function resourceRow({ name, type, latest, inconsistent }: ResourceView): readonly string[] {
  const version = latest ? `#${latest.number}${latest.name === undefined ? "" : ` ${latest.name}`}` : "none";
  return [name, type, inconsistent ?? version, latest ? ageText(latest.createdAt, Date.now()) : ""];
}

function versionRow({ number, name, producedBy, origin, createdAt, values }: VersionView): readonly string[] {
  return [
    `#${number}`,
    name ?? "",
    producedBy ? `${producedBy.job}#${producedBy.number}` : origin,
    ageText(createdAt, Date.now()),
    JSON.stringify(values),
  ];
}

function runRow(output: Output, run: RunSummaryView): readonly string[] {
  const took = run.startedAt === undefined ? "" : durationBetween(run.startedAt, run.finishedAt);
  return [
    output.style("bold", `${run.job}#${run.number}`),
    statusText(output, run.status),
    ageText(run.queuedAt, Date.now()),
    took,
    run.reason?.text ?? run.cause.text,
  ];
}

function durationBetween(from: string, to: string | undefined): string {
  return durationText((to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from));
}
