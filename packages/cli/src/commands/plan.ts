import { relative, resolve } from "node:path";
import type { SourceView } from "@landbridge/api";
import { usage } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { planInPlace, planNewSource } from "../plan/planned-configuration.ts";
import { tellPlan } from "../plan/plan-report.ts";
import type { PlanForm, ShownPlan } from "../plan/plan-report.ts";
import { withPlanServer } from "../plan/plan-server.ts";
import type { PlanServer } from "../plan/plan-server.ts";
import { sourceOfPath } from "../plan/planned-source.ts";
import { readSourceFiles } from "../source/source-files.ts";

export interface PlanRequest extends PlanForm {
  readonly path: string | undefined;
  readonly source: string | undefined;
  readonly hasExitCode: boolean;
}

/** `landbridge plan [PATH] [--source NAME]`: the difference to what the server holds, and its effects. */
export async function plan(context: Context, request: PlanRequest): Promise<ExitCode> {
  const { output } = context;
  const { path, source } = request;
  if (output.isJson && request.isMarkdown) throw usage("--json and --markdown are two forms of one answer.");
  // A path that is not there is told before anything is asked or started.
  if (path !== undefined || source === undefined) readSourceFiles(path ?? ".");
  const shown = await withPlanServer(context, { needsSource: source !== undefined }, (server) => {
    if (source === undefined) return planPath(context, path ?? ".", server);
    return path === undefined ? planAsItStands(source, server) : planAs(source, path, server);
  });
  if (shown === "interrupted") return EXIT.interrupted;
  tellPlan(output, shown, request);
  const isServers = source !== undefined && path === undefined;
  if (isServers && !output.isJson && !request.isMarkdown) tellNext(context, shown);
  if (shown.view.outcome === "refused") return EXIT.failed;
  return request.hasExitCode && shown.view.outcome === "change" ? EXIT.changed : EXIT.done;
}

/** A source as the server reads it now. */
async function planAsItStands(source: string, server: PlanServer): Promise<ShownPlan> {
  const { client, workspace } = server;
  const view = await client.planConfiguration({ workspace, source });
  const at = view.commit === undefined ? "as it stands" : `at commit ${view.commit.slice(0, 12)}`;
  const title = `Plan for the source ${placed(source, server)}, ${at}`;
  // The files are the server's: there is nothing to draw a frame from.
  return { title, view, source, textOf: () => "" };
}

async function planAs(source: string, path: string, server: PlanServer): Promise<ShownPlan> {
  const read = readSourceFiles(path);
  const title = `Plan for the source ${placed(source, server)}, with the files of ${shownDirectory(read.root)}`;
  return planInPlace(server, read, { title, source });
}

async function planPath({ output }: Context, path: string, server: PlanServer): Promise<ShownPlan> {
  const found = sourceOfPath(path, server.sources);
  if (found.note !== undefined && !output.isJson) output.note(output.noteStyle("yellow", found.note));
  if (found.source) return planAs(found.source.name, found.path, server);
  const read = readSourceFiles(path);
  const title = `Plan for ${shownDirectory(read.root)} as a new source`;
  return planNewSource(server, read, { title, project: found.project });
}

/** "ops (https://git.example.com/acme/ops.git, main)" */
function placed(name: string, { sources }: Pick<PlanServer, "sources">): string {
  const source: SourceView | undefined = sources.find((each) => each.name === name);
  if (!source) return name;
  const { location, branch } = source;
  return `${name} (${location}${branch === undefined ? "" : `, ${branch}`})`;
}

function shownDirectory(root: string): string {
  const path = relative(process.cwd(), resolve(root));
  if (path === "") return "this directory";
  return path.startsWith("..") ? resolve(root) : path;
}

/** The server can be told to do just this, and nothing else. */
function tellNext({ output }: Context, { view: { outcome, digest }, source }: ShownPlan): void {
  if (outcome !== "change" || digest === undefined || source === undefined) return;
  const command = `landbridge sources sync ${source} --expect ${digest}`;
  output.note(output.noteStyle("dim", `Just this, or nothing: ${command}`));
}
