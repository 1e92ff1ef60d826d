import { basename, resolve } from "node:path";
import type { Workflow } from "@landbridge/core";
import { formatProblem, loadWorkflow } from "@landbridge/language";
import type { Problem, ShownProblem } from "@landbridge/language";
import { CliRefusal } from "../cli-refusal.ts";
import { externalTexts } from "./external-texts.ts";
import type { ExternalAccess } from "./external-texts.ts";
import type { Output } from "../output.ts";
import { readSourceFiles, shownPath } from "./source-files.ts";

const NAMED_FILES = 3;

/** One source, read and checked. */
export interface LoadedSource {
  readonly path: string;
  /** The configuration files that were read, with paths as a person would type them. */
  readonly files: readonly string[];
  readonly workflow: Workflow;
  /** With paths as a person would type them. */
  readonly problems: readonly Problem[];
  /** Text of a file by such a path, for source frames. */
  readonly textOf: (file: string) => string;
}

export interface SourceOptions extends ExternalAccess {
  /** What it refers to may be declared in another source; otherwise it is the whole workflow. */
  readonly isAlone: boolean;
}

/**
 * Reads a source, and what it names by address. The project, after which the job of a CI part is called, has the
 * name of the directory.
 */
export async function loadSource(path: string, options: SourceOptions): Promise<LoadedSource> {
  const { root, files } = readSourceFiles(path);
  const externals = await externalTexts(files, options);
  const project = basename(resolve(root));
  const loaded = loadWorkflow(files, { isAlone: options.isAlone, project, externals });
  const texts = new Map(files.map((file) => [shownPath(root, file.path), file.text]));
  for (const [url, found] of externals) if (found.ok) texts.set(url, found.text);
  // What was fetched is called by its address.
  const shown = (file: string): string => (externals.has(file) ? file : shownPath(root, file));
  const problems = loaded.problems.map((problem) => ({
    ...problem,
    file: shown(problem.file),
    ...(problem.related === undefined
      ? {}
      : { related: problem.related.map((place) => ({ ...place, file: shown(place.file) })) }),
  }));
  return {
    path,
    files: files.map((file) => shownPath(root, file.path)),
    workflow: loaded.workflow,
    problems,
    textOf: (file) => texts.get(file) ?? "",
  };
}

/** A source that can be worked with; refuses one with errors. Tells people about warnings too, and what was read. */
export async function loadSoundSource(
  path: string,
  { output, ...options }: SourceOptions & { readonly output: Output },
): Promise<LoadedSource> {
  const source = await loadSource(path, options);
  if (!output.isJson) {
    if (source.files.length > 1) output.note(output.noteStyle("dim", filesText(source.files)));
    for (const problem of source.problems) output.note(paintProblem(problem, source, output.noteStyle));
  }
  const errors = source.problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (!first) return source;
  const others = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new CliRefusal(
    "CONFIG_REFUSED",
    `${first.file}:${first.line}:${first.column} ${first.message}${others}`,
    { hint: `landbridge validate ${path} shows all problems.`, problems: errors.map(problemView) },
  );
}

/** One configuration from more files than one may be a surprise: the line that says what was taken in. */
export function filesText(files: readonly string[]): string {
  const others = files.length - NAMED_FILES;
  const names = files.slice(0, NAMED_FILES).join(", ");
  return `${files.length} files, read as one configuration: ${names}${others > 0 ? ` and ${others} more` : ""}`;
}

/** What `--json` says of a problem. */
export function problemView({ code, severity, message, file, line, column, hint }: Problem): object {
  return { code, severity, message, file, line, column, ...(hint === undefined ? {} : { hint }) };
}

export function paintProblem(
  problem: ShownProblem,
  source: Pick<LoadedSource, "textOf">,
  style: Output["style"],
): string {
  const isError = problem.severity === "error";
  const [head = "", ...rest] = formatProblem(problem, source.textOf(problem.file)).split("\n");
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const painted = rest.map((line) => {
    if (/^ *\| *\^+$/.test(line)) return style(isError ? "red" : "yellow", line);
    return line.startsWith("  hint:") ? style("cyan", line) : line;
  });
  const rank = style(isError ? ["red", "bold"] : ["yellow", "bold"], head.slice(place.length));
  return [`${style("bold", place)}${rank}`, ...painted].join("\n");
}
