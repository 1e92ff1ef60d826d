/** What a release may count up (reference §3.4), in the order in which it counts less and less. */
export const BUMPS = ["major", "minor", "patch", "alpha", "beta", "rc", "final"] as const;
export type Bump = (typeof BUMPS)[number];

/** `bump` of a release that gives none. */
export const DEFAULT_BUMP: Bump = "minor";

/** A semantic version, read. Its numbers may be longer than those that count exactly otherwise. */
export interface SemanticVersion {
  /** `v`, `V`, or nothing. */
  readonly prefix: string;
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** What stands after `-`, and after `+`; empty where there is none. */
  readonly preRelease: string;
  readonly metadata: string;
}

const NUMBER = "0|[1-9]\\d*";
const IDENTIFIER = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const SEMANTIC_VERSION = new RegExp(
  `^(v?)(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?$`,
  "i",
);
/** Nobody counts further; a text of any length would only keep the reader busy. */
const LONGEST = 256;

/** Reads a version, with or without `v` before it; `undefined` where the text is none. */
export function parseSemanticVersion(text: string): SemanticVersion | undefined {
  const trimmed = text.trim();
  const parts = trimmed.length > LONGEST ? null : SEMANTIC_VERSION.exec(trimmed);
  if (!parts) return undefined;
  const [, prefix = "", major = "", minor = "", patch = "", preRelease = "", metadata = ""] = parts;
  return {
    prefix,
    major: BigInt(major),
    minor: BigInt(minor),
    patch: BigInt(patch),
    preRelease,
    metadata,
  };
}

export function textOfSemanticVersion(version: SemanticVersion): string {
  const { prefix, major, minor, patch, preRelease, metadata } = version;
  const core = `${prefix}${String(major)}.${String(minor)}.${String(patch)}`;
  return `${core}${preRelease === "" ? "" : `-${preRelease}`}${metadata === "" ? "" : `+${metadata}`}`;
}

/**
 * Counts a version up, as `shipctl bump_version` does. The prefix stays, what stands after `+` goes. `patch` of a
 * pre-release counts on too, and the first pre-release of a kind has no number, so that `1.0.0-rc` follows on
 * `1.0.0` although it comes before it in the order of semantic versions.
 */
export function bumpVersion(version: SemanticVersion, bump: Bump): SemanticVersion {
  const { prefix, major, minor, patch, preRelease } = version;
  const plain = { prefix, major, minor, patch, preRelease: "", metadata: "" };
  switch (bump) {
    case "major":
      return { ...plain, major: major + 1n, minor: 0n, patch: 0n };
    case "minor":
      return { ...plain, minor: minor + 1n, patch: 0n };
    case "patch":
      return { ...plain, patch: patch + 1n };
    case "final":
      return plain;
    case "alpha":
    case "beta":
    case "rc":
      return { ...plain, preRelease: nextPreRelease(preRelease, bump) };
  }
}

export function isBump(value: unknown): value is Bump {
  return BUMPS.some((bump) => bump === value);
}

/** What keeps a text from being a semantic version, with or without `v` before it; completes "`versionName` …". */
export function faultOfSemanticVersion(written: string): string | undefined {
  if (written === "" || parseSemanticVersion(written)) return undefined;
  const core = /^\s*v?(\d+(?:\.\d+)*)(?:[-+].*)?\s*$/i.exec(written)?.[1];
  const because = core === undefined ? "" : becauseOf(core.split("."));
  return `is ${JSON.stringify(written)}, which is no semantic version${because}, so nothing can be counted up from it`;
}

function nextPreRelease(before: string, kind: Bump): string {
  if (before === kind) return `${kind}.1`;
  const number = before.startsWith(`${kind}.`) ? before.slice(kind.length + 1) : "";
  return /^\d+$/.test(number) ? `${kind}.${String(BigInt(number) + 1n)}` : kind;
}

function becauseOf(numbers: readonly string[]): string {
  if (numbers.length !== 3) {
    const found = numbers.length === 1 ? "one number" : `${numbers.length} numbers`;
    return ` (${found} where three belong)`;
  }
  return numbers.some((number) => /^0\d/.test(number)) ? " (a number begins with 0)" : "";
}
