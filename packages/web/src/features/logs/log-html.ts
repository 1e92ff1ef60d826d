import { AnsiUp } from "ansi_up";

/** Marks in the text where a found piece begins and ends; private characters that no log needs. */
const BEGIN = "\uE000";
const END = "\uE001";
const ESCAPE = "\u001b";
const SEQUENCE = new RegExp(`(${ESCAPE}\\[[0-?]*[ -/]*[@-~])`);

export interface LogHtmlOptions {
  /** The style in which the line begins, as an ANSI sequence. */
  readonly styleBefore: string;
  /** What is looked for, to be marked; empty for nothing. */
  readonly query: string;
}

/** A line of a log as HTML: escaped by ansi_up, its colours as classes, found pieces in `<mark>`. */
export function logHtml(line: string, { styleBefore, query }: LogHtmlOptions): string {
  const clean = withoutControls(line);
  const marked = query === "" ? clean : markMatches(clean, query);
  // A new one for each line: a style must not leak from the line drawn before into this one.
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  ansi.url_allowlist = { http: 1, https: 1 };
  const html = ansi.ansi_to_html(styleBefore + marked);
  return html.replaceAll(BEGIN, "<mark>").replaceAll(END, "</mark>");
}

/** Control characters but tab, escape and the bell that ends a hyperlink, and our own marks. */
function withoutControls(text: string): string {
  const hasLinks = text.includes(`${ESCAPE}]`);
  let clean = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl =
      (code < 32 && code !== 9 && code !== 27 && !(code === 7 && hasLinks)) ||
      code === 127 ||
      code === 0xe000 ||
      code === 0xe001;
    if (!isControl) clean += character;
  }
  return clean;
}

/**
 * Puts marks round what is found, looking past the ANSI sequences in between. A mark never spans a sequence:
 * it ends before and begins again behind, so that the elements nest.
 */
function markMatches(text: string, query: string): string {
  const pieces = text.split(SEQUENCE);
  const isSequence = (at: number): boolean => at % 2 === 1;
  const plain = pieces.filter((_, at) => !isSequence(at)).join("");
  const ranges = rangesOf(plain, query);
  if (ranges.length === 0) return text;
  let position = 0;
  return pieces
    .map((piece, at) => {
      if (isSequence(at)) return piece;
      const start = position;
      position += piece.length;
      return markPiece(piece, start, ranges);
    })
    .join("");
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangesOf(plain: string, query: string): readonly Range[] {
  const text = plain.toLowerCase();
  const needle = query.toLowerCase();
  const ranges: Range[] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    ranges.push({ start: at, end: at + needle.length });
  }
  return ranges;
}

function markPiece(piece: string, offset: number, ranges: readonly Range[]): string {
  let marked = "";
  let at = 0;
  for (const range of ranges) {
    const start = Math.max(0, range.start - offset);
    const end = Math.min(piece.length, range.end - offset);
    if (start >= end) continue;
    marked += piece.slice(at, start) + BEGIN + piece.slice(start, end) + END;
    at = end;
  }
  return marked + piece.slice(at);
}
