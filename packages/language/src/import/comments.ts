import { Lexer } from "yaml";
import { placeAt } from "../yaml/source-text.ts";
import type { SourceText } from "../yaml/source-text.ts";

/** A comment of an old file. */
export interface Comment {
  readonly source: SourceText;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** With its `#`. */
  readonly text: string;
  /** Nothing else stands on its line. */
  readonly isAlone: boolean;
  /** A blank line follows. */
  readonly hasGap: boolean;
}

/** Marks the beginning of a scalar, whose text is the next lexeme. */
const SCALAR = "\u001f";

/** All comments of a file, in order; a `#` inside a text or a script is none. */
export function findComments(source: SourceText): readonly Comment[] {
  const found: Comment[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(source.text)) {
    if (lexeme.startsWith("#") && !isScalar) found.push(commentAt(source, offset, lexeme));
    isScalar = lexeme === SCALAR;
    if (!isMark(lexeme)) offset += lexeme.length;
  }
  return found;
}

function commentAt(source: SourceText, offset: number, lexeme: string): Comment {
  const { line, column } = placeAt(source, offset);
  const isAlone = /^[ \t]*$/.test(source.text.slice(offset - column + 1, offset));
  return {
    source,
    line,
    column,
    text: lexeme.trimEnd(),
    isAlone,
    hasGap: /^\s*$/.test(lineText(source, line + 1) ?? "x"),
  };
}

/** A line of the file, from 1, without its end; nothing beyond the last. */
export function lineText(source: SourceText, line: number): string | undefined {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return undefined;
  return source.text.slice(start, source.lineStarts[line]).replace(/\r?\n$/, "");
}

/** Lexemes that stand for no text of the file. */
function isMark(lexeme: string): boolean {
  return lexeme === "\u0002" || lexeme === "\u0018" || lexeme === SCALAR;
}
