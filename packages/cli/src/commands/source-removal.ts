import type { ConfigurationPlanView, DeletedObjectView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import { usage } from "../cli-refusal.ts";
import { isConfirmed } from "../confirmation.ts";
import { connect } from "../connection/connection.ts";
import type { Connection } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { tellPlan } from "../plan/plan-report.ts";
import { counted } from "../plan/plan-verdict.ts";
import { reportSync } from "../plan/sync-report.ts";

/** One source or object to take away, and whether the question was answered on the command line. */
export interface RemovalRequest {
  readonly name: string;
  readonly isYes: boolean;
}

/** `landbridge sources remove NAME [--yes]`: shows what goes, asks, and removes it; histories stay. */
export async function removeSource(context: Context, { name, isYes }: RemovalRequest): Promise<ExitCode> {
  const connection = await connect(context);
  const { client, workspace } = connection;
  const { output } = context;
  const view = await client.planConfiguration({ workspace, source: name, isRemoval: true });
  if (!output.isJson) {
    const title = `Plan for removing the source ${name}`;
    const verdict =
      view.outcome === "nothing" ? { verdict: `The source ${name} goes; it declares nothing.` } : {};
    const shown = { title, view, source: name, textOf: () => "", ...verdict };
    tellPlan(output, shown, { isFull: false, isMarkdown: false });
  }
  const what = await removedThings(connection, view.plan);
  const question = `Remove the source ${name}${what === "" ? "" : ` with ${what}`}?`;
  if (!(await isConfirmed(output, { question, isYes }))) return keptAsItIs(context, "Nothing was removed.");
  await client.removeSource({ workspace, source: name });
  if (output.isJson) output.json({ ok: true, plan: view.plan });
  else await tellRemoved(output, connection, name);
  return EXIT.done;
}

/** The server keeps a removed source only for what it declared once. */
async function tellRemoved(output: Output, { client, workspace }: Connection, name: string): Promise<void> {
  const isKept = (await client.listSources({ workspace })).some((source) => source.name === name);
  if (!isKept) {
    output.line(`${name} is forgotten: it never declared anything.`);
    return;
  }
  output.line(`${name} is removed; its histories are kept.`);
  output.note(output.noteStyle("dim", `\`landbridge sources restore ${name}\` brings it back.`));
}

/** "3 jobs, 2 resources, 14 runs and 1 live deployment" */
async function removedThings(
  { client, workspace }: Connection,
  plan: ConfigurationPlanView | undefined,
): Promise<string> {
  const removed = (plan?.changes ?? []).filter(({ action }) => action === "remove");
  const jobs = new Set(removed.filter(({ kind }) => kind === "job").map(({ name }) => name));
  // Runs count from 1: the number of the newest one is how many there were.
  const runs = (await client.listJobs({ workspace }))
    .filter(({ name }) => jobs.has(name))
    .reduce((total, { lastRun }) => total + (lastRun?.number ?? 0), 0);
  return things([
    [jobs.size, "job"],
    [removed.length - jobs.size, "resource"],
    [runs, "run"],
    [plan?.deployments.length ?? 0, "live deployment"],
  ]);
}

/** `landbridge sources restore NAME`: takes the removal back and syncs. */
export async function restoreSource(context: Context, name: string): Promise<ExitCode> {
  const connection = await connect(context);
  const { client, workspace } = connection;
  const source = await client.restoreSource({ workspace, source: name });
  return reportSync(context.output, connection, source);
}

/** `landbridge sources delete NAME [--yes]`: a removed source for good, with all the histories. */
export async function deleteSource(context: Context, { name, isYes }: RemovalRequest): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const { output } = context;
  const found = (await client.listSources({ workspace })).find((source) => source.name === name);
  if (found && found.deletedAt === undefined)
    throw new AppError("STILL_DECLARED", `The source ${name} is in use.`, {
      hint: `\`landbridge sources remove ${name}\` removes it; until it is deleted for good, it can be restored.`,
    });
  const deleted = await client.listDeleted({ workspace });
  const own = deleted.filter(({ source }) => source === name);
  // One that there is not is the server's to refuse: nothing is lost without a question.
  const isAsked = found !== undefined && !isYes;
  const what = historyText(own);
  const question = `Delete the source ${name}${what === "" ? "" : ` with ${what}`} for good?`;
  if (!(await isConfirmed(output, { question, isYes: !isAsked })))
    return keptAsItIs(context, "Nothing was deleted.");
  const done = await client.deleteSource({ workspace, source: name });
  if (output.isJson) output.json(done);
  else output.line(`${name} is deleted for good${what === "" ? "" : `, with ${what}`}.`);
  return EXIT.done;
}

/** `landbridge jobs delete NAME` and `landbridge resources delete NAME`: what was removed, with its history. */
export async function deleteObject(
  context: Context,
  { kind, name, isYes }: RemovalRequest & { readonly kind: DeletedObjectView["kind"] },
): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const { output } = context;
  const removed = (await client.listDeleted({ workspace })).filter((each) => each.name === name);
  const other = removed.find((each) => each.kind !== kind);
  if (other)
    throw usage(`${name} was a ${other.kind}.`, `\`landbridge ${other.kind}s delete ${name}\` deletes it.`);
  if (removed.length === 0) await refuseNotRemoved({ client, workspace }, { kind, name });
  const what = historyText(removed, { isOne: true });
  const question = `Delete the ${kind} ${name}${what === "" ? "" : ` with ${what}`} for good?`;
  if (!(await isConfirmed(output, { question, isYes }))) return keptAsItIs(context, "Nothing was deleted.");
  const done = await (kind === "job"
    ? client.deleteJob({ workspace, job: name })
    : client.deleteResource({ workspace, resource: name }));
  if (output.isJson) output.json(done);
  else output.line(`${name} is deleted for good${what === "" ? "" : `, with ${what}`}.`);
  return EXIT.done;
}

/** Before anybody is asked: one that there is not, and one that is declared. */
async function refuseNotRemoved(
  { client, workspace }: Pick<Connection, "client" | "workspace">,
  { kind, name }: Pick<DeletedObjectView, "kind" | "name">,
): Promise<never> {
  await (kind === "job"
    ? client.getJob({ workspace, job: name })
    : client.getResource({ workspace, resource: name }));
  throw new AppError("STILL_DECLARED", `${name} is declared by a source.`, {
    hint: "Remove it from the configuration first; its history stays until it is deleted for good.",
  });
}

/** "2 jobs, 1 resource, 14 runs and 3 versions" */
function historyText(
  objects: readonly DeletedObjectView[],
  { isOne = false }: { readonly isOne?: boolean } = {},
): string {
  const jobs = objects.filter(({ kind }) => kind === "job");
  const resources = objects.filter(({ kind }) => kind === "resource");
  const length = (some: readonly DeletedObjectView[]): number =>
    some.reduce((total, { historyLength }) => total + historyLength, 0);
  const histories = [
    [length(jobs), "run"],
    [length(resources), "version"],
  ] as const;
  return isOne
    ? things(histories)
    : things([[jobs.length, "job"], [resources.length, "resource"], ...histories]);
}

function things(counts: readonly (readonly [number, string])[]): string {
  const parts = counts.flatMap(([count, noun]) => (count === 0 ? [] : [counted(count, noun)]));
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

/** Whoever says no has got what was asked for: everything is as it was. */
function keptAsItIs({ output }: Context, text: string): ExitCode {
  output.note(text);
  return EXIT.failed;
}
