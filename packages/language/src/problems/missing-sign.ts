import { problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { Span } from "../yaml/source-text.ts";

/**
 * A line that was meant as `key: value`, or as an item, but is one text because a `:` or the blank behind a sign
 * is missing. The library only stumbles over the line below.
 */
export function missingSign({ source, start, end }: Span): Problem | undefined {
  const line = source.text.slice(start, Math.min(end, start + 200));
  const dashes = /^(?:- +)*/.exec(line)?.[0].length ?? 0;
  const text = line.slice(dashes).trimEnd();
  const span = { source, start: start + dashes, end: start + dashes + text.length };
  const item = /^-([A-Za-z][\w-]*:(?: .*)?)$/.exec(text)?.[1];
  if (item !== undefined) return missing(span, "A blank is missing after the `-`.", `- ${item}`);
  if (!isSiblingBelow(span)) return undefined;
  const [, before = "", after] = /^([A-Za-z]\w*):([^\s/:].*)$/.exec(text) ?? [];
  if (after !== undefined) return missing(span, "A blank is missing after the `:`.", `${before}: ${after}`);
  const [, key, value] = /^([A-Za-z]\w*)(?: +([^:]*))?$/.exec(text) ?? [];
  if (key === undefined) return undefined;
  return missing(span, `A \`:\` is missing after \`${key}\`.`, value ? `${key}: ${value}` : `${key}:`);
}

function missing(span: Span, message: string, right: string): Problem {
  return problem("YAML_SYNTAX", span, message, { hint: `write \`${right}\`` });
}

/** Does the next line begin a key of the same map, or a list under this one? */
function isSiblingBelow({ source, start }: Span): boolean {
  const lineStart = source.text.lastIndexOf("\n", start - 1) + 1;
  const next = source.text.indexOf("\n", start) + 1;
  if (next === 0) return false;
  const below = /^ *(?:- )?/.exec(source.text.slice(next, next + 200))?.[0] ?? "";
  const column = start - lineStart;
  return below.endsWith("- ") ? below.length - 2 >= column : below.length === column;
}
