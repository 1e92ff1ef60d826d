// What a source file names of other files and packages.
import { tokensOf } from "./tokens.mjs";

/**
 * Every import of a file, of values and of types alike: `{ specifier, line }`. `specifier` is undefined where it is
 * computed. Found are static and dynamic imports, re-exports, import types, `require`, and the resolve functions.
 */
export function importsOf(source) {
  const tokens = tokensOf(source);
  return [...referencesOf(source), ...tokens.flatMap((token, at) => importAt(tokens, at))];
}

/** Lines where the environment is read: `process.env`, `{ env } = process`, or an import of it. */
export function environmentReads(source) {
  const tokens = tokensOf(source);
  return tokens.flatMap((token, at) => (readsEnvironment(tokens, at) ? [token.line] : []));
}

/** `/// <reference types="vite/client" />` */
function referencesOf(source) {
  const lines = source.split("\n").map((text, index) => ({ text, line: index + 1 }));
  return lines.flatMap(({ text, line }) => {
    const found = /^\s*\/\/\/\s*<reference\s+(?:types|path)=["']([^"']+)["']/.exec(text);
    return found === null ? [] : [{ specifier: found[1], line }];
  });
}

function importAt(tokens, at) {
  const { kind, text, line } = tokens[at];
  // `x.import(…)` and `{ import: … }` are names like any other.
  if (kind !== "word" || isMark(tokens[at - 1], ".") || isMark(tokens[at + 1], ":")) return [];
  if (text === "import") return importStatement(tokens, at);
  if (text === "export") return fromClause(tokens, at);
  if (text !== "require") return [];
  if (isMark(tokens[at + 1], "(")) return argumentOf(tokens, at + 1, line);
  return isCall(tokens, at, ["resolve"]) ? argumentOf(tokens, at + 3, line) : [];
}

function importStatement(tokens, at) {
  const next = tokens[at + 1];
  if (next?.kind === "string") return [{ specifier: next.text, line: next.line }];
  if (isMark(next, "(")) return argumentOf(tokens, at + 1, tokens[at].line);
  if (isCall(tokens, at, ["meta", "resolve"])) return argumentOf(tokens, at + 5, tokens[at].line);
  return isMark(next, ".") ? [] : fromClause(tokens, at);
}

/** The specifier after `from`, if only names stand between; `export const from = …` has other marks there. */
function fromClause(tokens, at) {
  for (let index = at + 1; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token.kind === "mark" && !["{", "}", ",", "*"].includes(token.text)) return [];
    const next = tokens[index + 1];
    if (token.text === "from" && next?.kind === "string") return [{ specifier: next.text, line: next.line }];
  }
  return [];
}

function argumentOf(tokens, open, line) {
  const [argument, after] = [tokens[open + 1], tokens[open + 2]];
  const isPlain = argument?.kind === "string" && (isMark(after, ")") || isMark(after, ","));
  return [{ specifier: isPlain ? argument.text : undefined, line }];
}

function readsEnvironment(tokens, at) {
  const { kind, text } = tokens[at];
  if (kind === "string") return /^(?:node:)?process$/.test(text) && isImported(tokens, at);
  if (kind !== "word" || text !== "process") return false;
  const isProperty = isMark(tokens[at - 1], ".") && !/^global(?:This)?$/.test(tokens[at - 2].text);
  return !isProperty && (isEnvOf(tokens, at) || isTakenApart(tokens, at));
}

function isImported(tokens, at) {
  return tokens[at - 1]?.text === "from" || isMark(tokens[at - 1], "(");
}

/** `process.env`, `process?.env`, `process["env"]`. */
function isEnvOf(tokens, at) {
  const name = tokens.slice(at + 1, at + 4).find((token) => !/^[.?[]$/.test(token.text));
  return name?.text === "env" && name !== tokens[at + 1];
}

/** `const { env } = process` */
function isTakenApart(tokens, at) {
  if (!isMark(tokens[at - 1], "=") || !isMark(tokens[at - 2], "}")) return false;
  const names = tokens.slice(
    tokens.findLastIndex((token, index) => index < at && isMark(token, "{")),
    at,
  );
  return names.some((token) => token.text === "env");
}

function isCall(tokens, at, names) {
  const expected = [...names.flatMap((name) => [".", name]), "("];
  return expected.every((text, index) => tokens[at + 1 + index]?.text === text);
}

function isMark(token, text) {
  return token?.kind === "mark" && token.text === text;
}
