import { usage } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { formatSource, formatText } from "../editing/format-source.ts";
import type { FileFormatting, LeftAlone } from "../editing/format-source.ts";
import { loadYamlFormatter } from "../editing/format-yaml.ts";
import type { Output } from "../output.ts";
import { paintProblem, problemView } from "../source/workflow-source.ts";

export interface FormatRequest {
  readonly paths: readonly string[];
  /** Only says what would change. */
  readonly isOnlyChecked: boolean;
  /** Standard input to standard output. */
  readonly isStdin: boolean;
}

/** `landbridge format [PATH…] [--check] [--stdin]` */
export async function format({ output }: Context, request: FormatRequest): Promise<ExitCode> {
  const { paths, isOnlyChecked, isStdin } = request;
  if (isStdin && paths.length > 0) throw usage("--stdin takes no PATH.");
  if (isStdin) return formatStdin(output, { isOnlyChecked });
  const formatYaml = await loadYamlFormatter();
  const outcomes: FileFormatting[] = [];
  // One after the other: two of them may hold the same file.
  for (const path of paths.length === 0 ? ["."] : paths) {
    outcomes.push(...(await formatSource(path, formatYaml, { isOnlyChecked })));
  }
  const ok = outcomes.every(({ kind }) => kind === "same" || (kind === "changed" && !isOnlyChecked));
  if (output.isJson) output.json({ ok, ...viewOf(outcomes) });
  else report(output, outcomes, { isOnlyChecked });
  return ok ? EXIT.done : EXIT.failed;
}

async function formatStdin(
  output: Output,
  { isOnlyChecked }: { readonly isOnlyChecked: boolean },
): Promise<ExitCode> {
  const bytes = await readStdin();
  const outcome = await formatText("stdin", bytes, await loadYamlFormatter());
  if (outcome.kind === "faulty" || outcome.kind === "unsafe") {
    if (output.isJson) output.json({ ok: false, ...viewOf([outcome]) });
    else output.note(refusalText(output.noteStyle, outcome));
    return EXIT.failed;
  }
  const ok = outcome.kind === "same" || !isOnlyChecked;
  const text = outcome.kind === "text" ? outcome.text : bytes.toString("utf8");
  if (output.isJson) output.json({ ok, text });
  else if (!isOnlyChecked) output.write(text);
  return ok ? EXIT.done : EXIT.failed;
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function viewOf(outcomes: readonly FileFormatting[]): object {
  return {
    changed: outcomes.flatMap(({ kind, file }) => (kind === "changed" ? [file] : [])),
    unchanged: outcomes.filter(({ kind }) => kind === "same").length,
    leftAlone: outcomes.flatMap((outcome) => {
      if (outcome.kind === "faulty") return [problemView(outcome.problem)];
      if (outcome.kind !== "unsafe") return [];
      return [{ code: "FORMAT_UNSAFE", message: outcome.reason, file: outcome.file }];
    }),
  };
}

function report(
  output: Output,
  outcomes: readonly FileFormatting[],
  { isOnlyChecked }: { readonly isOnlyChecked: boolean },
): void {
  for (const outcome of outcomes) {
    if (outcome.kind === "changed") output.line(outcome.file);
    else if (outcome.kind !== "same") output.note(refusalText(output.noteStyle, outcome));
  }
  const count = (...kinds: readonly FileFormatting["kind"][]): number =>
    outcomes.filter(({ kind }) => kinds.includes(kind)).length;
  const changed = count("changed");
  const left = count("faulty", "unsafe");
  const words = isOnlyChecked ? "would change" : "formatted";
  const isFailed = left > 0 || (isOnlyChecked && changed > 0);
  const mark = isFailed ? output.style("red", "✗") : output.style("green", "✓");
  const rest = left === 0 ? "" : `, ${left} left alone`;
  output.line(
    `${mark} ${changed} ${changed === 1 ? "file" : "files"} ${words}, ${count("same")} unchanged${rest}`,
  );
}

function refusalText(style: Output["style"], outcome: LeftAlone): string {
  if (outcome.kind === "faulty")
    return `${paintProblem(outcome.problem, { textOf: () => outcome.text }, style)}\n`;
  const { file, reason } = outcome;
  return `${style("bold", file)} ${style(["yellow", "bold"], "FORMAT_UNSAFE")}: ${reason}\n`;
}
