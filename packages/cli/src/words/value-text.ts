import type { JsonValue } from "@landbridge/core";

/** How much of what stood before a difference is shown when values are cut. */
const LEAD = 12;

/** A value on one line, at most `width` characters; control characters are escaped. */
export function valueText(value: JsonValue, width = Infinity): string {
  return cut(jsonText(value), width);
}

/** Two values of one field. Where they are cut, both begin shortly before the first place that differs. */
export function valuePair(
  before: JsonValue,
  after: JsonValue,
  width = Infinity,
): { readonly before: string; readonly after: string } {
  const texts = { before: jsonText(before), after: jsonText(after) };
  if (Math.max(texts.before.length, texts.after.length) <= width) return texts;
  const start = Math.max(0, firstDifference(texts.before, texts.after) - LEAD);
  const from = (text: string): string => cut(start === 0 ? text : `…${text.slice(start + 1)}`, width);
  return { before: from(texts.before), after: from(texts.after) };
}

/** A sentence from a configuration or a server, safe on a terminal: control characters become visible dots. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "·");
}

function jsonText(value: JsonValue): string {
  // JSON leaves the control characters after ASCII as they are; terminals obey some of them.
  return JSON.stringify(value).replace(
    /[\u007f-\u009f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function firstDifference(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index += 1;
  return index;
}
