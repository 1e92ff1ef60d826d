import type { ConfigurationPlanView, ObjectChangeView, ProblemView, SourcePlanView } from "@landbridge/api";
import { CHANGE_MARKS } from "./change-mark.ts";
import { namesThatCould, startersOfPlan, startersText, versionText } from "./plan-text.ts";
import { counted, verdictOfPlan } from "./plan-verdict.ts";
import { printable, valuePair, valueText } from "../words/value-text.ts";

/** Rows of one list; a comment of GitHub has at most 65,536 characters. */
const MOST = 100;
const VALUE_WIDTH = 160;

/** A plan as a comment on a pull request. The first line tells a program which comment to replace. */
export function planMarkdown(
  {
    title,
    view,
    source,
  }: { readonly title: string; readonly view: SourcePlanView; readonly source?: string },
  { isFull }: { readonly isFull: boolean },
): readonly string[] {
  const most = isFull ? Infinity : MOST;
  const { plan } = view;
  return [
    `<!-- landbridge plan${source === undefined ? "" : `: ${source}`} -->`,
    `### ${sentence(title)}`,
    "",
    `**${sentence(verdictOfPlan(view))}**`,
    "",
    ...(view.refusals.length > 1 ? [...bullets(view.refusals.map(sentence), most), ""] : []),
    ...problemLines(view.problems, most),
    ...(plan ? [...changeTable(plan.changes, most), ...effectLines(plan, most), ...details(plan, most)] : []),
  ];
}

function changeTable(changes: readonly ObjectChangeView[], most: number): string[] {
  if (changes.length === 0) return [];
  const rows = changes.map(({ action, kind, name, type, fields, history }) => {
    const what = [
      ...(fields.length === 0 ? [] : [counted(fields.length, "field")]),
      ...(history === undefined ? [] : [sentence(history)]),
    ].join(". ");
    const { mark, word } = CHANGE_MARKS[action];
    return `| ${code(mark)} ${word} | ${kind} | ${code(name)} | ${code(type)} | ${what} |`;
  });
  const heads = ["| | | name | type | |", "|---|---|---|---|---|"];
  return [...heads, ...shortened(rows, most, (left) => `| | | and ${left} more | | |`), ""];
}

/** What deserves a look before the merge stands open. */
function effectLines(plan: ConfigurationPlanView, most: number): string[] {
  const could = namesThatCould(plan);
  return [
    ...section(
      "Gates",
      plan.gates.map(({ job, effect, text }) => {
        const word = effect === "loosens" ? "**loosens**" : effect;
        return `${word} ${code(job)}: ${sentence(text)}`;
      }),
      most,
    ),
    ...section(
      "Live deployments that go",
      plan.deployments.map(({ text }) => sentence(text)),
      most,
    ),
    ...section(
      "Can't run",
      plan.inconsistent.map(
        ({ name, reason }) =>
          `${code(name)}${could.has(name) ? " **(until now it could)**" : ""}: ${sentence(reason)}`,
      ),
      most,
    ),
    ...section(
      "Integrations missing",
      plan.integrations.map(({ name, usedBy }) => `${code(name)}, used by ${usedBy.map(code).join(", ")}`),
      most,
    ),
    ...section(
      "Starts now",
      plan.starts.map(({ job, verdict, text }) => `${code(job)} ${verdict}: ${sentence(text)}`),
      most,
    ),
    ...section(
      "Is canceled",
      plan.canceledRuns.map(({ job, number }) => `${code(`${job}#${number}`)}, which had not started`),
      most,
    ),
    ...section("Runs again", plan.mended.map(code), most),
  ];
}

function details(plan: ConfigurationPlanView, most: number): string[] {
  const fields = plan.changes.flatMap(({ name, fields: changed }) =>
    changed.map((field) => `${code(name)} ${fieldText(field)}`),
  );
  return [
    ...folded("Changed fields", fields, most),
    ...folded(
      "New versions",
      plan.newVersions.map((version) => sentence(versionText(version))),
      most,
    ),
    ...folded(
      "Later starts",
      startersOfPlan(plan).map(
        (each) =>
          `${code(each.job)} ${each.starters.length === 0 ? "" : "at "}${sentence(startersText(each))}`,
      ),
      most,
    ),
  ];
}

function fieldText({ path, before, after }: ObjectChangeView["fields"][number]): string {
  if (before === undefined && after === undefined) return code(path);
  if (before === undefined) return `${code(path)} is new: ${code(valueText(after ?? null, VALUE_WIDTH))}`;
  if (after === undefined) return `${code(path)} is gone: ${code(valueText(before, VALUE_WIDTH))}`;
  const pair = valuePair(before, after, VALUE_WIDTH);
  return `${code(path)} ${code(pair.before)} → ${code(pair.after)}`;
}

/** Errors stand open; warnings alone are folded. */
function problemLines(problems: readonly ProblemView[], most: number): string[] {
  const items = problems.map(
    ({ file, line, column, severity, code: name, message, hint }) =>
      `${code(`${file}:${line}:${column}`)} ${severity} ${code(name)}: ${sentence(message)}${
        hint === undefined ? "" : ` ${sentence(hint)}`
      }`,
  );
  const isError = problems.some(({ severity }) => severity === "error");
  return isError ? section("Problems", items, most) : folded("Problems", items, most);
}

function section(title: string, items: readonly string[], most: number): string[] {
  return items.length === 0 ? [] : [`**${title}**`, "", ...bullets(items, most), ""];
}

function folded(title: string, items: readonly string[], most: number): string[] {
  if (items.length === 0) return [];
  const summary = `<details><summary>${title} (${items.length})</summary>`;
  return [summary, "", ...bullets(items, most), "", "</details>", ""];
}

function bullets(items: readonly string[], most: number): string[] {
  return shortened(
    items.map((item) => `- ${item}`),
    most,
    (left) => `- and ${left} more`,
  );
}

function shortened(lines: readonly string[], most: number, rest: (left: number) => string): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), rest(lines.length - most)];
}

/** A name or value as it is, whatever is in it: nothing of it is markup, and nobody is mentioned. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  // In a table, a bar ends the cell even within a code span.
  return `${fence}${pad}${printable(text).replaceAll("|", "\\|")}${pad}${fence}`;
}

/** Words with names in them. What stands in backticks is code here too; nothing else is markup. */
function sentence(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : words(part)))
    .join("");
}

/** A zero-width blank keeps `@name` from calling people. */
function words(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]<>#|~]/g, (sign) => `\\${sign}`)
    .replaceAll("@", "@\u200b");
}
