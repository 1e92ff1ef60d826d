import type { Job, Resource, WorkflowDefinition } from "@landbridge/core";
import { roleOfFile } from "../files/files.ts";
import { guardFiles } from "../yaml/guard.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile, LoadedWorkflow } from "../load-workflow.ts";
import { parseFile } from "../yaml/parse.ts";
import type { Problem } from "../problems/problem.ts";
import { createExternalReader } from "../files/read-externals.ts";
import type { Anchors } from "../yaml/resolve-nodes.ts";
import { createSourceText, placeAt } from "../yaml/source-text.ts";
import { assemble } from "./assemble.ts";
import { judgeLines } from "./fidelity.ts";
import type { FidelityReport } from "./fidelity.ts";
import { commentedLines, layOut } from "./lay-out.ts";
import { mapLines } from "./line-map.ts";
import { rewriteFiles } from "./rewrite-files.ts";
import type { OldFile } from "./rewrite-files.ts";
import { createRewriting } from "./rewriting.ts";
import { writeUnits } from "./write-units.ts";
import { lineKey } from "./written.ts";

export type ImportedWorkflow =
  | {
      readonly ok: true;
      /** The new file. */
      readonly text: string;
      readonly report: FidelityReport;
      /** What the new file declares. */
      readonly definition: WorkflowDefinition;
      /** What there is to say of the old files; none of it keeps them from being used. */
      readonly problems: readonly Problem[];
    }
  /** The old files are broken. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ImportOptions {
  /** Name of the repository, after which the job of its CI part is called. */
  readonly project?: string;
}

/** Nothing is fetched: references to other places stay, and so do the aliases of what they bring. */
const NOTHING_FETCHED = { isAlone: true, externals: new Map() } as const;

/**
 * Older configuration files, all of one source, as one file in today's syntax that declares the same; with what
 * became of each of their lines. Refuses files that can't be read whole.
 *
 *     const imported = importWorkflow([{ path: "shippable.yml", text }]);
 */
export function importWorkflow(files: readonly ConfigFile[], options: ImportOptions = {}): ImportedWorkflow {
  const loadOptions = { ...options, ...NOTHING_FETCHED };
  const loaded = loadWorkflow(files, loadOptions);
  const problems = loaded.problems.filter(({ code }) => code !== "EXTERNAL_NOT_FETCHED");
  if (!loaded.isApplicable) return { ok: false, problems };
  const oldFiles = parseFiles(files);
  const state = createRewriting(problems);
  const written = rewriteFiles(state, oldFiles);
  const { root, kept } = assemble(state, written);
  const maps = oldFiles.map((file) => mapLines(file.source, file.root));
  const laidOut = layOut(writeUnits(root, { kept, commented: commentedLines(maps) }), maps);
  const { text } = laidOut;
  const again = loadWorkflow([{ path: "landbridge.yml", text }], loadOptions);
  const report = judgeLines({
    maps,
    problems,
    dropped: state.dropped,
    free: written.free,
    laidOut,
    differing: differingPlaces(loaded, again),
    lostMerges: lostMerges(oldFiles),
  });
  return { ok: true, text, report, definition: again.definition, problems };
}

/** The same reading as that of `loadWorkflow`, for the places of everything. */
function parseFiles(files: readonly ConfigFile[]): readonly OldFile[] {
  const { accepted } = guardFiles(files.map(({ path, text }) => createSourceText(path, text)));
  const externals = createExternalReader(NOTHING_FETCHED.externals);
  let anchors: Anchors = new Map();
  for (const source of accepted) anchors = externals.read(source, anchors);
  const roots = new Map<string, OldFile["root"]>();
  for (const source of accepted) {
    if (roleOfFile(source.file) !== "templates") continue;
    const parsed = parseFile(source, externals.complete(source, anchors));
    anchors = parsed.anchors;
    roots.set(source.file, parsed.root);
  }
  return accepted.map((source) => ({
    source,
    root: roots.has(source.file)
      ? roots.get(source.file)
      : parseFile(source, externals.complete(source, anchors)).root,
  }));
}

/** Lines, as `lineKey`, that merge a map which only an external reference brings. */
function lostMerges(files: readonly OldFile[]): ReadonlySet<string> {
  const anchors = new Set(
    files.flatMap(({ source }) => [...source.text.matchAll(/&([^\s,[\]{}]+)/g)].map(([, name]) => name)),
  );
  const lost = new Set<string>();
  for (const { source } of files) {
    for (const match of source.text.matchAll(/<<[ \t]*:[ \t[]*\*([^\s,[\]{}]+)/g)) {
      const { line } = placeAt(source, match.index);
      if (!anchors.has(match[1])) lost.add(lineKey({ source, line }));
    }
  }
  return lost;
}

/** Where that begins, as `lineKey`, which the new file doesn't declare in the same way. */
function differingPlaces(before: LoadedWorkflow, after: LoadedWorkflow): ReadonlySet<string> {
  const differing = new Set<string>();
  const compare = (old: readonly (Resource | Job)[], again: readonly (Resource | Job)[]): void => {
    const byName = new Map(again.map((each) => [each.name, each]));
    for (const each of old) {
      const other = byName.get(each.name);
      const isSame = other !== undefined && contentOf(each) === contentOf(other);
      if (!isSame && each.place) differing.add(`${each.place.file}\n${each.place.line}`);
    }
  };
  compare(before.definition.resources, after.definition.resources);
  compare(before.definition.jobs, after.definition.jobs);
  return differing;
}

/** Everything but the place, with keys in one order. */
function contentOf({ place: _place, ...content }: Resource | Job): string {
  return JSON.stringify(content, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
