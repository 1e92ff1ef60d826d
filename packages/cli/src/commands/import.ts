import { existsSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { fidelityMarkdown, hasCompatibleName, importWorkflow } from "@landbridge/language";
import type { ImportedWorkflow, Problem } from "@landbridge/language";
import { CliRefusal } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { printFidelity } from "../editing/fidelity-text.ts";
import type { Output } from "../output.ts";
import { readSourceFiles, shownPath } from "../source/source-files.ts";
import type { SourceFile } from "../source/source-files.ts";
import { paintProblem, problemView } from "../source/workflow-source.ts";

export interface ImportRequest {
  readonly path: string;
  /** Where the new file goes; beside the old ones when nothing is said. */
  readonly output: string | undefined;
  /** Where the report goes as Markdown. */
  readonly report: string | undefined;
  /** Only report. */
  readonly isCheck: boolean;
  /** Overwrite what is there. */
  readonly isForced: boolean;
  /** Rename the old files, so that nobody reads them any more. */
  readonly isReplacing: boolean;
  /** Refuse an import that loses something. */
  readonly isStrict: boolean;
}

/** `landbridge import PATH`: older files as one in today's syntax, with a report on every line of them. */
export function importConfiguration({ output }: Context, request: ImportRequest): ExitCode {
  const old = readOldFiles(request.path);
  const imported = importWorkflow(old.files, { project: basename(resolve(old.root)) });
  if (!imported.ok) throw brokenFiles(old, imported.problems, output);
  const target = request.output ?? join(old.root, "landbridge.yml");
  if (imported.text === "") throw nothingDeclared(request.path);
  const { report } = imported;
  const isLossy = request.isStrict && report.summary.unsupported > 0;
  const isWriting = !request.isCheck && !isLossy;
  const renames = isWriting && request.isReplacing ? renamesOf(old, target) : [];
  if (isWriting && !request.isForced) refuseToOverwrite([target, ...renames.map(({ to }) => to)], request);
  if (isWriting) {
    writeFileSync(target, imported.text);
    renameAll(renames);
  }
  if (request.report !== undefined)
    writeFileSync(request.report, fidelityMarkdown(report, { from: request.path, to: target }));
  if (output.isJson) {
    const replaced = renames.map(({ to }) => to);
    output.json({
      ok: !isLossy,
      output: target,
      isWritten: isWriting,
      replaced,
      ...reportView(old, imported),
    });
  } else {
    printFidelity(output, report, (file) => shownPath(old.root, file));
    for (const line of outcome({ old, request, target, isWriting, isLossy, renames })) output.line(line);
  }
  return isLossy ? EXIT.failed : EXIT.done;
}

interface OldFiles {
  readonly root: string;
  readonly files: readonly SourceFile[];
  /** Files in today's syntax that lie beside them. */
  readonly others: readonly SourceFile[];
}

/** What is in today's syntax already is left alone, unless there is nothing else. */
function readOldFiles(path: string): OldFiles {
  const { root, files } = readSourceFiles(path);
  const old = files.filter((file) => hasCompatibleName(file.path));
  if (old.length === 0) return { root, files, others: [] };
  return { root, files: old, others: files.filter((file) => !old.includes(file)) };
}

function brokenFiles({ root, files }: OldFiles, problems: readonly Problem[], output: Output): CliRefusal {
  const shown = problems.map((problem) => ({ ...problem, file: shownPath(root, problem.file) }));
  const texts = new Map(files.map((file) => [shownPath(root, file.path), file.text]));
  const errors = shown.filter(({ severity }) => severity === "error");
  if (!output.isJson) {
    for (const problem of errors)
      output.note(paintProblem(problem, { textOf: (file) => texts.get(file) ?? "" }, output.noteStyle));
  }
  const [first] = errors;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new CliRefusal(
    "CONFIG_REFUSED",
    `${first?.file}:${first?.line}:${first?.column} ${first?.message}${others}`,
    { hint: "Nothing was written. Mend the old files first.", problems: errors.map(problemView) },
  );
}

function nothingDeclared(path: string): CliRefusal {
  return new CliRefusal("NO_CONFIGURATION", `The configuration files of ${path} declare nothing.`, {
    hint: "Nothing was written.",
  });
}

interface Rename {
  readonly from: string;
  readonly to: string;
}

function renamesOf({ root, files }: OldFiles, target: string): readonly Rename[] {
  return files
    .map(({ path }) => shownPath(root, path))
    .filter((path) => !isSameFile(path, target))
    .map((path) => ({ from: path, to: `${path}.imported` }));
}

function isSameFile(path: string, other: string): boolean {
  const [a, b] = [path, other].map((each) => statSync(each, { throwIfNoEntry: false }));
  return relative(path, other) === "" || (a !== undefined && a.ino === b?.ino && a.dev === b.dev);
}

/** All of them, or none. */
function renameAll(renames: readonly Rename[]): void {
  const done: Rename[] = [];
  try {
    for (const rename of renames) {
      renameSync(rename.from, rename.to);
      done.push(rename);
    }
  } catch (error) {
    for (const { from, to } of done) renameSync(to, from);
    throw error;
  }
}

function refuseToOverwrite(paths: readonly string[], { path }: ImportRequest): void {
  const there = paths.find((each) => existsSync(each));
  if (there === undefined) return;
  throw new CliRefusal("FILE_EXISTS", `${there} is there already, and nothing was written.`, {
    hint: `landbridge import ${path} --check only reports; --force overwrites it; --output names another file.`,
  });
}

function reportView({ root }: OldFiles, { report }: Extract<ImportedWorkflow, { ok: true }>): object {
  const files = report.files.map(({ file, lines }) => ({ file: shownPath(root, file), lines }));
  return { summary: report.summary, files };
}

interface Outcome {
  readonly old: OldFiles;
  readonly request: ImportRequest;
  readonly target: string;
  readonly isWriting: boolean;
  readonly isLossy: boolean;
  readonly renames: readonly Rename[];
}

/** What was done, and what is left to do. */
function outcome({ old, request, target, isWriting, isLossy, renames }: Outcome): readonly string[] {
  const left = leftAlone(old, target);
  if (isLossy) return ["Nothing was written: --strict takes no import that loses something.", ...left];
  if (!isWriting) return [`Nothing was written: --check only reports. It would be ${target}.`, ...left];
  const [first] = renames;
  if (first) {
    const count = renames.length === 1 ? "the old file" : `${renames.length} old files`;
    return [`Wrote ${target}, and renamed ${count} to *.imported.`, ...left];
  }
  const beside = old.files
    .map(({ path }) => shownPath(old.root, path))
    .filter((path) => !isSameFile(path, target));
  const isBeside = beside.length > 0 && !relative(old.root, target).startsWith("..");
  if (!isBeside) return [`Wrote ${target}.`, ...left];
  return [
    `Wrote ${target}. The old files are still there: read together, every name would be declared twice.`,
    `Remove them, or have them renamed to *.imported: landbridge import ${request.path} --replace --force`,
    ...left,
  ];
}

function leftAlone({ root, others }: OldFiles, target: string): readonly string[] {
  const names = others.map(({ path }) => shownPath(root, path)).filter((path) => !isSameFile(path, target));
  return names.length === 0 ? [] : [`In today's syntax already, and left alone: ${names.join(", ")}.`];
}
