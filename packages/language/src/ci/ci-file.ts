/**
 * May the CI part of a file count? It does in the root of a source, or in its `.landbridge`, and never in a file
 * that is called after jobs, resources, triggers or templates. Takes the path from the root.
 */
export function mayHoldCi(path: string): boolean {
  return rankOf(path) !== undefined;
}

/** Of all that has a CI part the one whose part counts: the project's own file before others in the root. */
export function ciThatCounts<Part>(parts: readonly Part[], pathOf: (part: Part) => string): Part | undefined {
  const ranked = parts.filter((part) => mayHoldCi(pathOf(part)));
  return ranked.find((part) => rankOf(pathOf(part)) === 0) ?? ranked[0];
}

function rankOf(path: string): 0 | 1 | undefined {
  const relative = path.replace(/^(\.\/)+/, "");
  if (/^(\.?shippable|landbridge)\.ya?ml$/.test(relative)) return 0;
  const isSplit = /(^|[./])(jobs|resources|triggers|templates)\.ya?ml$/.test(relative);
  const isInRoot = !relative.includes("/") || /^\.landbridge\/[^/]+$/.test(relative);
  return isInRoot && !isSplit ? 1 : undefined;
}
