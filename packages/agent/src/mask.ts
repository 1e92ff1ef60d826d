/** What a log shows in place of a secret. */
export const MASK = "•••";

/** Shorter texts would turn half of every log into masks. */
const SHORTEST_SECRET = 3;
const SHORTEST_PIECE = 4;

/** Hides secrets in a stream of bytes, however it is cut into pieces. */
export interface Masker {
  /** What may be shown now; the beginning of a possible secret is kept back until more is known. */
  push(bytes: Buffer): Buffer;
  /** The stream has ended: what was kept back. */
  end(): Buffer;
}

/** The forms in which a secret is to be found: as it is, line by line, and in the usual encodings. */
export function secretPatterns(secrets: readonly string[]): readonly Buffer[] {
  const texts = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    for (const piece of [secret, secret.trimEnd(), ...linesOf(secret)]) {
      if (piece.length < SHORTEST_SECRET) continue;
      texts.add(piece);
      for (const form of encodingsOf(piece)) if (form.length >= SHORTEST_PIECE) texts.add(form);
    }
  }
  return [...texts].map((text) => Buffer.from(text)).sort((a, b) => b.length - a.length);
}

function linesOf(secret: string): readonly string[] {
  return secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_PIECE);
}

function encodingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  // Through bytes, because half a surrogate pair has no URL form.
  const url = encodeURIComponent(bytes.toString());
  return [
    ...base64Forms(bytes),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    JSON.stringify(text).slice(1, -1),
    // As `set -x` shows it.
    text.replaceAll("'", `'\\''`),
    ...(bytes.length >= 8 ? [bytes.toString("hex")] : []),
  ];
}

/**
 * Base64 of the text alone, and of the text inside a longer one (as in `user:password`): there it may begin at
 * any of three places in a group, and only the characters that depend on it alone are certain.
 */
function base64Forms(bytes: Buffer): readonly string[] {
  const forms: string[] = [];
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const skipped = shift === 0 ? 0 : shift + 1;
    const isWhole = (shift + bytes.length) % 3 === 0;
    const certain = encoded.slice(skipped, isWhole ? undefined : -1);
    if (shift === 0 || certain.length >= 6)
      forms.push(certain, certain.replaceAll("+", "-").replaceAll("/", "_"));
    if (shift === 0) forms.push(encoded);
  }
  return forms;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const SHOWN = Buffer.from(MASK);
const NOTHING = Buffer.alloc(0);

export function createMasker(patterns: readonly Buffer[]): Masker {
  if (patterns.length === 0) return { push: (bytes) => bytes, end: () => NOTHING };
  const index = indexPatterns(patterns);
  let kept: Buffer = NOTHING;
  /** That many bytes of `kept` belong to a secret whose mask was shown already. */
  let covered = 0;

  function take(bytes: Buffer, keepFrom: number): Buffer {
    const spans = mergeSpans(findSpans(bytes, index), covered);
    const parts: Buffer[] = [];
    let at = 0;
    let end = keepFrom === 0 ? covered : 0;
    for (const span of spans) {
      if (span.start >= keepFrom) break;
      parts.push(bytes.subarray(at, span.start));
      if (span.start > 0 || covered === 0) parts.push(SHOWN);
      at = span.end;
      end = span.end;
    }
    if (at < keepFrom) parts.push(bytes.subarray(at, keepFrom));
    kept = Buffer.from(bytes.subarray(keepFrom));
    covered = Math.max(0, end - keepFrom);
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }
  return {
    push(bytes) {
      const all = kept.length === 0 ? bytes : Buffer.concat([kept, bytes]);
      return take(all, possibleStart(all, index));
    },
    end: () => take(kept, kept.length),
  };
}

/** The same where secrets may become known on the way. What is kept back is then looked at once more. */
export function createGrowingMasker(patterns: () => readonly Buffer[]): Masker {
  let known = patterns();
  let masker = createMasker(known);

  return {
    push(bytes) {
      const now = patterns();
      if (now === known) return masker.push(bytes);
      const kept = masker.end();
      known = now;
      masker = createMasker(known);
      return masker.push(kept.length === 0 ? bytes : Buffer.concat([kept, bytes]));
    },
    end: () => masker.end(),
  };
}

/** A private key has hundreds of patterns: a look at three bytes tells where one could stand at all. */
interface PatternIndex {
  readonly longest: number;
  readonly byFirstByte: ReadonlyMap<number, readonly Buffer[]>;
  readonly byHead: ReadonlyMap<number, readonly Buffer[]>;
  readonly isHead: Uint8Array;
}

function indexPatterns(patterns: readonly Buffer[]): PatternIndex {
  const isHead = new Uint8Array(HEADS);
  for (const pattern of patterns) isHead[headAt(pattern, 0)] = 1;
  return {
    longest: Math.max(...patterns.map((pattern) => pattern.length)),
    byFirstByte: groupBy(patterns, (pattern) => pattern[0] ?? 0),
    byHead: groupBy(patterns, (pattern) => headAt(pattern, 0)),
    isHead,
  };
}

function groupBy(patterns: readonly Buffer[], keyOf: (pattern: Buffer) => number): Map<number, Buffer[]> {
  const groups = new Map<number, Buffer[]>();
  for (const pattern of patterns) {
    const group = groups.get(keyOf(pattern));
    if (group === undefined) groups.set(keyOf(pattern), [pattern]);
    else group.push(pattern);
  }
  return groups;
}

const HEADS = 65_536;

function headAt(bytes: Buffer, at: number): number {
  return (((bytes[at] ?? 0) << 8) ^ ((bytes[at + 1] ?? 0) << 4) ^ (bytes[at + 2] ?? 0)) & (HEADS - 1);
}

/** Every place where a pattern stands, overlapping ones too. */
function findSpans(bytes: Buffer, index: PatternIndex): readonly Span[] {
  const spans: Span[] = [];
  for (let start = 0; start + SHORTEST_SECRET <= bytes.length; start += 1) {
    const head = headAt(bytes, start);
    if (index.isHead[head] === 0) continue;
    for (const pattern of index.byHead.get(head) ?? []) {
      const end = start + pattern.length;
      if (end > bytes.length || bytes.compare(pattern, 0, pattern.length, start, end) !== 0) continue;
      spans.push({ start, end });
      break; // the longest comes first
    }
  }
  return spans;
}

/** Overlapping places as one. What is covered from before comes first, when there is any. */
function mergeSpans(spans: readonly Span[], covered: number): readonly Span[] {
  const merged: Span[] = covered > 0 ? [{ start: 0, end: covered }] : [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { start: last.start, end: span.end };
  }
  return merged;
}

/** The first place from which the rest of the bytes could be the beginning of a secret. */
function possibleStart(bytes: Buffer, index: PatternIndex): number {
  for (let start = Math.max(0, bytes.length - index.longest + 1); start < bytes.length; start += 1) {
    const length = bytes.length - start;
    for (const pattern of index.byFirstByte.get(bytes[start] ?? 0) ?? []) {
      if (pattern.length <= length) break; // the longest comes first
      if (bytes.compare(pattern, 0, length, start) === 0) return start;
    }
  }
  return bytes.length;
}
