import { append } from "../yaml/append.ts";
import { isCiKey } from "../ci/ci.ts";
import { ciThatCounts, mayHoldCi } from "../ci/ci-file.ts";
import { roleOfFile } from "../files/files.ts";
import type { SourceText } from "../yaml/source-text.ts";
import { isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, YamlNode } from "../yaml/yaml-node.ts";
import { rewriteData, rewriteEntry } from "./rewrite-data.ts";
import { rewriteJob } from "./rewrite-job.ts";
import { rewriteResource } from "./rewrite-resource.ts";
import { addOrigin, drop, dropEntry, writtenItem } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { originOf } from "./written.ts";
import type { Origin, Written, WrittenEntry, WrittenItem } from "./written.ts";

/** An old file, read. */
export interface OldFile {
  readonly source: SourceText;
  readonly root: YamlNode | undefined;
}

/** A list at the top of the new file. */
export interface TopList {
  readonly items: WrittenItem[];
  readonly origins: Origin[];
}

/** All that the old files declare, in today's syntax. */
export interface NewFile {
  readonly references: TopList;
  readonly ci: WrittenEntry[];
  readonly resources: TopList;
  readonly jobs: TopList;
  /** Keys that only hold templates. */
  readonly free: readonly MapEntry[];
}

export function rewriteFiles(state: Rewriting, files: readonly OldFile[]): NewFile {
  const free = files.flatMap((file) => freeEntries(state, file));
  for (const entry of free) rememberAnchors(state, entry);
  const written: NewFile = { references: topList(), ci: [], resources: topList(), jobs: topList(), free };
  const ciFile = ciThatCounts(files.filter(hasCi), pathOf);
  for (const file of files) {
    for (const entry of entriesOf(file)) {
      if (free.includes(entry)) continue;
      rewriteTopKey(state, entry, { written, file, isCiFile: file === ciFile });
    }
  }
  return written;
}

function topList(): TopList {
  return { items: [], origins: [] };
}

function entriesOf({ root }: OldFile): readonly MapEntry[] {
  return root?.kind === "map" ? root.entries : [];
}

/** Keys that are there for their anchors, or for nothing that Landbridge reads. */
function freeEntries(state: Rewriting, file: OldFile): readonly MapEntry[] {
  const isTemplates = roleOfFile(file.source.file) === "templates";
  const declaring = ["resources", "jobs", "triggers", "externalReferences"];
  return entriesOf(file).filter(({ key, keySpan }) => {
    if (declaring.includes(key)) return false;
    return isTemplates || (!isCiKey(key) && !state.isTold("UNKNOWN_KEY", keySpan));
  });
}

function rememberAnchors(state: Rewriting, { keySpan, value }: MapEntry): void {
  if (value.kind === "list") state.anchorPlaces.set(value.items, originOf(keySpan));
  if (value.kind === "map") for (const entry of value.entries) rememberAnchors(state, entry);
}

function pathOf({ source }: OldFile): string {
  return source.file;
}

function hasCi(file: OldFile): boolean {
  return entriesOf(file).some(({ key }) => isCiKey(key));
}

function isConfig({ source }: OldFile): boolean {
  return roleOfFile(source.file) === "config";
}

interface TopKeyContext {
  readonly written: NewFile;
  readonly file: OldFile;
  readonly isCiFile: boolean;
}

function rewriteTopKey(state: Rewriting, entry: MapEntry, context: TopKeyContext): void {
  const { written, file, isCiFile } = context;
  const { key, keySpan, value } = entry;
  if (key === "externalReferences") {
    addOrigin(written.references.origins, originOf(keySpan));
    const references = value.kind === "list" ? value.items : [value];
    append(
      written.references.items,
      references.map((node) => writtenItem(node, rewriteData(state, node))),
    );
  } else if (!isConfig(file)) dropEntry(state, entry, "MISPLACED_KEY");
  else if (key === "resources" || key === "triggers" || key === "jobs") rewriteList(state, entry, written);
  else if (!isCiKey(key)) dropEntry(state, entry, "UNKNOWN_KEY");
  else if (isCiFile) written.ci.push(rewriteEntry(state, entry));
  else dropEntry(state, entry, mayHoldCi(pathOf(file)) ? "CI_GIVEN_TWICE" : "CI_NOT_IN_ROOT");
}

function rewriteList(state: Rewriting, entry: MapEntry, written: NewFile): void {
  if (isNull(entry.value)) {
    dropEntry(state, entry, "EMPTY_VALUE");
    return;
  }
  const into = entry.key === "jobs" ? written.jobs : written.resources;
  addOrigin(into.origins, originOf(entry.keySpan));
  for (const node of itemsOf(entry.value)) {
    const value = rewriteDeclaration(state, node, entry.key);
    if (value) into.items.push(writtenItem(node, value));
  }
}

function rewriteDeclaration(state: Rewriting, node: YamlNode, key: string): Written | undefined {
  if (node.kind === "map" && key === "jobs") return rewriteJob(state, node);
  if (node.kind === "map") return rewriteResource(state, node, key === "triggers" ? "trigger" : undefined);
  drop(state, { ...node, end: node.start + 1 }, "EMPTY_VALUE");
  return undefined;
}

/** An alias may stand for a list of items. */
function itemsOf(node: YamlNode): readonly YamlNode[] {
  return node.kind === "list" ? node.items.flatMap((item) => itemsOf(item)) : [node];
}
