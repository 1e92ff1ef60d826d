import type { Workflow, WorkflowDefinition } from "@landbridge/core";
import { append } from "./yaml/append.ts";
import { attachCi, ciPartOf } from "./ci/attach-ci.ts";
import type { CiPart } from "./ci/attach-ci.ts";
import { checkWorkflow } from "./checks/check-workflow.ts";
import type { Declaration } from "./checks/declaration.ts";
import type { ExternalText } from "./files/external-references.ts";
import { hasTemplatesName, roleOfFile } from "./files/files.ts";
import { guardFiles } from "./yaml/guard.ts";
import { LIMITS } from "./yaml/limits.ts";
import { parseFile } from "./yaml/parse.ts";
import type { ParsedFile } from "./yaml/parse.ts";
import { PROBLEM_CODES, isConsistencyProblem, problem, sortProblems } from "./problems/problem.ts";
import type { Problem } from "./problems/problem.ts";
import { createExternalReader } from "./files/read-externals.ts";
import type { ExternalReader } from "./files/read-externals.ts";
import { readFile, readTemplatesFile } from "./files/read-file.ts";
import type { Anchors } from "./yaml/resolve-nodes.ts";
import { createSourceText, placeAt } from "./yaml/source-text.ts";
import type { SourceText } from "./yaml/source-text.ts";
import { isNull } from "./yaml/yaml-node.ts";
import type { YamlNode } from "./yaml/yaml-node.ts";

export interface ConfigFile {
  /** Relative to the source, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface LoadOptions {
  /**
   * true: the files are looked at on their own, so that an IN or OUT which nothing declares is a warning.
   * false (the default): they and `elsewhere` are the whole workflow, so that it is an error.
   */
  readonly isAlone?: boolean;
  /** What the other sources of the workspace declare: references may name it, and circles may run through it. */
  readonly elsewhere?: WorkflowDefinition;
  /** Name of the repository, from which its `runCI` job and `ciRepo` resource have theirs. */
  readonly project?: string;
  /**
   * What the addresses of `externalReferences` hold, by address. One that is missing was left out on purpose: what
   * uses its anchors is not blamed. Without the option it is.
   */
  readonly externals?: ReadonlyMap<string, ExternalText>;
}

export interface LoadedWorkflow {
  /** No problem is an error. */
  readonly ok: boolean;
  /** No error but such as make single jobs inconsistent: a sync can apply the rest. */
  readonly isApplicable: boolean;
  /** What could be loaded, also when there are errors. */
  readonly definition: WorkflowDefinition;
  /** The same with its lookups, and with what other sources declare. */
  readonly workflow: Workflow;
  /** Files with a CI part. */
  readonly ci: readonly { readonly file: string }[];
  /** By file, line and column. */
  readonly problems: readonly Problem[];
}

const NOTHING_ELSEWHERE: WorkflowDefinition = { resources: [], jobs: [] };

/**
 * All configuration files of a source to one definition. Never throws: what is wrong with the files is in
 * `problems`, and one problem doesn't hide the others.
 *
 *     const { ok, definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
 */
export function loadWorkflow(files: readonly ConfigFile[], options: LoadOptions = {}): LoadedWorkflow {
  const sources = files.map(({ path, text }) => createSourceText(path, text));
  const guarded = guardFiles(sources);
  const problems: Problem[] = [...guarded.problems];
  const templates = guarded.accepted.filter(({ file }) => roleOfFile(file) === "templates");
  const externals = createExternalReader(options.externals);
  const shared = readTemplates(templates, externals, problems);
  const declarations: Declaration[] = [];
  const ci: CiPart[] = [];
  const broken = new Set(sources.filter((source) => !guarded.accepted.includes(source)));
  for (const source of guarded.accepted) {
    if (templates.includes(source)) continue;
    const parsed = parseFile(source, anchorsFor(source, externals, shared));
    const read = readParsed(parsed);
    append(declarations, read.declarations);
    if (read.ci) ci.push(read.ci);
    if (parsed.firstBrokenLine !== undefined) broken.add(source);
    append(problems, read.problems);
  }
  append(problems, externals.problems());
  const elsewhere = options.elsewhere ?? NOTHING_ELSEWHERE;
  const attached = attachCi(declarations, ci, { project: options.project, elsewhere });
  append(problems, attached.problems);
  const checked = checkWorkflow(attached.declarations, {
    isAlone: options.isAlone ?? false,
    elsewhere,
    namesOfBrokenFiles: namesIn([...broken]),
  });
  append(problems, checked.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  return {
    ok: errors.length === 0,
    isApplicable: errors.every(({ code }) => isConsistencyProblem(code)),
    definition: checked.definition,
    workflow: checked.workflow,
    ci: ci.map(({ file }) => ({ file })),
    problems: limitProblems(sortProblems(problems)),
  };
}

interface SharedAnchors {
  /** Those of the addresses that the templates files name. */
  readonly external: Anchors;
  /** The same with those of the templates files themselves: of a name the last one counts. */
  readonly all: Anchors;
}

const NO_ANCHORS: Anchors = new Map();

/** First what the templates files name, then they themselves, each with the anchors of what came before. */
function readTemplates(
  templates: readonly SourceText[],
  externals: ExternalReader,
  problems: Problem[],
): SharedAnchors {
  let external = NO_ANCHORS;
  for (const source of templates) external = externals.read(source, external);
  let all = external;
  for (const source of templates) {
    const parsed = parseFile(source, externals.complete(source, all));
    all = parsed.anchors;
    append(problems, parsed.problems);
    if (parsed.root) append(problems, readTemplatesFile(parsed.root));
  }
  return { external, all };
}

/** What a file names itself comes before the templates files, whose anchors therefore win. */
function anchorsFor(source: SourceText, externals: ExternalReader, shared: SharedAnchors): Anchors {
  const own = externals.read(source, shared.external);
  const all = own === shared.external ? shared.all : new Map([...own, ...shared.all]);
  return externals.complete(source, all);
}

interface ReadParsed {
  readonly declarations: readonly Declaration[];
  readonly ci?: CiPart;
  readonly problems: readonly Problem[];
}

/** What stands below a syntax error may have been misread: it is loaded, but not blamed. */
function readParsed(parsed: ParsedFile): ReadParsed {
  const { root } = parsed;
  const isEmpty = !root || isNull(root) || (root.kind === "map" && root.entries.length === 0);
  if (isEmpty && parsed.problems.length === 0) {
    return { declarations: [], problems: [nothingDeclared(parsed.source)] };
  }
  if (!root) return { declarations: [], problems: parsed.problems };
  const { declarations, ciEntries, problems } = readFile(root, parsed.anchorsAt);
  const distrusted = firstDistrustedLine(root, parsed.firstBrokenLine);
  // An alias that stands for nothing has been told, and its line must not be removed for it.
  const unknown = new Set(
    parsed.problems.filter(({ code }) => code === "UNKNOWN_ANCHOR").map(({ line }) => line),
  );
  const isOfAlias = ({ code, line }: Problem): boolean => code === "EMPTY_VALUE" && unknown.has(line);
  const trusted = problems.filter((each) => each.line < distrusted && !isOfAlias(each));
  const stray = hasTemplatesName(parsed.source.file) ? strayTemplates(parsed) : [];
  const ci = ciPartOf(parsed.source.file, ciEntries, distrusted);
  return { declarations, ...(ci ? { ci } : {}), problems: [...parsed.problems, ...stray, ...trusted] };
}

function nothingDeclared(source: SourceText): Problem {
  const message = "The file is empty: it declares no resources and no jobs.";
  return problem("NOTHING_DECLARED", { source, start: 0, end: 1 }, message, {
    hint: "for example: `jobs:` and below it `- {name: my_job, type: runSh, steps: [{TASK: make}]}`",
  });
}

/** Where the resource, job or other key begins that a syntax error stands in or cuts off. */
function firstDistrustedLine(root: YamlNode, firstBrokenLine: number | undefined): number {
  if (firstBrokenLine === undefined) return Infinity;
  if (root.kind !== "map") return 1;
  let last = 1;
  for (const { keySpan, value } of root.entries) {
    for (const part of value.kind === "list" ? [keySpan, ...value.items] : [keySpan]) {
      // An alias brings items from elsewhere in the file.
      const { line } = placeAt(part.source, part.start);
      if (line < firstBrokenLine) last = Math.max(last, line);
    }
  }
  return last;
}

function strayTemplates(parsed: ParsedFile): readonly Problem[] {
  if (parsed.anchorsAt.length === 0) return [];
  const message = "Only a templates file in the root is shared; these anchors work in this file alone.";
  const span = { source: parsed.source, start: 0, end: 1 };
  return [problem("MISPLACED_KEY", span, message, { hint: "move the file to the root of the source" })];
}

/** Of each file the first so many; a last one says how many more there are. */
function limitProblems(sorted: readonly Problem[]): readonly Problem[] {
  const total = new Map<string, number>();
  for (const { file } of sorted) total.set(file, (total.get(file) ?? 0) + 1);
  const shown: Problem[] = [];
  const count = new Map<string, number>();
  for (const each of sorted) {
    const number = (count.get(each.file) ?? 0) + 1;
    count.set(each.file, number);
    if (number <= LIMITS.problemsPerFile) shown.push(each);
    else if (number === LIMITS.problemsPerFile + 1)
      shown.push(tooManyProblems(each, total.get(each.file) ?? number));
  }
  return shown;
}

function tooManyProblems({ file, line, column }: Problem, total: number): Problem {
  const message = `The file has ${total} problems; those above are the first ${LIMITS.problemsPerFile}.`;
  const { severity } = PROBLEM_CODES.TOO_MANY_PROBLEMS;
  return { code: "TOO_MANY_PROBLEMS", severity, message, file, line, column };
}

/** Everything that looks like a declared name in files that could not be read whole. */
function namesIn(sources: readonly SourceText[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of sources) {
    for (const match of text
      .slice(0, LIMITS.fileLength)
      .matchAll(/^[ \t]*(?:-[ \t]+)?name[ \t]*:[ \t]*["']?([\w.-]+)/gm)) {
      if (match[1] !== undefined) names.add(match[1]);
    }
  }
  return names;
}
