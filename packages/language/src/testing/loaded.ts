import { loadWorkflow } from "../load-workflow.ts";
import type { LoadOptions, LoadedWorkflow } from "../load-workflow.ts";

type Files = Readonly<Record<string, string>>;

/** Loads files, or one `landbridge.yml`. */
export function load(files: string | Files, options?: LoadOptions): LoadedWorkflow {
  const all = typeof files === "string" ? { "landbridge.yml": files } : files;
  return loadWorkflow(
    Object.entries(all).map(([path, text]) => ({ path, text })),
    options,
  );
}

/** `error CODE landbridge.yml:4:2` for each problem. */
export function said(loaded: LoadedWorkflow): readonly string[] {
  return loaded.problems.map(
    ({ code, severity, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`,
  );
}

export function namesOf(loaded: LoadedWorkflow): readonly string[] {
  return [...loaded.definition.resources, ...loaded.definition.jobs].map(({ name }) => name);
}
