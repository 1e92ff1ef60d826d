import type { Problem } from "./problem.ts";
import { withoutByteOrderMark } from "../yaml/source-text.ts";

const FRAME_WIDTH = 100;
const LINES_BEFORE = 2;
const LINES_AFTER = 1;

/** What a problem needs to be shown; one that a server told has its code as plain text. */
export type ShownProblem = Omit<Problem, "code"> & { readonly code: string };

/**
 * A problem as lines of plain text: place, severity and code, message, source frame with a caret, hint.
 * `fileText` is the text of `problem.file`; left empty, the frame is left out.
 */
export function formatProblem(problem: ShownProblem, fileText: string): string {
  const { file, line, column, severity, code, message, hint, related } = problem;
  const lines = [`${file}:${line}:${column} ${severity} ${code}`, `  ${message}`];
  lines.push(...sourceFrame(problem, fileText));
  for (const place of related ?? []) lines.push(`  see also ${place.file}:${place.line}:${place.column}`);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}

function sourceFrame(problem: ShownProblem, fileText: string): string[] {
  const lines = withoutByteOrderMark(fileText).split("\n");
  if (fileText === "" || lines[problem.line - 1] === undefined) return [];
  const first = Math.max(1, problem.line - LINES_BEFORE);
  const last = Math.min(lines.length, problem.line + LINES_AFTER);
  const width = String(last).length;
  const frame: string[] = [];
  // One cut for all lines, so that a caret far to the right of a long line stays visible and the lines align.
  const cut = Math.max(0, problem.column - FRAME_WIDTH * 0.8);
  for (let number = first; number <= last; number += 1) {
    const isLast = number === lines.length;
    const text = printable(lines[number - 1] ?? "");
    if (isLast && text === "" && number !== problem.line) continue;
    const mark = number === problem.line ? ">" : " ";
    frame.push(
      `  ${mark} ${String(number).padStart(width)} | ${text.slice(cut, cut + FRAME_WIDTH)}`.trimEnd(),
    );
    if (number !== problem.line) continue;
    const caretLength = Math.max(1, (problem.endColumn ?? problem.column + 1) - problem.column);
    const room = Math.max(1, cut + FRAME_WIDTH - problem.column + 1);
    const indent = " ".repeat(problem.column - 1 - cut);
    frame.push(`    ${" ".repeat(width)} | ${indent}${"^".repeat(Math.min(caretLength, room))}`);
  }
  return frame;
}

/** Tabs as one blank, so that the caret stands right; other control characters as a visible sign. */
function printable(text: string): string {
  return text
    .replace(/\r$/, "")
    .replace(/\t/g, " ")
    .replace(/\p{Cc}/gu, "\u00b7");
}
