/**
 * The name of a resource or job as environment variables carry it (reference §1.3): everything but letters,
 * digits and `_` removed, leading digits removed, upper case. `my-key-1` → `MYKEY1`, `1st-repo` → `STREPO`.
 */
export function variableName(name: string): string {
  return sanitize(name)
    .replace(/^[0-9]+/, "")
    .toUpperCase();
}

/** Removes what is not a letter, digit or `_`. */
export function sanitize(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, "");
}
