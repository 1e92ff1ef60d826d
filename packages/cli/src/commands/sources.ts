import { resolve } from "node:path";
import type { SourceView } from "@landbridge/api";
import { connect } from "../connection.ts";
import type { Context } from "../context.ts";
import { ageText } from "../duration.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import { printList } from "./lists.ts";

/** `landbridge sources` */
export async function listSources(context: Context): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printList(context.output, await client.listSources({ workspace }), {
    heads: ["source", "place", "last sync", "outcome"],
    row: ({ name, location, branch, lastSync }) => [
      name,
      branch === undefined ? location : `${location} (${branch})`,
      lastSync ? ageText(lastSync.at, Date.now()) : "never",
      lastSync?.text ?? "",
    ],
    empty: "There are no sources. `landbridge sources add NAME PLACE` adds a directory or a git repository.",
  });
}

/** `landbridge sources add NAME PLACE [--branch B]`: PLACE is a directory or the address of a git repository. */
export async function addSource(
  context: Context,
  request: { readonly name: string; readonly place: string; readonly branch?: string | undefined },
): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
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
  return printSync(context.output, source);
}

/** `landbridge sources sync NAME` */
export async function syncSource(context: Context, name: string): Promise<ExitCode> {
  const { client, workspace } = await connect(context);
  return printSync(context.output, await client.syncSource({ workspace, source: name }));
}

/** A sync that failed is an answer of the server, and the command's exit code says so. */
function printSync(output: Output, source: SourceView): ExitCode {
  const sync = source.lastSync;
  if (output.isJson) output.json(source);
  else {
    output.line(`${output.style("bold", source.name)}: ${sync?.text ?? "not synced yet"}`);
    for (const { file, line, column, severity, code, message, hint } of sync?.problems ?? []) {
      const rank = output.style(severity === "error" ? "red" : "yellow", `${severity} ${code}`);
      output.line(`  ${file}:${line}:${column} ${rank} ${message}${hint === undefined ? "" : ` (${hint})`}`);
    }
  }
  return sync?.status === "failure" ? EXIT.failed : EXIT.done;
}

function isGitAddress(place: string): boolean {
  return /^(https?|ssh|git|file):\/\//.test(place) || /^[\w.-]+@[\w.-]+:/.test(place);
}
