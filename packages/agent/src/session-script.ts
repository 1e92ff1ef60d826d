import { AGENT_MARK, RUN_MARK } from "./process-tree.ts";

/** One line of a step's script as the page folds on it. */
export const COMMAND_MARK = "▸";

/** A word that bash reads as exactly this text. */
export function quoteWord(text: string): string {
  // No shell can hold a NUL, and one in a script would cut it short.
  return `'${text.replaceAll("\0", "").replaceAll("'", `'\\''`)}'`;
}

/**
 * The file of one step, read by helpers/session.bash. Every line of the script is quoted and handed to `eval`,
 * so that a line that bash can't parse fails like any other, and none can swallow what follows.
 */
export function stepScript(lines: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(env))
    if (isSettable(name)) parts.push(`export ${name}=${quoteWord(value)}`);
  let status = "0";
  for (const [at, line] of lines.entries()) {
    parts.push(`{ __lb_next "${status}" ${at + 1} ${quoteWord(headingOf(line))} || return 0; } 2> /dev/null`);
    parts.push(`eval ${quoteWord(line)}`);
    status = "$?";
  }
  parts.push(`{ __lb_end "${status}" || return 0; } 2> /dev/null`, "");
  return parts.join("\n");
}

/** The marks by which we find a run's processes stay as they are. */
function isSettable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== RUN_MARK && name !== AGENT_MARK;
}

/** First line of the command, in bold. */
function headingOf(line: string): string {
  return `\u001b[1m${COMMAND_MARK} ${firstLineOf(line)}\u001b[0m`;
}

export function firstLineOf(text: string): string {
  const trimmed = text.trim();
  const end = trimmed.indexOf("\n");
  return end === -1 ? trimmed : `${trimmed.slice(0, end)} …`;
}
