import { describe, expect, test } from "vitest";
import { LONGEST_LINE, createLogBuffer } from "./log-buffer.ts";
import type { LogBuffer } from "./log-buffer.ts";
import { logHtml } from "./log-html.ts";
import { groupOf, logRows } from "./log-rows.ts";
import { NOTHING_LOOKED_AT, isTrouble, lookForError } from "./first-error.ts";
import { continueSearch, plainText, startSearch } from "./log-search.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function bufferOf(...pieces: readonly string[]): LogBuffer {
  const buffer = createLogBuffer();
  for (const piece of pieces) buffer.append(buffer.byteLength(), bytesOf(piece));
  return buffer;
}

function linesOf(buffer: LogBuffer): string[] {
  return Array.from({ length: buffer.lineCount() }, (_, at) => buffer.line(at));
}

describe("lines", () => {
  test.each([
    ["nothing", [""], []],
    ["whole lines", ["one\ntwo\n"], ["one", "two"]],
    ["a last line without its break", ["one\ntwo"], ["one", "two"]],
    ["a line in pieces", ["on", "e\ntw", "o\n"], ["one", "two"]],
    ["empty lines", ["\n\na\n"], ["", "", "a"]],
    ["a character cut between pieces", [], ["grün"]],
    ["Windows line ends", ["one\r\ntwo\r\n"], ["one", "two"]],
    ["a progress bar", ["10 %\r50 %\r100 %\ndone\n"], ["100 %", "done"]],
  ])("%s", (name, pieces, lines) => {
    const buffer = bufferOf(...pieces);
    if (name.includes("cut between")) {
      const bytes = bytesOf("grün\n");
      buffer.append(0, bytes.subarray(0, 3));
      buffer.append(3, bytes.subarray(3));
    }
    expect(linesOf(buffer)).toEqual(lines);
  });

  test("a piece that comes twice, or overlaps, counts once; a gap is refused", () => {
    const buffer = bufferOf("one\ntwo\n");
    expect(buffer.append(4, bytesOf("two\nthree\n"))).toBe(true);
    expect(buffer.append(0, bytesOf("one\n"))).toBe(true);
    expect(buffer.append(99, bytesOf("lost"))).toBe(false);
    expect(linesOf(buffer)).toEqual(["one", "two", "three"]);
  });

  test("a line across two blocks of memory is whole", () => {
    const long = "x".repeat((1 << 20) - 3);
    const buffer = bufferOf(`${long}\nacross the border\nend\n`);
    expect(linesOf(buffer).slice(1)).toEqual(["across the border", "end"]);
    expect(buffer.byteLength()).toBe(long.length + 1 + 18 + 4);
  });

  test("an endless line is cut, and says how much is missing", () => {
    const buffer = bufferOf(`${"x".repeat(LONGEST_LINE + 7)}\n`);
    expect(buffer.line(0)).toBe(`${"x".repeat(LONGEST_LINE)}… (7 more bytes)`);
  });

  test("10 MB in pieces of 64 kB: every line is found", () => {
    const line = "2026-05-04 something happened here and it was of some length\n";
    const text = bytesOf(line.repeat(170_000));
    const buffer = createLogBuffer();
    for (let at = 0; at < text.length; at += 65_536) buffer.append(at, text.subarray(at, at + 65_536));
    expect(buffer.lineCount()).toBe(170_000);
    expect(buffer.line(169_999)).toBe(line.trimEnd());
  });
});

describe("styles", () => {
  test("a colour goes on over line breaks until it is reset", () => {
    const buffer = bufferOf("\u001b[1m\u001b[31mred\nstill red\n\u001b[0mplain\nplain\n");
    expect([0, 1, 2, 3].map((line) => buffer.styleBefore(line))).toEqual([
      "",
      "\u001b[1m\u001b[31m",
      "\u001b[1m\u001b[31m",
      "",
    ]);
  });

  test("HTML in a log is text, colours are classes", () => {
    const html = logHtml("\u001b[32mok\u001b[0m <script>alert(1)</script> & more", {
      styleBefore: "",
      query: "",
    });
    expect(html).toBe(
      '<span class="ansi-green-fg">ok</span> &lt;script&gt;alert(1)&lt;/script&gt; &amp; more',
    );
  });

  test("a line begins in the style of the line before", () => {
    expect(logHtml("still red", { styleBefore: "\u001b[31m", query: "" })).toBe(
      '<span class="ansi-red-fg">still red</span>',
    );
  });

  test("what is found is marked, also across a change of colour, and never breaks the elements", () => {
    expect(logHtml("an Error here", { styleBefore: "", query: "error" })).toBe("an <mark>Error</mark> here");
    expect(logHtml("er\u001b[31mror\u001b[0m!", { styleBefore: "", query: "error" })).toBe(
      '<mark>er</mark><span class="ansi-red-fg"><mark>ror</mark></span>!',
    );
    expect(logHtml("a < b", { styleBefore: "", query: "<" })).toBe("a <mark>&lt;</mark> b");
  });

  test("links of the log lead to http only", () => {
    const link = (url: string): string =>
      logHtml(`\u001b]8;;${url}\u0007text\u001b]8;;\u0007`, { styleBefore: "", query: "" });
    expect(link("https://example.com")).toContain('href="https://example.com"');
    expect(link("javascript:alert(1)")).not.toContain("href");
  });
});

describe("groups", () => {
  const text =
    "hello\n\u001b[1m▸ npm ci\u001b[0m\nadded 3\nfound 0\n\u001b[1m▸ npm test\u001b[0m\nok\n▸ echo plain\n";

  test("each announced command is one", () => {
    expect(bufferOf(text).groups()).toEqual([
      { line: 1, command: "npm ci" },
      { line: 4, command: "npm test" },
      { line: 6, command: "echo plain" },
    ]);
  });

  test.each([
    [[], [0, 1, 2, 3, 4, 5, 6]],
    [[1], [0, 1, 4, 5, 6]],
    [
      [4, 6],
      [0, 1, 2, 3, 4, 6],
    ],
    [
      [1, 4, 6],
      [0, 1, 4, 6],
    ],
  ])("with %j folded, the lines %j are shown", (folded, lines) => {
    const buffer = bufferOf(text);
    const rows = logRows(buffer.lineCount(), buffer.groups(), new Set(folded));
    expect(Array.from({ length: rows.count }, (_, row) => rows.lineOf(row))).toEqual(lines);
    for (const [row, line] of lines.entries()) expect(rows.rowOf(line)).toBe(row);
  });

  test("a folded line is found at its command", () => {
    const buffer = bufferOf(text);
    const rows = logRows(buffer.lineCount(), buffer.groups(), new Set([1]));
    expect(rows.rowOf(3)).toBe(1);
    expect(groupOf(buffer.groups(), 3)?.command).toBe("npm ci");
    expect(groupOf(buffer.groups(), 0)).toBeUndefined();
  });
});

describe("search", () => {
  test("finds in any case, past colours, and counts all", () => {
    const buffer = bufferOf("An error, an ERROR\nfine\ner\u001b[31mror\n");
    const search = continueSearch(startSearch("error"), buffer);
    expect(search.matches).toEqual([
      { line: 0, count: 2 },
      { line: 2, count: 1 },
    ]);
    expect(search.total).toBe(3);
  });

  test("goes on where it was when the log grows", () => {
    const buffer = bufferOf("error one\n");
    const first = continueSearch(startSearch("error"), buffer);
    buffer.append(buffer.byteLength(), bytesOf("error two\n"));
    expect(continueSearch(first, buffer).matches.map(({ line }) => line)).toEqual([0, 1]);
  });

  test.each([
    ["Error: no such file", true],
    ["npm ERR! code 1 failed", true],
    ["bash: foo: command not found", true],
    ["12 passed, 0 failed", false],
    ["compiled with no errors", false],
    ["errors: 0", false],
    ["terror at sea", false],
  ])("%j is trouble: %j", (line, expected) => {
    expect(isTrouble(line)).toBe(expected);
  });

  test("the first error is no command, and needs no colour", () => {
    const buffer = bufferOf(
      "▸ echo error\nerror handling is next: 0 errors\nfine\n\u001b[31mFATAL\u001b[0m: gone\n",
    );
    expect(lookForError(buffer, NOTHING_LOOKED_AT)).toEqual({ kind: "found", line: 3 });
    expect(lookForError(bufferOf("all is well\n"), NOTHING_LOOKED_AT)).toEqual({ kind: "not-yet", line: 1 });
  });

  test("a long look is taken in parts", () => {
    const buffer = bufferOf(`${"fine\n".repeat(5_000)}error\n`);
    const first = lookForError(buffer, NOTHING_LOOKED_AT);
    expect(first).toEqual({ kind: "not-yet", line: 5_000 });
    expect(lookForError(buffer, first)).toEqual({ kind: "found", line: 5_000 });
  });

  test("a last line that may still grow can be left for later", () => {
    const buffer = bufferOf("fine\n", "an err");
    const before = lookForError(buffer, NOTHING_LOOKED_AT, 1);
    expect(before).toEqual({ kind: "not-yet", line: 1 });
    buffer.append(buffer.byteLength(), bytesOf("or\n"));
    expect(lookForError(buffer, before)).toEqual({ kind: "found", line: 1 });
  });

  test("plain text has no sequences of any kind", () => {
    expect(plainText("\u001b[1;31mred\u001b[0m \u001b]0;title\u0007\u001b[2Kline")).toBe("red line");
  });
});
