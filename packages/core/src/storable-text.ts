/**
 * What a text column does not take: NUL, and half of a surrogate pair (which `u` makes the class match alone). One
 * such character would lose everything that is saved with it.
 */
export const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** The text without NUL characters, and with a replacement character for each half. */
export function storableText(text: string): string {
  return text.replaceAll(UNSTORABLE, (character) => (character === "\0" ? "" : "\uFFFD"));
}

/** Parsed JSON with storable texts only, keys included. */
export function storableJson(json: unknown): unknown {
  if (typeof json === "string") return storableText(json);
  if (Array.isArray(json)) return json.map(storableJson);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [storableText(key), storableJson(value)]),
  );
}
