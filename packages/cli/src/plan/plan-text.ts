import type { ConfigurationPlanView, ObjectChangeView } from "@landbridge/api";
import { CHANGE_MARKS } from "./change-mark.ts";
import { verdictText } from "../words/decision-text.ts";
import type { Output, Style } from "../output.ts";
import { tableLines } from "../output.ts";
import { printable, valuePair, valueText } from "../words/value-text.ts";

export interface PlanLook {
  readonly style: Output["style"];
  /** Entries of a list that are shown; the others are counted. */
  readonly most: number;
  /** Columns of the screen; values are cut to fit. */
  readonly width: number;
  /** What a sync would do, or did. */
  readonly tense: "would" | "did";
  /** What shows the rest of a list that is cut: "--full", or a command. */
  readonly rest: string;
}

/** A plan for people: only the groups that hold something, each with its heading and an empty line after it. */
export function planLines(plan: ConfigurationPlanView, look: PlanLook): readonly string[] {
  const isDone = look.tense === "did";
  const groups: readonly Group[] = [
    { title: "Changes", entries: plan.changes.map((change) => changeEntry(change, look)) },
    { title: "New versions", entries: plan.newVersions.map((version) => [versionText(version)]) },
    isDone ? { title: "Started", entries: startEntries(plan, look) } : startsNow(plan, look),
    {
      title: isDone ? "Canceled" : "Is canceled",
      entries: plan.canceledRuns.map(({ job, number }) => [`${job}#${number}, which had not started`]),
    },
    { title: "Later starts", entries: starterEntries(plan, look) },
    { title: "Gates", entries: gateEntries(plan, look) },
    { title: "Can't run", entries: inconsistentEntries(plan, look) },
    { title: "Runs again", entries: plan.mended.map((name) => [name]) },
    {
      title: "Integrations missing",
      entries: plan.integrations.map(({ name, usedBy }) => [`${name}, used by ${usedBy.join(", ")}`]),
    },
    {
      title: isDone ? "Live deployments that went" : "Live deployments that go",
      entries: plan.deployments.map(({ text }) => [look.style("red", printable(text))]),
    },
  ];
  return groups.flatMap((group) => groupLines(group, look));
}

export interface Group {
  readonly title: string;
  /** Behind the title. */
  readonly remark?: string;
  /** Each may have several lines. */
  readonly entries: readonly (readonly string[])[];
}

/** Nothing for an empty group without a remark; a long one is cut, with the count of what is left out. */
export function groupLines({ title, remark, entries }: Group, { style, most, rest }: PlanLook): string[] {
  if (entries.length === 0 && remark === undefined) return [];
  const left = entries.length - most;
  return [
    `${style("bold", title)}${remark === undefined ? "" : `  ${remark}`}`,
    ...entries
      .slice(0, most)
      .flat()
      .map((line) => (line === "" ? "" : `  ${line}`)),
    ...(left > 0 ? [style("dim", `  and ${left} more; ${rest} shows all`)] : []),
    "",
  ];
}

/** "job build (runSh)" */
function objectText({ kind, name, type }: Pick<ObjectChangeView, "kind" | "name" | "type">): string {
  return `${kind.padEnd(8)}  ${name} (${type})`;
}

/** "settings #2 red" */
export function versionText({
  resource,
  number,
  name,
}: ConfigurationPlanView["newVersions"][number]): string {
  return `${resource} #${number}${name === undefined ? "" : ` ${printable(name)}`}`;
}

/** "a successful run of build (chrono), a new version of app (strict)"; what nothing starts is started by hand. */
export function startersText({ starters }: ConfigurationPlanView["starters"][number]): string {
  if (starters.length === 0) return "by hand only";
  return starters.map(({ text, mode }) => `${printable(text)} (${mode})`).join(", ");
}

/** What later starts the jobs that can run: nothing starts the others. */
export function startersOfPlan({
  starters,
  inconsistent,
}: ConfigurationPlanView): ConfigurationPlanView["starters"] {
  const stuck = new Set(inconsistent.map(({ name }) => name));
  return starters.filter(({ job }) => !stuck.has(job));
}

/** Names that could run before, and can't any more; what is only added now never could. */
export function namesThatCould({ inconsistent, changes }: ConfigurationPlanView): ReadonlySet<string> {
  const added = new Set(
    changes.flatMap(({ action, name }) => (action === "add" || action === "restore" ? [name] : [])),
  );
  return new Set(inconsistent.flatMap(({ name, isNew }) => (isNew && !added.has(name) ? [name] : [])));
}

function changeEntry(change: ObjectChangeView, look: PlanLook): readonly string[] {
  const { mark, style } = CHANGE_MARKS[change.action];
  const fields = change.fields.map((field) => fieldLines(field, look));
  const left = fields.length - look.most;
  return [
    `${look.style(style, mark)} ${objectText(change)}`,
    ...fields
      .slice(0, look.most)
      .flat()
      .map((line) => `    ${line}`),
    ...(left > 0 ? [look.style("dim", `    and ${left} more fields`)] : []),
    ...(change.history === undefined ? [] : [look.style("dim", `    ${printable(change.history)}`)]),
  ];
}

/** Room that the indent and the marks take from a value. */
const INDENT = 12;

function fieldLines(field: ObjectChangeView["fields"][number], { style, width }: PlanLook): string[] {
  const { before, after } = field;
  const path = printable(field.path);
  const room = Math.max(20, width - INDENT);
  if (before === undefined && after === undefined) return [path];
  if (before === undefined)
    return [`${style("green", "+")} ${path}  ${valueText(after ?? null, room - path.length)}`];
  if (after === undefined) return [`${style("red", "-")} ${path}  ${valueText(before, room - path.length)}`];
  const pair = valuePair(before, after, room);
  const mark = style("yellow", "~");
  if (path.length + pair.before.length + pair.after.length + 5 <= Math.min(room, 100))
    return [`${mark} ${path}  ${pair.before} → ${pair.after}`];
  return [
    `${mark} ${path}`,
    `    ${style("red", "-")} ${pair.before}`,
    `    ${style("green", "+")} ${pair.after}`,
  ];
}

/** Whoever edits a job may expect that it runs: that nothing does is said. */
function startsNow(plan: ConfigurationPlanView, look: PlanLook): Group {
  const isQuiet = plan.changes.length > 0 && plan.starts.length === 0;
  return {
    title: "Starts now",
    entries: startEntries(plan, look),
    ...(isQuiet ? { remark: "nothing: an edit starts no job" } : {}),
  };
}

function startEntries({ starts }: ConfigurationPlanView, { style }: PlanLook): string[][] {
  return starts.map((start) => [
    `${style("bold", start.job)}  ${verdictText(start.verdict, style)}  ${printable(start.text)} ${style("dim", `(${start.reason})`)}`,
  ]);
}

function starterEntries(plan: ConfigurationPlanView, { style }: PlanLook): string[][] {
  const rows = startersOfPlan(plan).map((each) => {
    const text = startersText(each);
    return [each.job, each.starters.length === 0 ? style("dim", text) : `at ${text}`];
  });
  return tableLines(rows).map((line) => [line]);
}

const GATE_STYLES = {
  loosens: ["red", "bold"],
  tightens: ["green"],
  changes: ["yellow"],
} as const satisfies Record<ConfigurationPlanView["gates"][number]["effect"], readonly Style[]>;

function gateEntries({ gates }: ConfigurationPlanView, { style }: PlanLook): string[][] {
  return gates.map(({ job, effect, text }) => [
    `${style(GATE_STYLES[effect], effect.padEnd(8))}  ${job}: ${printable(text)}`,
  ]);
}

function inconsistentEntries(plan: ConfigurationPlanView, { style }: PlanLook): string[][] {
  const could = namesThatCould(plan);
  return plan.inconsistent.map(({ name, reason }) => {
    const before = could.has(name) ? style("yellow", " (until now it could)") : "";
    return [`${style("yellow", "⚠")} ${name}${before}: ${printable(reason)}`];
  });
}
