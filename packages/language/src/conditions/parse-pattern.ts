/** A regular expression as a tree. */
export type PatternNode =
  | { readonly kind: "letter"; readonly fits: (letter: string) => boolean }
  | {
      readonly kind: "place";
      readonly holds: (before: string | undefined, after: string | undefined) => boolean;
    }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly parts: readonly PatternNode[] }
  | {
      readonly kind: "repeat";
      readonly part: PatternNode;
      readonly least: number;
      /** Absent: without end. */
      readonly most: number | undefined;
    };

export type ParsedPattern =
  { readonly ok: true; readonly node: PatternNode } | { readonly ok: false; readonly message: string };

const MOST_REPEATS = 1000;

class PatternFault extends Error {
  override readonly name = "PatternFault";
}

interface Reader {
  readonly text: string;
  at: number;
  readonly flags: string;
}

/** Reads what the CEL language knows of regular expressions: everything that can be decided in one go over the text. */
export function parsePattern(pattern: string): ParsedPattern {
  const [, flags = ""] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const text = flags === "" ? pattern : pattern.slice(flags.length + 3);
  const reader: Reader = { text, at: 0, flags };
  try {
    const node = readChoice(reader);
    if (reader.at < text.length) throw new PatternFault("a `)` closes nothing");
    return { ok: true, node };
  } catch (fault) {
    if (fault instanceof PatternFault) return { ok: false, message: fault.message };
    throw fault;
  }
}

function readChoice(reader: Reader): PatternNode {
  const parts = [readSequence(reader)];
  while (take(reader, "|")) parts.push(readSequence(reader));
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind: "choice", parts };
}

function readSequence(reader: Reader): PatternNode {
  const parts: PatternNode[] = [];
  for (;;) {
    const letter = peek(reader);
    if (letter === undefined || letter === "|" || letter === ")") return { kind: "sequence", parts };
    parts.push(readRepeats(reader, readPart(reader)));
  }
}

const COUNTS = /^\{([0-9]{1,6})(,([0-9]{0,6}))?\}/;

function readRepeats(reader: Reader, part: PatternNode): PatternNode {
  const range = readRange(reader);
  if (!range) return part;
  // Taking little or much makes no difference to whether there is a match.
  take(reader, "?");
  if (readRange(reader)) throw new PatternFault("a repetition is repeated: put it into brackets");
  const { least, most } = range;
  if (Math.max(least, most ?? 0) > MOST_REPEATS)
    throw new PatternFault(`nothing is repeated more than ${MOST_REPEATS} times`);
  if (most !== undefined && most < least) throw new PatternFault("a repetition ends before it begins");
  return { kind: "repeat", part, least, most };
}

function readRange(
  reader: Reader,
): { readonly least: number; readonly most: number | undefined } | undefined {
  if (take(reader, "*")) return { least: 0, most: undefined };
  if (take(reader, "+")) return { least: 1, most: undefined };
  if (take(reader, "?")) return { least: 0, most: 1 };
  const counts = COUNTS.exec(reader.text.slice(reader.at, reader.at + 16));
  if (!counts) return undefined;
  const [written, first, rest, last] = counts;
  reader.at += written.length;
  const least = Number(first);
  if (rest === undefined) return { least, most: least };
  return { least, most: last ? Number(last) : undefined };
}

function readPart(reader: Reader): PatternNode {
  if (take(reader, "(")) return readGroup(reader);
  if (peek(reader) === "[") return readClass(reader);
  if (take(reader, "\\")) return readEscape(reader);
  const isByLine = reader.flags.includes("m");
  if (take(reader, "^"))
    return { kind: "place", holds: (before) => before === undefined || (isByLine && before === "\n") };
  if (take(reader, "$"))
    return { kind: "place", holds: (_, after) => after === undefined || (isByLine && after === "\n") };
  if (/^[*+?]/.test(reader.text.slice(reader.at)))
    throw new PatternFault("nothing stands before a repetition");
  const letter = String.fromCodePoint(reader.text.codePointAt(reader.at) ?? 0);
  reader.at += letter.length;
  return letter === "." ? letterOf(".", reader) : letterOf(quoted(letter), reader);
}

function readGroup(reader: Reader): PatternNode {
  if (peek(reader) === "?") {
    const head = /^\?(?::|P?<[A-Za-z_]\w*>)/.exec(reader.text.slice(reader.at))?.[0];
    if (head === undefined)
      throw new PatternFault(
        "brackets with `?` are `(?:…)` and, at the beginning, `(?i)`, `(?s)` and `(?m)`",
      );
    reader.at += head.length;
  }
  const node = readChoice(reader);
  if (!take(reader, ")")) throw new PatternFault("a `(` is not closed");
  return node;
}

/** `[…]`, with what JavaScript knows of it: for one letter it takes no time. */
function readClass(reader: Reader): PatternNode {
  const written = /^\[\^?\]?(?:\\[^]|[^\]\\])*\]/.exec(reader.text.slice(reader.at))?.[0];
  if (written === undefined) throw new PatternFault("a `[` is not closed");
  if (/\[:\^?\w+:\]?/.test(written)) throw new PatternFault("classes such as `[:alpha:]` are not known");
  reader.at += written.length;
  // Where a class begins with `]`, that is a letter of it.
  return letterOf(written.replace(/^(\[\^?)\](?=[^]*\])/, "$1\\]"), reader);
}

const ESCAPE = /^(?:[dDwWsSnrtfv]|[pP]\{\^?\w+\}|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[^\p{L}\p{N}])/u;

function readEscape(reader: Reader): PatternNode {
  if (take(reader, "b")) return { kind: "place", holds: isEdgeOfWord };
  if (take(reader, "B")) return { kind: "place", holds: (before, after) => !isEdgeOfWord(before, after) };
  if (take(reader, "A")) return { kind: "place", holds: (before) => before === undefined };
  if (take(reader, "z")) return { kind: "place", holds: (_, after) => after === undefined };
  const written = ESCAPE.exec(reader.text.slice(reader.at))?.[0];
  if (written === undefined) throw new PatternFault(`\`\\${peek(reader) ?? ""}\` is not known`);
  reader.at += written.length;
  if (written.startsWith("x{")) return letterOf(`\\u${written.slice(1)}`, reader);
  return letterOf(/^[^\w]/.test(written) ? quoted(written) : `\\${written}`, reader);
}

function isEdgeOfWord(before: string | undefined, after: string | undefined): boolean {
  return isOfWord(before) !== isOfWord(after);
}

function isOfWord(letter: string | undefined): boolean {
  return letter !== undefined && /^\w$/.test(letter);
}

function quoted(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

function letterOf(expression: string, { flags }: Reader): PatternNode {
  try {
    const test = new RegExp(`^(?:${expression})$`, `u${flags.replace("m", "")}`);
    return { kind: "letter", fits: (letter) => test.test(letter) };
  } catch {
    throw new PatternFault(`\`${expression}\` is not known`);
  }
}

function peek({ text, at }: Reader): string | undefined {
  return text[at];
}

function take(reader: Reader, letter: string): boolean {
  if (peek(reader) !== letter) return false;
  reader.at += 1;
  return true;
}
