/** A word of a line of assignments: `A=1`, or one that assigns nothing. */
export interface AssignmentWord {
  /** Absent where the word is no assignment. */
  readonly name?: string;
  /** As the shell would read it, quotes included. */
  readonly value: string;
}

const NAMED = /^([A-Za-z_][A-Za-z0-9_]*)=/;

/** The words of `A=1 B="x y" C=$(date +%F)`: split at blanks that stand outside quotes and commands. */
export function splitAssignments(line: string): readonly AssignmentWord[] {
  const words: AssignmentWord[] = [];
  let at = 0;
  while (at < line.length) {
    if (isBlank(line.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const end = endOfWord(line, at);
    words.push(wordOf(line.slice(at, end)));
    at = end;
  }
  return words;
}

/** A value that was written as YAML, as shell text that gives the same: blanks are quoted, variables stay. */
export function toShellText(value: string): string {
  if (!/[\s"'`\\|&;<>()#*?~[\]{}!]/.test(value)) return value;
  return `"${value.replace(/["\\`]/g, "\\$&")}"`;
}

function wordOf(word: string): AssignmentWord {
  const name = NAMED.exec(word)?.[1];
  return name === undefined ? { value: word } : { name, value: word.slice(name.length + 1) };
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Where the word ends that begins at `start`. An open quote or bracket reaches to the end. */
function endOfWord(line: string, start: number): number {
  let quote = "";
  let depth = 0;
  for (let at = start; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote !== "") {
      if (char === "\\" && quote !== "'") at += 1;
      else if (char === quote) quote = "";
    } else if (char === "\\") at += 1;
    else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char === "(") depth += 1;
    else if (char === ")" && depth > 0) depth -= 1;
    else if (depth === 0 && isBlank(line.charCodeAt(at))) return at;
  }
  return line.length;
}
