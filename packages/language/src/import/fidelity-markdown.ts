import type { FidelityLine, FidelityReport, FidelitySummary } from "./fidelity.ts";
import { VERDICTS } from "./fidelity-rule.ts";

export interface MarkdownOptions {
  /** What was imported, as a person would type it. */
  readonly from: string;
  /** The new file. */
  readonly to: string;
}

/** The report as a page of Markdown, for a pull request. */
export function fidelityMarkdown(report: FidelityReport, { from, to }: MarkdownOptions): string {
  const { summary, files } = report;
  const lines = [
    `# Import of ${code(from)}`,
    "",
    `${files.map(({ file }) => code(file)).join(", ")} → ${code(to)}`,
    "",
    "| verdict | lines | share |",
    "|---|---:|---:|",
    ...VERDICTS.map(
      (verdict) => `| ${verdict} | ${summary[verdict]} | ${share(summary, summary[verdict])} |`,
    ),
    "",
    "*Exact* means the same in the new file, *approximate* has to be looked at, *unsupported* has no effect any more.",
    "",
    ...section("What to look at", "Every line means the same in the new file.", report, isNotExact),
    ...section(
      "Carried over, but without effect in this version yet",
      "Everything has an effect.",
      report,
      hasNoEffectYet,
    ),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

/** `97.7 %` of all lines. */
export function share({ lines }: FidelitySummary, count: number): string {
  return `${lines === 0 ? "0.0" : ((100 * count) / lines).toFixed(1)} %`;
}

export function isNotExact({ verdict }: FidelityLine): boolean {
  return verdict !== "exact";
}

/** Carried over as it was, and kept as data by this version. */
export function hasNoEffectYet({ verdict, code: reason }: FidelityLine): boolean {
  return verdict === "exact" && reason === "NOT_YET_IN_EFFECT";
}

function section(
  title: string,
  nothing: string,
  { files }: FidelityReport,
  isListed: (line: FidelityLine) => boolean,
): readonly string[] {
  const tables = files.flatMap(({ file, lines }) => table(file, lines.filter(isListed)));
  return [`## ${title}`, "", ...(tables.length === 0 ? [nothing, ""] : tables)];
}

function table(file: string, lines: readonly FidelityLine[]): readonly string[] {
  if (lines.length === 0) return [];
  const rows = lines.map(
    ({ line, verdict, text, reason, to }) =>
      `| ${line} | ${verdict} | ${code(text.trim())} | ${cell(reason)} | ${to ?? ""} |`,
  );
  return [
    `### ${code(file)}`,
    "",
    "| line | verdict | it said | why | new line |",
    "|---:|---|---|---|---:|",
    ...rows,
    "",
  ];
}

/** Text as code, whatever backquotes it holds, and in one cell of a table. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = longest > 0 ? " " : "";
  return `${fence}${padding}${cell(text)}${padding}${fence}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
