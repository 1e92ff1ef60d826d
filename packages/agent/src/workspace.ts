import type { FileRef, PlannedInput, PlannedOutput, RunPlan } from "@landbridge/core";
import { chmodSync, closeSync, constants, ftruncateSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { WorkspacePaths } from "./environment.ts";
import { isInside } from "./file-set.ts";

/** Contents of files, base64, by digest: they came beside the plan. */
export type FileContents = Readonly<Record<string, string>>;

/** One directory for each run: `build` is what scripts see, beside it lies what only we need. */
export function workspacePaths(agentDirectory: string, runId: string): WorkspacePaths {
  const run = join(agentDirectory, "runs", runId);
  const build = join(run, "build");
  return {
    run,
    build,
    state: join(build, "state"),
    previousState: join(build, "previousState"),
    shared: join(build, "shared"),
    message: join(run, "message"),
    outbox: join(run, "outbox"),
  };
}

/** `IN/<name>`, with a directory named after the type. */
export interface InputDirectory {
  readonly name: string;
  readonly type: string;
}

/** The inputs that are written and not cloned, in a fixed order, each name once. */
export function inputDirectories({ inputs }: Pick<RunPlan, "inputs">): readonly InputDirectory[] {
  const written = inputs.filter((input) => input.clone === undefined);
  return [...new Map(written.map(({ name, type }) => [name, { name, type }])).values()].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** Names become directories: one with a slash would lead somewhere else. */
export function findUnusableName(plan: RunPlan): string | undefined {
  const names = [
    plan.job,
    plan.runId,
    ...[...plan.inputs, ...plan.outputs].flatMap(({ name, type }) => [name, type]),
  ];
  return names.find((name) => !/^[^/\0]{1,200}$/.test(name) || name === "." || name === "..");
}

/** In a run that begins further on, JOB_STATE holds what the steps before had put there. */
export function writeOwnState(paths: WorkspacePaths, plan: RunPlan, contents: FileContents): void {
  if (plan.fromStep !== undefined) writeFiles(paths.state, plan.previousState.files, contents);
}

export function writePreviousState(paths: WorkspacePaths, plan: RunPlan, contents: FileContents): void {
  const { values } = plan.previousState;
  if (Object.keys(values).length > 0)
    writeFileSync(`${paths.run}/previous-values.json`, JSON.stringify(values));
  if (plan.previousState.files.length === 0) return;
  writeFiles(paths.previousState, plan.previousState.files, contents);
  for (const { path, isExecutable } of plan.previousState.files) {
    chmodSync(join(paths.previousState, path), isExecutable ? 0o555 : 0o444);
  }
}

/** IN/<name>: version.json, and the files of the version in a directory named after the type. */
export function writeInput(paths: WorkspacePaths, input: PlannedInput, contents: FileContents): void {
  const directory = `${paths.build}/IN/${input.name}`;
  mkdirSync(`${directory}/${input.type}`, { recursive: true });
  overwriteFile(`${directory}/version.json`, versionJson(input, "IN"));
  writeFiles(`${directory}/${input.type}`, input.files, contents);
}

/** Cuts off what is left at the end: a file that is emptied first is given new blocks, and on ext4 at once. */
function overwriteFile(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o666);
  try {
    writeFileSync(file, text);
    ftruncateSync(file, Buffer.byteLength(text));
  } finally {
    closeSync(file);
  }
}

/** OUT/<name>: what the newest version holds, for a script to change. */
export function writeOutput(paths: WorkspacePaths, output: PlannedOutput, contents: FileContents): void {
  const directory = `${paths.build}/OUT/${output.name}`;
  mkdirSync(`${directory}/${output.type}`, { recursive: true });
  writeFileSync(`${directory}/version.json`, versionJson(output, "OUT"));
  if (!output.overwrite) writeFiles(`${directory}/${output.type}`, output.files, contents);
}

export function versionJson(object: PlannedInput | PlannedOutput, operation: "IN" | "OUT"): string {
  const { id, name, type, versionId, versionNumber, versionName, values } = object;
  const integration = "integration" in object ? object.integration : undefined;
  const version = { versionId, versionNumber, versionName, propertyBag: values };
  return `${JSON.stringify({ id, name, type, operation, integration, version }, undefined, 2)}\n`;
}

function writeFiles(directory: string, files: readonly FileRef[], contents: FileContents): void {
  for (const file of files) {
    const content = contents[file.digest];
    if (content === undefined) throw new Error(`the content of ${file.path} did not come with the plan`);
    const path = join(directory, file.path);
    if (!isInside(directory, path)) throw new Error(`${file.path} leads out of its directory`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(content, "base64"), { mode: file.isExecutable ? 0o755 : 0o644 });
  }
}

/** Its presence tells the shell that the run is being ended. */
export function stopFile(paths: Pick<WorkspacePaths, "run">): string {
  return `${paths.run}/stop`;
}
