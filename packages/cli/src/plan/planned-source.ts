import { realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { SourceView } from "@landbridge/api";
import { isConfigFile } from "@landbridge/language";
import { usage } from "../cli-refusal.ts";
import { findGitCheckout, isSameRepository } from "../git/git-checkout.ts";
import type { GitCheckout } from "../git/git-checkout.ts";

/** Which source the files at a path stand for in a plan. */
export interface PlannedSource {
  /** Absent: they are planned as a new source. */
  readonly source?: SourceView;
  /** Where the files are read: the path, or the root of the repository that the source reads as a whole. */
  readonly path: string;
  /** Name of the repository or directory, for a new source. */
  readonly project: string;
  /** Said to people where the choice may surprise them. */
  readonly note?: string;
}

/**
 * The source of that directory; else the source of the repository that the path is a checkout of; else the only
 * source there is, unless it plainly reads something else; else a new one. Refuses where several read that repository and none of them this branch.
 */
export function sourceOfPath(path: string, sources: readonly SourceView[]): PlannedSource {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  const directory = resolve(isFile ? dirname(path) : path);
  const checkout = findGitCheckout(directory);
  const project = basename((checkout?.origin ?? directory).replaceAll(":", "/")).replace(/\.git$/, "");
  const live = sources.filter(({ deletedAt }) => deletedAt === undefined);
  // A file that a sync would not read may stand for all that it reads; one that it would is only a part.
  const isPart = isFile && isConfigFile(basename(path));
  const ofDirectory = live.find((source) => isAtDirectory(source, directory));
  if (ofDirectory) return { project, ...wholeOf(ofDirectory, { path, isPart, root: directory }) };
  const ofCheckout = checkout ? sourceOfCheckout(checkout, live) : undefined;
  if (ofCheckout && checkout) {
    const isBelow = !isFile && !isSamePlace(checkout.root, directory);
    return { project, ...wholeOf(ofCheckout, { path, isPart: isPart || isBelow, root: checkout.root }) };
  }
  return { path, project, ...ofNoSource(path, live, checkout) };
}

/** Files that no source reads. One of the server's may be the one that is meant only where nothing says otherwise. */
function ofNoSource(
  path: string,
  sources: readonly SourceView[],
  checkout: GitCheckout | undefined,
): Pick<PlannedSource, "source" | "note"> {
  const [only, ...others] = sources;
  if (!only) return {};
  const isOne = others.length === 0;
  if (isOne && only.kind === "git" && !checkout) {
    const note = `${path} is planned in the place of ${only.name}, the only source; \`landbridge sources add NAME ${path} --plan\` plans it as another one.`;
    return { source: only, note };
  }
  const what = isOne ? only.name : "NAME";
  const place = isOne ? "that source" : "a source";
  const reader = isOne ? `The source ${only.name} does not read` : "No source reads";
  return {
    note: `${reader} ${path}: it is planned as a new one; \`--source ${what}\` plans it in the place of ${place}.`,
  };
}

/** A source is synced as a whole: a plan of a part of it would say that all the rest goes. */
function wholeOf(
  source: SourceView,
  given: { readonly path: string; readonly isPart: boolean; readonly root: string },
): Pick<PlannedSource, "source" | "path" | "note"> {
  const { path, isPart, root } = given;
  if (!isPart) return { source, path };
  return {
    source,
    path: root,
    note: `${source.name} reads more than ${path}: these are the files of ${root}.`,
  };
}

function isAtDirectory({ kind, location }: SourceView, directory: string): boolean {
  return kind === "directory" && isSamePlace(location, directory);
}

/** Also over links: the working directory of a shell may be one. */
function isSamePlace(one: string, other: string): boolean {
  return one === other || realPath(one) === realPath(other);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A directory of another machine.
    return resolve(path);
  }
}

function sourceOfCheckout(
  { origin, branch }: GitCheckout,
  sources: readonly SourceView[],
): SourceView | undefined {
  const found = sources.filter(({ kind, location }) => kind === "git" && isSameRepository(location, origin));
  if (found.length <= 1) return found[0];
  const ofBranch = found.find((source) => source.branch === branch);
  if (ofBranch && branch !== undefined) return ofBranch;
  const names = found.map((source) => `${source.name} (${source.branch ?? "its default branch"})`);
  throw usage(
    `Several sources read ${origin}: ${names.join(", ")}.`,
    "--source NAME says which one to plan.",
  );
}
