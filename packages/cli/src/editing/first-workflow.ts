import { basename } from "node:path";
import { variableName } from "@landbridge/core";
import type { GitOrigin } from "../git/git-origin.ts";

/** What a first workflow does: answered by a person, or taken from what was found. */
export interface FirstWorkflow {
  readonly commands: readonly string[];
  /** Its commits start the workflow. */
  readonly origin: GitOrigin | undefined;
  /** Its name begins the names of the jobs; the commands run here when there is no repository to clone. */
  readonly directory: string;
  /** A job that is started by hand follows. */
  readonly hasDeployment: boolean;
}

/** The names of the jobs. All sources of a workspace share one set of names: each directory has its own. */
interface JobNames {
  readonly test: string;
  readonly deployment: string;
}

/** `/home/ada/my-app` has the jobs my_app_test and my_app_deploy. */
export function jobNames(directory: string): JobNames {
  const name = nameFrom(basename(directory));
  const start = name === undefined ? "" : `${name}_`;
  return { test: `${start}test`, deployment: `${start}deploy` };
}

/** The text of a first `landbridge.yml`, with comments for whoever goes on from here. */
export function firstWorkflowText(workflow: FirstWorkflow): string {
  const { origin, hasDeployment, directory } = workflow;
  const jobs = jobNames(directory);
  const name = origin ? repositoryName(origin.address, jobs) : undefined;
  return [
    "# Landbridge: what this repository does by itself. Jobs and resources make one graph.",
    "#",
    "#   landbridge graph       draws it",
    "#   landbridge run         runs it here, without a server",
    "#   landbridge validate    says what is wrong with it",
    "",
    ...(origin && name !== undefined ? [...repositoryLines(name, origin), ""] : []),
    "jobs:",
    ...testLines(workflow, jobs, name),
    ...(hasDeployment ? ["", ...deploymentLines(jobs)] : []),
    "",
  ].join("\n");
}

/** `git@host:acme/my-app.git` is my_app. Jobs and resources share one set of names. */
export function repositoryName(address: string, { test, deployment }: JobNames): string {
  const name = nameFrom(/([^/:]+?)(?:\.git)?\/*$/.exec(address)?.[1] ?? "");
  if (name === undefined) return "repository";
  const isTaken = [test, deployment].some((job) => variableName(job) === variableName(name));
  return isTaken ? `${name}_repo` : name;
}

/** Nothing where no letter or digit is left. */
function nameFrom(text: string): string | undefined {
  const name = text.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "");
  return variableName(name) === "" ? undefined : name;
}

function repositoryLines(name: string, { address, branch }: GitOrigin): readonly string[] {
  return [
    "resources:",
    "  # Each commit on this branch is a new version, and starts the jobs that have it as IN.",
    `  - name: ${yamlText(name)}`,
    "    type: gitRepo",
    "    versionTemplate:",
    `      sourceName: ${yamlText(address)}`,
    `      branch: ${yamlText(branch)}`,
  ];
}

function testLines(workflow: FirstWorkflow, { test }: JobNames, name?: string): readonly string[] {
  const { commands, directory, origin } = workflow;
  const place = name === undefined ? shellWord(directory) : `"$(lb path ${name})${folderOf(origin)}"`;
  const why =
    name === undefined
      ? "# In this directory; with a gitRepo resource as IN it would be a fresh clone."
      : "# Where the commit was cloned to.";
  return [
    `  - name: ${yamlText(test)}`,
    "    type: runSh",
    "    steps:",
    ...(name === undefined ? [] : [`      - IN: ${yamlText(name)}`]),
    "      - TASK:",
    "          name: test",
    "          # One command after the other, in one shell; the first that fails ends the run.",
    "          script:",
    `            ${why}`,
    `            - ${yamlText(`cd ${place}`)}`,
    ...commands.map((command) => `            - ${yamlText(command)}`),
  ];
}

function deploymentLines({ test, deployment }: JobNames): readonly string[] {
  const command = `echo "Shipping what run $${variableName(test)}_VERSIONNUMBER of ${test} was about."`;
  return [
    `  # A gate: \`switch: off\` means that ${test} does not start it. A person does: landbridge trigger ${deployment}`,
    `  - name: ${yamlText(deployment)}`,
    "    type: runSh",
    "    steps:",
    `      - IN: ${yamlText(test)}`,
    "        switch: off",
    "      - TASK:",
    "          name: ship",
    "          script:",
    "            # Your own commands come here.",
    `            - ${yamlText(command)}`,
  ];
}

function folderOf(origin: GitOrigin | undefined): string {
  const folder = origin?.folder.replace(/\/+$/, "") ?? "";
  return folder === "" ? "" : `/${folder.replace(/["$`\\]/g, "\\$&")}`;
}

/** As one word of a shell. */
function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** As one value of YAML: as it is where nothing could be taken for something else, in quotes elsewhere. */
function yamlText(text: string): string {
  const isPlain = /^[A-Za-z./][\w ./@=+-]*(?<! )$|^(?:https?|ssh|file):\/\/[\w./@:+~%-]*\w$/.test(text);
  const isWord = /^(?:true|false|yes|no|on|off|null|y|n|\.(?:inf|nan))$/i.test(text);
  if (isPlain && !isWord) return text;
  const count = (quote: string): number => text.split(quote).length - 1;
  const isSingle = count('"') > count("'") && !/[\\\p{Cc}]/u.test(text);
  return isSingle ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
