import type {
  CauseLinkView,
  DecisionView,
  FateView,
  HoldView,
  ReasonView,
  RunWhyView,
  VersionWhyView,
  WhyInputView,
  WhyView,
} from "@landbridge/api";
import type { Output } from "../output.ts";
import { decisionLines } from "./decision-text.ts";
import { ageText, durationText } from "./duration.ts";
import { STATUS_MARKS, standingLine } from "./status-mark.ts";
import { printable } from "./value-text.ts";

/** How lines are painted, and the moment that ages are told from. */
export interface Telling {
  readonly style: Output["style"];
  readonly now: number;
}

/** Where a job stands, what each IN says to that, what its runs wait for, and the decisions. */
export function jobWhyLines(view: WhyView, telling: Telling): readonly string[] {
  const { style } = telling;
  return [
    ...headLines(view.job, view.reason, style),
    ...(view.waitingSince === undefined
      ? []
      : [style("dim", `It has waited since ${ageText(view.waitingSince, telling.now)}.`)]),
    ...(view.inputs.length === 0 ? [] : ["", style("bold", "Inputs")]),
    ...view.inputs.flatMap((input) => inputLines(input, style)),
    ...(view.held.length === 0 ? [] : ["", style("bold", "Runs that have not started")]),
    ...view.held.flatMap(({ number, status, hold }) => {
      const { mark, style: color } = STATUS_MARKS[status];
      return holdLines(`#${String(number)} ${style(color, `${mark} ${status}`)}`, hold, telling);
    }),
    ...decisionsLines(view.decisions, telling),
  ];
}

/** Why a run was made, what it waits for, and the chain of its causes. */
export function runWhyLines(view: RunWhyView, telling: Telling): readonly string[] {
  const { style, now } = telling;
  const { run, reason, hold, ahead } = view;
  const since = hold ? style("dim", ` (for ${durationText(now - Date.parse(hold.since))})`) : "";
  const others = ahead === 1 ? "1 queued run goes" : `${String(ahead)} queued runs go`;
  return [
    `${standingLine(style, { ...run, why: printable(reason.text) })}${since}`,
    ...reason.unblock.map(({ text }) => style("dim", `→ ${printable(text)}`)),
    ...(ahead === 0 ? [] : [style("dim", `${others} before it in its pool.`)]),
    ...chainLines(view.chain, telling),
    ...decisionsLines(view.decisions, telling),
  ];
}

/** Which jobs took a version, which will, which did not; of one job with its decisions. */
export function versionWhyLines(view: VersionWhyView, telling: Telling): readonly string[] {
  const { style } = telling;
  const { name, number, versionName, isQuarantined, latest, consumers } = view;
  const named = versionName === undefined ? "" : ` (${printable(versionName)})`;
  const newest = latest === number ? ", the newest" : "";
  const bad = isQuarantined ? style("red", ", in quarantine") : "";
  return [
    `${style("bold", `${name}@${String(number)}`)}${named}${newest}${bad}`,
    ...(consumers.length === 0 ? [style("dim", "No job has it as IN.")] : []),
    ...consumers.flatMap((fate) => fateLines(fate, style)),
    ...chainLines(view.chain, telling),
  ];
}

/** "✓ build  took it: #3, #4", or why it did not. */
export function fateLines(fate: FateView, style: Output["style"]): readonly string[] {
  const { job, outcome, runs, runCount, reason } = fate;
  const numbers = runs.map((run) => `#${String(run.number)}`).join(", ");
  const more = runCount > runs.length ? `, and ${String(runCount - runs.length)} before` : "";
  const name = style("bold", job);
  const why = reason
    ? [
        `      ${printable(reason.text)} ${style("dim", `(${reason.code ?? ""})`)}`,
        ...reason.unblock.map(({ text }) => style("dim", `      → ${printable(text)}`)),
      ]
    : [];
  switch (outcome) {
    case "took":
      return [`  ${style("green", "✓")} ${name}  took it: ${numbers}${more}`];
    case "will-take": {
      const isGated = runs.length > 0 && runs.every(({ status }) => status === "gated");
      const words = isGated ? "will take it once it is approved" : "will take it";
      return [`  ${style("yellow", "◷")} ${name}  ${words}${numbers === "" ? "" : `: ${numbers}`}`, ...why];
    }
    case "did-not":
      return [`  ${style("gray", "✗")} ${name}  did not take it`, ...why];
  }
}

export function decisionsLines(decisions: readonly DecisionView[], telling: Telling): readonly string[] {
  if (decisions.length === 0) return ["", telling.style("dim", "No decision about it is stored.")];
  return decisions.flatMap((decision) => ["", ...storedDecisionLines(decision, telling)]);
}

function headLines(name: string, reason: ReasonView, style: Output["style"]): readonly string[] {
  return [
    `${style("bold", name)}: ${printable(reason.text)}`,
    ...reason.unblock.map(({ text }) => style("dim", `→ ${printable(text)}`)),
  ];
}

function inputLines(input: WhyInputView, style: Output["style"]): readonly string[] {
  const { from, version, versionName, passed, backlog } = input;
  // That an IN is switched off is how it is declared: nothing to mend.
  const reasons = input.reasons.filter(({ code }) => code !== "switched-off");
  const mark = reasons.length === 0 ? style("green", "✓") : style("yellow", "!");
  const named = versionName === undefined ? "" : ` (${printable(versionName)})`;
  const facts = [
    version === undefined ? "no version" : `version ${String(version)}${named}`,
    ...(passed.length === 0 ? [] : [`passed ${passed.join(", ")}`]),
    ...(input.isSwitchedOn ? [] : ["switched off"]),
    ...(backlog === 0 ? [] : [`${String(backlog)} left to take`]),
  ];
  return [
    `  ${mark} ${from}  ${style("dim", facts.join(", "))}`,
    ...reasons.flatMap(({ code, text, unblock }) => [
      `      ${printable(text)} ${style("dim", `(${code ?? ""})`)}`,
      ...unblock.map((step) => style("dim", `      → ${printable(step.text)}`)),
    ]),
  ];
}

function holdLines(name: string, hold: HoldView, { style, now }: Telling): readonly string[] {
  const since = durationText(now - Date.parse(hold.since));
  return [
    `  ${name}  ${printable(hold.text)} ${style("dim", `(${hold.code ?? ""}, for ${since})`)}`,
    ...hold.unblock.map(({ text }) => style("dim", `      → ${printable(text)}`)),
  ];
}

/** The first event comes last, each cause below what it caused. */
function chainLines(chain: readonly CauseLinkView[], { style, now }: Telling): readonly string[] {
  if (chain.length === 0) return [];
  return [
    "",
    style("bold", "Chain of causes"),
    ...chain.map(({ text, at }, depth) => {
      const age = at === undefined ? "" : ` ${style("dim", ageText(at, now))}`;
      return `  ${"  ".repeat(Math.min(depth, 20))}${depth === 0 ? "" : "↳ "}${printable(text)}${age}`;
    }),
  ];
}

function storedDecisionLines(decision: DecisionView, { style, now }: Telling): readonly string[] {
  return [
    `${style("cyan", printable(decision.event))} ${style("dim", ageText(decision.at, now))}`,
    ...decisionLines(decision, style).map((line) => `  ${line}`),
    ...decision.inputs.map(({ from, health, isChanged, isSwitchedOn }) => {
      const because = health.because === undefined ? "" : ` (${health.because})`;
      const notes = [isChanged ? "changed" : "", isSwitchedOn ? "" : "switched off"]
        .filter(Boolean)
        .join(", ");
      return style("dim", `  IN ${from}: ${health.state}${because}${notes === "" ? "" : `, ${notes}`}`);
    }),
  ];
}
