import { UNSTORABLE } from "@landbridge/core";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { ScalarNode } from "./yaml-node.ts";

const REPLACEMENT = "\ufffd";

/**
 * The scalar with nothing in it that can't be stored. Only escapes in double quotes bring such characters, as
 * the guard refuses files that hold them as they are.
 */
export function storableScalar(node: ScalarNode, problems: Problem[]): ScalarNode {
  const { value } = node;
  if (typeof value !== "string") return node;
  const [unusable] = value.match(UNSTORABLE) ?? [];
  if (unusable === undefined) return node;
  problems.push(unusableCharacter(node, unusable));
  return {
    ...node,
    value: value.replaceAll(UNSTORABLE, REPLACEMENT),
    text: node.text.replaceAll(UNSTORABLE, REPLACEMENT),
  };
}

function unusableCharacter(node: ScalarNode, unusable: string): Problem {
  const { source, start, end } = node;
  const escape = findEscape(source.text.slice(start, end), unusable.charCodeAt(0));
  const span = escape
    ? { source, start: start + escape.at, end: start + escape.at + escape.written.length }
    : node;
  const written = escape === undefined ? "" : ` \`${escape.written}\``;
  if (unusable === "\0") {
    const message = `The text holds a NUL character${written}, which can't be stored or given to a command.`;
    const hint = "remove it; for a backslash write `\\\\`, or use single quotes";
    return problem("UNUSABLE_CHARACTER", span, message, { hint });
  }
  const message = `The text holds half of a character${written}, which can't be stored.`;
  const hint = "write both halves, such as `\\ud83d\\ude80`, or the character itself";
  return problem("UNUSABLE_CHARACTER", span, message, { hint });
}

const ESCAPE = /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[^])/gi;

/** Where the first escape of that character stands. */
function findEscape(raw: string, unusable: number): { at: number; written: string } | undefined {
  for (const { 0: written, index } of raw.matchAll(ESCAPE)) {
    if (codeOf(written) === unusable) return { at: index, written };
  }
  return undefined;
}

function codeOf(escape: string): number | undefined {
  if (escape === "\\0") return 0;
  return escape.length > 2 ? Number.parseInt(escape.slice(2), 16) : undefined;
}
