import { basename, resolve } from "node:path";
import type { SourceView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import { connect } from "../connection/connection.ts";
import type { Context } from "../context.ts";
import { ageText } from "../words/duration.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { isGitAddress, readGitPlace } from "../git/git-place.ts";
import { tableLines } from "../output.ts";
import type { Output } from "../output.ts";
import { planNewSource } from "../plan/planned-configuration.ts";
import { tellPlan } from "../plan/plan-report.ts";
import { withPlanServer } from "../plan/plan-server.ts";
import { readSourceFiles } from "../source/source-files.ts";
import { outcomeText, reportSync } from "../plan/sync-report.ts";
import { printList } from "./lists.ts";

/** `landbridge sources` */
export async function listSources(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const { output } = context;
  return printList(output, await client.listSources({ workspace }), {
    heads: ["source", "place", "last sync", "outcome"],
    row: (source) => sourceRow(output, source),
    empty: "There are no sources. `landbridge sources add NAME PLACE` adds a directory or a git repository.",
  });
}

function sourceRow(output: Output, source: SourceView): readonly string[] {
  const { name, location, branch, lastSync, isPaused, deletedAt } = source;
  const place = branch === undefined ? location : `${location} (${branch})`;
  const age = lastSync ? ageText(lastSync.at, Date.now()) : "never";
  if (deletedAt !== undefined) {
    const gone = `removed ${ageText(deletedAt, Date.now())}; \`landbridge sources restore ${name}\` brings it back`;
    return [name, place, age, gone].map((cell) => output.style("dim", cell));
  }
  const paused = isPaused ? [output.style("yellow", "paused")] : [];
  return [name, place, age, [...paused, ...(lastSync ? [outcomeText(output, lastSync)] : [])].join(", ")];
}

export interface NewSource {
  readonly name: string;
  /** A directory, or the address of a git repository. */
  readonly place: string;
  readonly branch?: string | undefined;
}

/** `landbridge sources add NAME PLACE [--branch B] [--plan]`; with --plan only what adding it would do. */
export async function addSource(
  context: Context,
  request: NewSource & { readonly isPlanOnly: boolean; readonly isFull: boolean },
): Promise<ExitCode> {
  if (request.isPlanOnly) return planAddition(context, request);
  const connection = await connect(context);
  const { client, workspace } = connection;
  const { name, place, branch } = request;
  const isGit = branch !== undefined || isGitAddress(place);
  const source = await client.addSource({
    workspace,
    name,
    kind: isGit ? "git" : "directory",
    // The server resolves paths by its own working directory, which is not ours.
    location: isGitAddress(place) ? place : resolve(place),
    ...(branch === undefined ? {} : { branch }),
  });
  const code = await reportSync(context.output, connection, source);
  if (source.lastSync?.status === "failure") tellKept(context.output, name);
  return code;
}

/** To add it again would be refused: it is there. */
function tellKept(output: Output, name: string): void {
  if (output.isJson) return;
  output.note(
    `The source ${name} is kept: mend its place and \`landbridge sources sync ${name}\`, or \`landbridge sources remove ${name}\`.`,
  );
}

async function planAddition(
  context: Context,
  { name, place, branch, isFull }: NewSource & { readonly isFull: boolean },
): Promise<ExitCode> {
  const { config, output } = context;
  const isGit = branch !== undefined || isGitAddress(place);
  const location = isGitAddress(place) ? place : resolve(place);
  const read = isGit
    ? readGitPlace({ address: location, branch }, config.environment)
    : readSourceFiles(place);
  const shown = await withPlanServer(context, { needsSource: false }, (server) => {
    if (server.sources.some((source) => source.name === name)) throw taken(name);
    return planNewSource(server, read, {
      title: `Plan for adding ${location} as the source ${name}`,
      project: basename(location).replace(/\.git$/, ""),
    });
  });
  if (shown === "interrupted") return EXIT.interrupted;
  tellPlan(output, shown, { isFull, isMarkdown: false });
  return shown.view.outcome === "refused" ? EXIT.failed : EXIT.done;
}

function taken(name: string): AppError {
  return new AppError("SOURCE_EXISTS", `There is a source named ${name} already.`, {
    hint: `\`landbridge plan --source ${name} PATH\` plans files in its place.`,
  });
}

/** `landbridge sources sync NAME [--expect DIGEST]`: what it did; exit 1 also when jobs can't run as declared. */
export async function syncSource(
  context: Context,
  { name, expected }: { readonly name: string; readonly expected?: string | undefined },
): Promise<ExitCode> {
  const connection = await connect(context);
  const { client, workspace } = connection;
  const source = await client.syncSource({
    workspace,
    source: name,
    ...(expected === undefined ? {} : { expected }),
  });
  return reportSync(context.output, connection, source);
}

/** `landbridge sources pause NAME` and `landbridge sources resume NAME` */
export async function setSourcePause(
  context: Context,
  { name, isPaused }: { readonly name: string; readonly isPaused: boolean },
): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const given = { workspace, source: name };
  const view = await (isPaused ? client.pauseSource(given) : client.resumeSource(given));
  const { output } = context;
  if (output.isJson) output.json(view);
  else
    output.line(
      isPaused
        ? `${name} is paused: it is synced by hand only, and what it declares may move to another source.`
        : `${name} is synced by itself again.`,
    );
  return EXIT.done;
}

/** `landbridge sources hook NAME`: what the host of a repository needs to tell of pushes. */
export async function showHook(context: Context, name: string): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  const { output } = context;
  const hook = await client.getSourceHook({ workspace, source: name });
  if (output.isJson) {
    output.json(hook);
    return EXIT.done;
  }
  const rows = hook.addresses.map(({ provider, url }) => [provider, url]);
  for (const line of tableLines([...rows, ["secret", hook.secret]])) output.line(line);
  return EXIT.done;
}
