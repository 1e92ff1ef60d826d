import type { SourcePlanView } from "@landbridge/api";
import type { PlanServer } from "./plan-server.ts";
import type { ShownPlan } from "./plan-report.ts";
import { shownPath } from "../source/source-files.ts";
import type { SourceFiles } from "../source/source-files.ts";

type Asked = Pick<PlanServer, "client" | "workspace">;

/** What these files would do in the place of a source. */
export async function planInPlace(
  { client, workspace }: Asked,
  read: SourceFiles,
  { title, source }: { readonly title: string; readonly source: string },
): Promise<ShownPlan> {
  const view = await client.planConfiguration({ workspace, source, files: [...read.files] });
  return { title, source, ...shownWith(view, read) };
}

/** What adding these files as a source would do. */
export async function planNewSource(
  { client, workspace }: Asked,
  read: SourceFiles,
  { title, project }: { readonly title: string; readonly project: string },
): Promise<ShownPlan> {
  const view = await client.planConfiguration({ workspace, files: [...read.files], project });
  return { title, ...shownWith(view, read) };
}

/** Paths as a person would type them, and the texts for source frames. */
function shownWith(view: SourcePlanView, { root, files }: SourceFiles): Pick<ShownPlan, "view" | "textOf"> {
  const texts = new Map(files.map(({ path, text }) => [shownPath(root, path), text]));
  const own = new Set(files.map(({ path }) => path));
  // What a configuration takes in from elsewhere has an address instead of a path.
  const shown = (file: string): string => (own.has(file) ? shownPath(root, file) : file);
  const problems = view.problems.map((problem) => ({ ...problem, file: shown(problem.file) }));
  return { view: { ...view, problems }, textOf: (file) => texts.get(file) ?? "" };
}
