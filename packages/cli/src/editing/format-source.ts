import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { declaredContent, readPlainly } from "@landbridge/language";
import type { PlainReading, Problem } from "@landbridge/language";
import type { FormatYaml } from "./format-yaml.ts";
import { readSourceFiles, shownPath } from "../source/source-files.ts";
import type { SourceFile } from "../source/source-files.ts";

/** Why a text stays as it is although it could be nicer. */
export type LeftAlone =
  /** It has a fault, with its place in `text`. */
  | { readonly kind: "faulty"; readonly file: string; readonly text: string; readonly problem: Problem }
  /** It can be read, but would not be the same afterwards. `reason` is a sentence. */
  | { readonly kind: "unsafe"; readonly file: string; readonly reason: string };

/** What became of one file. */
export type FileFormatting =
  | { readonly kind: "same"; readonly file: string }
  | { readonly kind: "changed"; readonly file: string }
  | LeftAlone;

/** What a text would be. */
export type TextFormatting =
  | { readonly kind: "same"; readonly file: string }
  | { readonly kind: "text"; readonly file: string; readonly text: string }
  | LeftAlone;

const NOT_UTF8 = "It holds bytes that are not UTF-8.";

/**
 * Formats the configuration files of one source. A file is written only where everything that it says, its comments
 * and what the whole source declares stay the same.
 */
export async function formatSource(
  path: string,
  format: FormatYaml,
  { isOnlyChecked }: { readonly isOnlyChecked: boolean },
): Promise<readonly FileFormatting[]> {
  const { root, files } = readSourceFiles(path);
  const before = readPlainly(files);
  const outcomes: TextFormatting[] = [];
  for (const [index, file] of files.entries()) {
    outcomes.push(await formatFile({ root, file, reading: before[index] }, format));
  }
  const after = files.map((file, index) => ({ ...file, text: textOf(outcomes[index]) ?? file.text }));
  const readings = readPlainly(after);
  const isSameTogether = declaredContent(files) === declaredContent(after);
  return outcomes.map((outcome, index): FileFormatting => {
    if (outcome.kind !== "text") return outcome;
    const { file, text } = outcome;
    const difference = differenceOf(before[index], readings[index]);
    if (difference !== undefined) return { kind: "unsafe", file, reason: difference };
    if (!isSameTogether)
      return { kind: "unsafe", file, reason: "The configuration would not declare the same afterwards." };
    if (!isOnlyChecked) writeFileSync(file, text);
    return { kind: "changed", file };
  });
}

/** The same for a text that is no file: nothing is written. */
export async function formatText(name: string, bytes: Buffer, format: FormatYaml): Promise<TextFormatting> {
  const text = bytes.toString("utf8");
  if (!bytes.equals(Buffer.from(text))) return { kind: "unsafe", file: name, reason: NOT_UTF8 };
  const [before] = readPlainly([{ path: name, text }]);
  const outcome = await formatReading({ file: name, text, reading: before }, format);
  if (outcome.kind !== "text") return outcome;
  const [after] = readPlainly([{ path: name, text: outcome.text }]);
  const difference = differenceOf(before, after);
  return difference === undefined ? outcome : { kind: "unsafe", file: name, reason: difference };
}

interface FileToFormat {
  readonly root: string;
  readonly file: SourceFile;
  readonly reading: PlainReading | undefined;
}

function formatFile({ root, file, reading }: FileToFormat, format: FormatYaml): Promise<TextFormatting> {
  const shown = shownPath(root, file.path);
  if (readFileSync(join(root, file.path)).equals(Buffer.from(file.text))) {
    return formatReading({ file: shown, text: file.text, reading }, format);
  }
  const [fault] = reading?.faults ?? [];
  const notText: LeftAlone = { kind: "unsafe", file: shown, reason: NOT_UTF8 };
  return Promise.resolve(fault ? faulty(shown, file.text, fault) : notText);
}

interface TextToFormat {
  readonly file: string;
  readonly text: string;
  readonly reading: PlainReading | undefined;
}

async function formatReading(
  { file, text, reading }: TextToFormat,
  format: FormatYaml,
): Promise<TextFormatting> {
  const [fault] = reading?.faults ?? [];
  if (fault) return faulty(file, text, fault);
  const formatted = await format(text);
  if (!formatted.ok) return { kind: "unsafe", file, reason: formatted.reason };
  return formatted.text === text ? { kind: "same", file } : { kind: "text", file, text: formatted.text };
}

function faulty(file: string, text: string, problem: Problem): LeftAlone {
  return { kind: "faulty", file, text, problem: { ...problem, file } };
}

function textOf(outcome: TextFormatting | undefined): string | undefined {
  return outcome?.kind === "text" ? outcome.text : undefined;
}

/** What would be lost, as a sentence. */
function differenceOf(before: PlainReading | undefined, after: PlainReading | undefined): string | undefined {
  if (before === undefined || after === undefined) return "It can't be read.";
  const [fault] = after.faults;
  if (fault) return `It could not be read any more: ${fault.message}`;
  if (before.content !== after.content) return "It would not say the same afterwards.";
  const isSame = before.comments.join("\n") === after.comments.join("\n");
  return isSame ? undefined : "A comment would be lost or changed.";
}
