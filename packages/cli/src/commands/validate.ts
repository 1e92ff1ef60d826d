import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { loadSource, paintProblem, problemView } from "../source/workflow-source.ts";
import type { LoadedSource } from "../source/workflow-source.ts";

/** `landbridge validate [PATH…]`: every problem of each source, which stands alone. */
export async function validate(
  { config, output }: Context,
  paths: readonly string[],
  { isOffline }: { readonly isOffline: boolean },
): Promise<ExitCode> {
  const sources: LoadedSource[] = [];
  for (const path of paths.length === 0 ? ["."] : paths) {
    sources.push(await loadSource(path, { isAlone: true, config, isOffline }));
  }
  const problems = sources.flatMap((source) => source.problems);
  const ok = problems.every(({ severity }) => severity !== "error");
  const jobs = sum(sources, (source) => source.workflow.jobs.size);
  const resources = sum(sources, (source) => source.workflow.resources.size);
  if (output.isJson) {
    output.json({ ok, jobs, resources, problems: problems.map(problemView) });
    return ok ? EXIT.done : EXIT.failed;
  }
  for (const source of sources) {
    for (const problem of source.problems) output.line(`${paintProblem(problem, source, output.style)}\n`);
  }
  const mark = ok ? output.style("green", "✓") : output.style("red", "✗");
  const where = sources.map(({ path }) => path).join(", ");
  output.line(
    `${mark} ${where}: ${counted(jobs, "job")}, ${counted(resources, "resource")}, ${verdict(sources)}`,
  );
  return ok ? EXIT.done : EXIT.failed;
}

function verdict(sources: readonly LoadedSource[]): string {
  const problems = sources.flatMap((source) => source.problems);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return parts.length === 0 ? "no problems" : parts.join(", ");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
