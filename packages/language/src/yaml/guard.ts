import { UNSTORABLE } from "@landbridge/core";
import { LIMITS } from "./limits.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { SourceText } from "./source-text.ts";

/** What makes a text unfit for the parser, looked at in linear time before it is parsed. */
export function guardText(source: SourceText): Problem | undefined {
  const { text } = source;
  if (text.length > LIMITS.fileLength) {
    const size = (text.length / 1024 / 1024).toFixed(1);
    return problem(
      "FILE_TOO_LARGE",
      { source, start: 0, end: 1 },
      `The file has ${size} MB; at most 4 MB are read.`,
      {
        hint: "split it: all configuration files of a source are merged",
      },
    );
  }
  const excess = source.lineStarts[LIMITS.lines];
  if (excess !== undefined && excess < text.length) {
    const message = `The file has more than ${LIMITS.lines.toLocaleString("en")} lines.`;
    return problem("FILE_TOO_LARGE", { source, start: excess, end: excess + 1 }, message, {
      hint: "split it: all configuration files of a source are merged",
    });
  }
  const at = text.search(UNSTORABLE);
  if (at === -1) return undefined;
  return text[at] === "\0"
    ? notText(source, at, "The file holds a NUL byte, so it is not text.")
    : notText(source, at, "The file holds half of a character.");
}

function notText(source: SourceText, at: number, message: string): Problem {
  return problem("BINARY_FILE", { source, start: at, end: at + 1 }, message, {
    hint: "save the file as UTF-8 text",
  });
}

/** Splits files into those that are read and problems for those beyond the limits. */
export function guardFiles(sources: readonly SourceText[]): {
  accepted: readonly SourceText[];
  problems: Problem[];
} {
  const accepted: SourceText[] = [];
  const problems: Problem[] = [];
  let total = 0;
  for (const source of sources) {
    const start = { source, start: 0, end: 1 };
    if (accepted.length >= LIMITS.files) {
      problems.push(
        problem("TOO_MANY_FILES", start, `Only the first ${LIMITS.files} configuration files are read.`),
      );
      break;
    }
    const refusal = guardText(source);
    if (refusal) {
      problems.push(refusal);
      continue;
    }
    total += source.text.length;
    if (total > LIMITS.totalLength) {
      problems.push(
        problem("FILE_TOO_LARGE", start, "The configuration files have more than 16 MB together."),
      );
      break;
    }
    accepted.push(source);
  }
  return { accepted, problems };
}

/**
 * Counts how deep flow collections (`[`, `{`) are nested, lexeme by lexeme, ahead of the parser. A lexeme that
 * follows the unit separator is the text of a scalar.
 */
export function createFlowDepth(): { next: (lexeme: string) => number } {
  let depth = 0;
  let isScalarNext = false;
  return {
    next(lexeme) {
      if (isScalarNext) isScalarNext = false;
      else if (lexeme === "[" || lexeme === "{") depth += 1;
      else if ((lexeme === "]" || lexeme === "}") && depth > 0) depth -= 1;
      else isScalarNext = lexeme === "\u001f";
      return depth;
    },
  };
}
