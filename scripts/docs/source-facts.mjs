// What the sources declare and a reader may look up: codes, settings and routes, read from the text alone.
import { tokensOf } from "../layers/tokens.mjs";

const OPENING = ["{", "[", "("];
const CLOSING = ["}", "]", ")"];

/**
 * The names in `export const NAME = { a: …, "b-c": … }` or `export const NAME = ["a", "b"]`;
 * undefined when the source declares no such thing.
 */
export function namesIn(source, constant) {
  const tokens = tokensOf(source);
  const declared = tokens.findIndex(
    (token, at) => token.text === constant && tokens[at - 1]?.text === "const",
  );
  const open = tokens.findIndex(
    (token, at) => at > declared && token.kind === "mark" && /^[{[]$/.test(token.text),
  );
  if (declared === -1 || open === -1) return undefined;
  const isList = tokens[open].text === "[";
  return firstLevel(tokens, open)
    .filter(({ at }) => isName(tokens, at, isList))
    .map(({ at }) => tokens[at].text);
}

/** Names of settings: every LANDBRIDGE_… and DATABASE_URL that is written as a word or a string, not in a comment. */
export function settingsIn(source) {
  const names = tokensOf(source)
    .map((token) => token.text)
    .filter((text) => /^(?:LANDBRIDGE_[A-Z0-9_]+|DATABASE_URL)$/.test(text));
  return [...new Set(names)];
}

/** Routes as `GET /path/{name}`: every object that has both a `method` and a `path`. */
export function routesIn(source) {
  const constants = new Map(
    [...source.matchAll(/const (\w+) = ["'`]([^"'`$]*)["'`]/g)].map(([, name, text]) => [name, text]),
  );
  const written = [...source.matchAll(/method:\s*["'](\w+)["'],\s*path:\s*["'`]([^"'`]+)["'`]/g)];
  return written.map(([, method, path]) => {
    const whole = path.replace(/\$\{(\w+)\}/g, (all, name) => constants.get(name) ?? all);
    return `${method.toUpperCase()} ${withBraces(whole)}`;
  });
}

/** How many objects have a `method` that is a verb of HTTP; as many as `routesIn` must find. */
export function countMethods(source) {
  return [...source.matchAll(/\bmethod:\s*["'](?:get|put|post|patch|delete)["'],/gi)].length;
}

/** `/jobs/:job` and `/jobs/{job}` are the same path. */
export function withBraces(path) {
  return path.replace(/:(\w+)/g, "{$1}");
}

function firstLevel(tokens, open) {
  const found = [];
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at];
    if (kind === "mark" && OPENING.includes(text)) depth += 1;
    else if (kind === "mark" && CLOSING.includes(text)) depth -= 1;
    else if (depth === 1) found.push({ at });
    if (depth === 0) break;
  }
  return found;
}

function isName(tokens, at, isList) {
  if (isList) return tokens[at].kind === "string";
  return (
    tokens[at].kind !== "mark" && tokens[at + 1]?.text === ":" && ["{", ","].includes(tokens[at - 1].text)
  );
}
