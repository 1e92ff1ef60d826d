/** A text column takes neither NUL nor half of a surrogate pair (which `u` makes the class match alone): one such character would lose everything that is saved with it. */
export function storableText(text: string): string {
  return text.replaceAll("\0", "").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
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
