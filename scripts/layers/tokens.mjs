// Splits TypeScript into words, strings and marks, without comments: enough to find imports with certainty where
// a search by pattern would be fooled by comments, strings and templates. TypeScript 7 ships no compiler API.

/** `{ kind: "word" | "string" | "mark", text, line }` in order; the text of a string is its content. */
export function tokensOf(source) {
  const scan = { source, at: 0, line: 1, tokens: [], templateDepths: [], depth: 0 };
  while (scan.at < source.length) readNext(scan);
  return scan.tokens;
}

const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$]*/uy;
const NUMBER = /\d[\w.]*/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const STRING = /'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"/y;
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/[a-z]*/y;
/** From a backtick, or from the `}` that ends a substitution, to the next substitution or the end. */
const TEMPLATE = /[`}](?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{|$)/y;

function readNext(scan) {
  const character = scan.source[scan.at];
  if (/\s/.test(character)) return skip(scan, character);
  const comment = match(scan, COMMENT);
  if (comment !== undefined) return skip(scan, comment);
  if (character === "`" || (character === "}" && scan.templateDepths.at(-1) === scan.depth))
    return readTemplate(scan);
  const text = match(scan, STRING);
  if (text !== undefined) return push(scan, "string", text, text.slice(1, -1));
  const word = match(scan, WORD) ?? match(scan, NUMBER);
  if (word !== undefined) return push(scan, "word", word);
  const regex = character === "/" && mayBeRegex(scan) ? match(scan, REGEX) : undefined;
  if (regex !== undefined) return push(scan, "mark", regex, "/…/");
  if (character === "{") scan.depth += 1;
  if (character === "}") scan.depth -= 1;
  return push(scan, "mark", character);
}

function readTemplate(scan) {
  if (scan.source[scan.at] === "}") scan.templateDepths.pop();
  const text = match(scan, TEMPLATE);
  if (text.endsWith("${")) scan.templateDepths.push(scan.depth);
  const isWhole = text.length > 1 && text.startsWith("`") && text.endsWith("`");
  return isWhole ? push(scan, "string", text, text.slice(1, -1)) : push(scan, "mark", text, "`");
}

function match(scan, pattern) {
  pattern.lastIndex = scan.at;
  return pattern.exec(scan.source)?.[0];
}

function push(scan, kind, raw, text = raw) {
  scan.tokens.push({ kind, text, line: scan.line });
  skip(scan, raw);
}

function skip(scan, raw) {
  scan.at += raw.length;
  for (const character of raw) if (character === "\n") scan.line += 1;
}

/** A slash begins a regular expression unless it follows a value; after `<` it closes a JSX element. */
function mayBeRegex(scan) {
  const before = scan.tokens.at(-1);
  if (before === undefined) return true;
  if (before.kind === "string") return false;
  if (before.kind === "word")
    return /^(?:return|typeof|case|in|of|delete|void|throw|await|yield|else|do)$/.test(before.text);
  return !/^[)\]}<`]$/.test(before.text) && before.text !== "/…/";
}
