import { AGENT_MARK, RUN_MARK } from "./process-tree.ts";

/** One line of a step's script as the page folds on it. */
const COMMAND_MARK = "▸";

/**
 * A word that bash reads as exactly this text. It is written in ASCII, so that it has as many characters as bytes
 * whatever the locale.
 */
export function quoteWord(text: string): string {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const bytes = [...Buffer.from(text)];
  return `$'${bytes.map(escapeByte).join("")}'`;
}

function escapeByte(byte: number): string {
  // No shell can hold a NUL, and one in a script would cut it short.
  if (byte === 0) return "";
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

export interface StepScript {
  readonly lines: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The heading of the first line is in the log already. */
  readonly isFirstShown?: boolean;
}

/**
 * The file of one step, read by helpers/session.bash. Every line of the script is quoted and handed to `eval`,
 * so that a line that bash can't parse fails like any other, and none can swallow what follows.
 */
export function stepScript({ lines, env = {}, isFirstShown = false }: StepScript): string {
  const parts: string[] = [];
  const call = lines.some(mayTrace) ? callUntraced : callPlainly;
  for (const [name, value] of Object.entries(env)) {
    if (isSettable(name)) parts.push(`export ${name}=${quoteWord(value)}`);
  }
  let status = "0";
  for (const [at, line] of lines.entries()) {
    const heading = at === 0 && isFirstShown ? "''" : quoteWord(headingOf(line));
    parts.push(call(`__lb_next "${status}" ${at + 1} ${heading} || return 0`), `eval ${quoteWord(line)}`);
    status = "$?";
  }
  parts.push(call(`__lb_end "${status}"`), "");
  return parts.join("\n");
}

/** `set -x` and `set -v` in whatever form: better one too many than our own calls in the log. */
function mayTrace(line: string): boolean {
  return /-\w*[xv]|xtrace|verbose/.test(line);
}

function callPlainly(command: string): string {
  return command;
}

function callUntraced(command: string): string {
  return `{ ${command}; } 2> /dev/null`;
}

/** The marks by which we find a run's processes stay as they are. */
function isSettable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== RUN_MARK && name !== AGENT_MARK;
}

/** First line of the command, in bold. */
export function headingOf(line: string): string {
  return `\u001b[1m${COMMAND_MARK} ${firstLineOf(line)}\u001b[0m`;
}

export function firstLineOf(text: string): string {
  const trimmed = text.trim();
  const end = trimmed.indexOf("\n");
  return end === -1 ? trimmed : `${trimmed.slice(0, end)} …`;
}
