import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isConfigFile, loadWorkflow } from "@landbridge/language";
import { CliRefusal } from "../cli-refusal.ts";
import type { Context } from "../context.ts";
import { refuseColor } from "../config.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { firstWorkflowText } from "../editing/first-workflow.ts";
import { findGitOrigin } from "../git/git-origin.ts";
import { askQuestions, defaultAnswers } from "../editing/init-questions.ts";
import type { Findings } from "../editing/init-questions.ts";
import { tableLines } from "../output.ts";
import type { Output } from "../output.ts";
import { surveyProject } from "../editing/project-survey.ts";
import { shownPath } from "../source/source-files.ts";

const FILE = "landbridge.yml";

/** `landbridge init [PATH] [--yes]` */
export async function init(
  { output }: Context,
  path: string,
  { isYes }: { readonly isYes: boolean },
): Promise<ExitCode> {
  refuseWhatIsThere(path);
  if (!isYes && !canAsk(output)) {
    const hint = "landbridge init --yes asks nothing and takes what it finds.";
    throw new CliRefusal("NO_TERMINAL", "There is no terminal to ask questions on.", { hint });
  }
  const directory = resolve(path);
  const findings: Findings = {
    directory,
    proposals: surveyProject(directory),
    origin: findGitOrigin(directory),
  };
  const answers = isYes ? defaultAnswers(findings) : await ask(output, findings);
  if (!answers) {
    output.note("Nothing was written.");
    return EXIT.interrupted;
  }
  const text = firstWorkflowText(answers);
  writeNew(join(path, FILE), text);
  report(output, path, text);
  return EXIT.done;
}

function canAsk(output: Output): boolean {
  return output.isTerminal && process.stdin.isTTY;
}

function ask(output: Output, findings: Findings): ReturnType<typeof askQuestions> {
  if (output.style("bold", "x") === "x") refuseColor();
  return askQuestions(findings);
}

/** All configuration files of a directory are one configuration: a second one would be read together with the first. */
function refuseWhatIsThere(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CliRefusal("PATH_NOT_FOUND", `There is no directory ${path}.`);
  }
  const folder = join(path, ".landbridge");
  const names = [
    ...readdirSync(path),
    ...(existsSync(folder) ? readdirSync(folder).map((name) => `.landbridge/${name}`) : []),
  ];
  const there = names.find((name) => isConfigFile(name));
  if (there !== undefined) throw alreadyThere(shownPath(path, there));
}

function alreadyThere(file: string): CliRefusal {
  return new CliRefusal("ALREADY_CONFIGURED", `There is a configuration already: ${file}.`, {
    hint: "Nothing was written. landbridge validate says what is wrong with it; landbridge graph draws it.",
  });
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (fault) {
    // Somebody was faster.
    if (fault instanceof Error && "code" in fault && fault.code === "EEXIST") throw alreadyThere(file);
    throw fault;
  }
}

function report(output: Output, path: string, text: string): void {
  const file = shownPath(path, FILE);
  const place = path === "." ? "" : ` ${path}`;
  const next = [`landbridge graph${place}`, `landbridge run${place}`, `landbridge up ${path}`];
  const { definition } = loadWorkflow([{ path: FILE, text }]);
  const jobs = definition.jobs.map(({ name }) => name);
  const resources = definition.resources.map(({ name }) => name);
  if (output.isJson) {
    output.json({ file, jobs, resources, text, next });
    return;
  }
  output.line(`${output.style("green", "✓")} ${file} is written: ${[...resources, ...jobs].join(", ")}`);
  output.line("Next:");
  const what = ["draws it", "runs it here, without a server", "starts the platform with it"];
  const rows = next.map((command, index) => [
    `  ${output.style("bold", command)}`,
    output.style("dim", what[index] ?? ""),
  ]);
  for (const line of tableLines(rows)) output.line(line);
}
