import { PROBLEM_CODES } from "../problems/problem.ts";
import type { Problem, ProblemCode } from "../problems/problem.ts";
import { placeAt } from "../yaml/source-text.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";
import { lineText } from "./comments.ts";
import type { Comment } from "./comments.ts";
import { FIDELITY_RULES, VERDICTS, isFidelityRule } from "./fidelity-rule.ts";
import type { FidelityRule, Verdict } from "./fidelity-rule.ts";
import type { LaidOut } from "./lay-out.ts";
import type { LineMap } from "./line-map.ts";
import type { Dropped } from "./rewriting.ts";
import { lineKey } from "./written.ts";

/** What became of one line of an old file. */
export interface FidelityLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly verdict: Verdict;
  /** Code of a problem of the old file, or a rule of the import. */
  readonly code: ProblemCode | FidelityRule;
  readonly reason: string;
  /** Its line in the new file, if it has one. */
  readonly to?: number;
}

export interface FileFidelity {
  readonly file: string;
  readonly lines: readonly FidelityLine[];
}

export interface FidelitySummary extends Readonly<Record<Verdict, number>> {
  readonly lines: number;
}

/** What became of every line that is not blank. */
export interface FidelityReport {
  readonly files: readonly FileFidelity[];
  readonly summary: FidelitySummary;
}

export interface FidelityFacts {
  readonly maps: readonly LineMap[];
  readonly problems: readonly Problem[];
  readonly dropped: readonly Dropped[];
  /** Keys that only hold templates. */
  readonly free: readonly MapEntry[];
  readonly laidOut: LaidOut;
  /** Where the names of things stand that are not read as before. */
  readonly differing: ReadonlySet<string>;
  /** Lines that merge what is not here. */
  readonly lostMerges: ReadonlySet<string>;
}

/** Judges every line of the old files. */
export function judgeLines(facts: FidelityFacts): FidelityReport {
  const newLines = facts.laidOut.text.split("\n");
  const files = facts.maps.map((map) => judgeFile(facts, map, newLines));
  const all = files.flatMap(({ lines }) => lines);
  const count = (verdict: Verdict): number => all.filter((line) => line.verdict === verdict).length;
  const summary = {
    lines: all.length,
    exact: count("exact"),
    approximate: count("approximate"),
    unsupported: count("unsupported"),
  };
  return { files, summary };
}

/** One thing to say of a line. */
interface Finding {
  readonly verdict: Verdict;
  readonly code: ProblemCode | FidelityRule;
  readonly reason: string;
}

function judgeFile(facts: FidelityFacts, map: LineMap, newLines: readonly string[]): FileFidelity {
  const { file } = map.source;
  const findings = findingsByLine(facts, map);
  const free = freeLines(facts, map);
  const lines: FidelityLine[] = [];
  const content = new Set(map.contentLines);
  const comments = new Map(map.comments.filter(({ isAlone }) => isAlone).map((each) => [each.line, each]));
  for (const [index] of map.source.lineStarts.entries()) {
    const line = index + 1;
    const text = lineText(map.source, line) ?? "";
    const comment = comments.get(line);
    if (comment) lines.push({ line, text, ...judgeComment(facts, comment) });
    if (!content.has(line)) continue;
    const owner = map.ownerOf(line);
    const to = facts.laidOut.lineOf.get(lineKey({ source: map.source, line: owner }));
    const judged =
      (facts.lostMerges.has(lineKey({ source: map.source, line })) ? finding("MERGE_LOST") : undefined) ??
      ruleOfText(text, owner === line && to !== undefined) ??
      worst([
        ...(findings.get(owner) ?? []),
        ...(owner === line ? [] : (findings.get(line) ?? [])),
        ...(to === undefined ? (free.get(owner) ?? []) : [carried(text, newLines[to - 1] ?? "")]),
      ]) ??
      finding("NOT_CARRIED");
    lines.push({ line, text, ...judged, ...(to === undefined ? {} : { to }) });
  }
  return { file, lines };
}

function judgeComment({ laidOut }: FidelityFacts, comment: Comment): Finding & { readonly to?: number } {
  const to = laidOut.comments.get(comment);
  return to === undefined ? finding("COMMENT_NOT_CARRIED") : { ...finding("COMMENT_CARRIED"), to };
}

function finding(rule: FidelityRule): Finding {
  return { code: rule, ...FIDELITY_RULES[rule] };
}

/** Lines that say all by themselves. */
function ruleOfText(text: string, isCarried: boolean): Finding | undefined {
  if (isCarried) return undefined;
  if (/^(---|\.\.\.)(\s|$)/.test(text)) return finding("DOCUMENT_MARKER");
  return /^\s*(- +)?<<\s*:/.test(text) ? finding("KEYS_MERGED") : undefined;
}

function carried(before: string, after: string): Finding {
  return finding(before.trim() === after.trim() ? "CARRIED_OVER" : "WRITTEN_ANEW");
}

/** The first of the gravest. */
function worst(found: readonly Finding[]): Finding | undefined {
  let gravest: Finding | undefined;
  for (const each of found) {
    if (!gravest || VERDICTS.indexOf(each.verdict) > VERDICTS.indexOf(gravest.verdict)) gravest = each;
  }
  return gravest;
}

/** What has to be said of single lines of a file. */
function findingsByLine(facts: FidelityFacts, map: LineMap): ReadonlyMap<number, readonly Finding[]> {
  const found = new Map<number, Finding[]>();
  const add = (line: number, each: Finding): void => void found.set(line, [...(found.get(line) ?? []), each]);
  const { source, comments, secureLines } = map;
  const problems = facts.problems.filter(({ file }) => file === source.file);
  for (const { source: from, firstLine, lastLine, code } of facts.dropped) {
    if (from !== source) continue;
    const told = isFidelityRule(code) ? finding(code) : droppedFinding(code, problems, [firstLine, lastLine]);
    for (let line = firstLine; line <= lastLine; line += 1) add(line, told);
  }
  for (const each of problems)
    add(each.line, { code: each.code, verdict: verdictOfCarried(each), reason: each.message });
  for (const line of secureLines) add(line, finding("SECURE_VALUE"));
  for (const comment of comments)
    if (!comment.isAlone && !facts.laidOut.comments.has(comment))
      add(comment.line, finding("COMMENT_NOT_CARRIED"));
  for (const [index] of source.lineStarts.entries())
    if (facts.differing.has(lineKey({ source, line: index + 1 })))
      add(index + 1, finding("READ_DIFFERENTLY"));
  return found;
}

function droppedFinding(
  code: ProblemCode,
  problems: readonly Problem[],
  [firstLine, lastLine]: readonly [number, number],
): Finding {
  const told = problems.find((each) => each.code === code && each.line >= firstLine && each.line <= lastLine);
  const reason = told?.message ?? `${PROBLEM_CODES[code].title}.`;
  // Where nothing was said, nothing is lost.
  return { code, reason, verdict: code === "EMPTY_VALUE" ? "approximate" : "unsupported" };
}

/** Codes whose lines are written in today's syntax or carried over as they are; the reader does with them what it did. */
const VERDICT_OF_CODE: Readonly<Partial<Record<ProblemCode, Verdict>>> = {
  UNKNOWN_RESOURCE_TYPE: "approximate",
  UNKNOWN_TAG: "approximate",
  EMPTY_VALUE: "approximate",
  UNKNOWN_KEY: "unsupported",
  KEY_WITHOUT_EFFECT: "unsupported",
  RESERVED_KEY: "unsupported",
  REMOVED_JOB_TYPE: "unsupported",
  TASK_NOT_ALLOWED: "unsupported",
  SCRIPT_NOT_RUN: "unsupported",
};

function verdictOfCarried({ code, hasNoEffect }: Problem): Verdict {
  if (hasNoEffect) return "unsupported";
  return VERDICT_OF_CODE[code] ?? (code.startsWith("REMOVED_") ? "unsupported" : "exact");
}

/** Lines of templates that are not in the new file as such: written out elsewhere, or used nowhere. */
function freeLines(
  { free, laidOut }: FidelityFacts,
  { source }: LineMap,
): ReadonlyMap<number, readonly Finding[]> {
  const found = new Map<number, readonly Finding[]>();
  for (const { keySpan, value } of free.filter((entry) => entry.keySpan.source === source)) {
    const first = placeAt(source, keySpan.start).line;
    const last = placeAt(source, Math.max(keySpan.start, value.end - 1)).line;
    let isUsed = false;
    for (let line = first; line <= last; line += 1) isUsed ||= laidOut.lineOf.has(lineKey({ source, line }));
    for (let line = first; line <= last; line += 1)
      found.set(line, [finding(isUsed && line === first ? "TEMPLATE_EXPANDED" : "TEMPLATE_UNUSED")]);
  }
  return found;
}
