import { Document, parse } from "yaml";
import type { WrittenScalar } from "./written.ts";

// One document for all scalars: making one takes longer than writing with it.
const DOCUMENT = new Document(null, { compat: "yaml-1.1" });

/**
 * The lines of a scalar, the first of which follows its key or dash; further ones have the indentation that they
 * need below it. Texts that older YAML would read as something else (yes, off, 5.10, 2020-01-31) are quoted.
 */
export function scalarLines(scalar: WrittenScalar): readonly string[] {
  if (scalar.kind === "plain") return [scalar.text];
  if (isHarmless(scalar.text)) return [scalar.text];
  DOCUMENT.contents = DOCUMENT.createNode([scalar.text]);
  const written = DOCUMENT.toString({ lineWidth: 0 });
  // The library writes some blocks, such as one that begins with blanks alone, so that they read as something else.
  if (scalar.text.includes("\n") && !readsAs(written, scalar.text)) return [JSON.stringify(scalar.text)];
  const lines = written.replace(/^- /, "").split("\n");
  // What ends with line breaks of its own (`|+`) needs them all, and the last one ends the document.
  lines.pop();
  return lines;
}

/** The scalar as it stands in brackets; nothing where it needs more than one line. */
export function flowScalar(scalar: WrittenScalar): string | undefined {
  if (scalar.kind === "plain") return scalar.text;
  if (isHarmless(scalar.text)) return scalar.text;
  if (scalar.text.includes("\n")) return undefined;
  const list = DOCUMENT.createNode([scalar.text]);
  list.flow = true;
  DOCUMENT.contents = list;
  return DOCUMENT.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd().slice(1, -1);
}

function readsAs(written: string, text: string): boolean {
  const read: unknown = parse(written);
  return Array.isArray(read) && read[0] === text;
}

/** Most texts: a word or a path that no YAML could take for anything else. */
function isHarmless(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*[-_/][A-Za-z0-9_]+$/.test(text);
}
