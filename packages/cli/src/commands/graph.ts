import { isConsistencyProblem } from "@landbridge/language";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { drawGraph, withUnknown } from "../graph/drawn-graph.ts";
import { graphDot, graphMermaid } from "../graph/graph-drawing.ts";
import { graphText, plainLabel } from "../graph/graph-text.ts";
import type { Output } from "../output.ts";
import { filesText, loadSoundSource, loadSource, paintProblem } from "../source/workflow-source.ts";
import type { LoadedSource, SourceOptions } from "../source/workflow-source.ts";

const GRAPH_FORMATS = ["text", "dot", "mermaid", "json"] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

/** `landbridge graph [PATH] --format text|dot|mermaid|json` */
export async function graph(
  { config, output }: Context,
  path: string,
  { format, isOffline }: { readonly format: GraphFormat; readonly isOffline: boolean },
): Promise<ExitCode> {
  const { workflow } = await loadDrawable(path, { output, isAlone: true, config, isOffline });
  const drawn = drawGraph(workflow);
  if (output.isJson || format === "json") {
    output.json(drawn);
    return EXIT.done;
  }
  for (const line of linesOf()) output.line(line);
  return EXIT.done;

  function linesOf(): readonly string[] {
    const picture = withUnknown(drawn);
    if (format === "dot") return graphDot(picture);
    if (format === "mermaid") return graphMermaid(picture);
    return graphText(picture, (vertex) => {
      const label = plainLabel(vertex);
      return output.style(vertex.kind === "job" ? "bold" : "cyan", label);
    });
  }
}

/** A sync leaves out jobs that contradict themselves or others and applies the rest: that is drawn, and told. */
async function loadDrawable(
  path: string,
  { output, ...options }: SourceOptions & { readonly output: Output },
): Promise<LoadedSource> {
  const source = await loadSource(path, options);
  const isRefused = source.problems.some(
    ({ severity, code }) => severity === "error" && !isConsistencyProblem(code),
  );
  if (isRefused) return loadSoundSource(path, { output, ...options });
  if (output.isJson) return source;
  if (source.files.length > 1) output.note(output.noteStyle("dim", filesText(source.files)));
  for (const problem of source.problems) output.note(paintProblem(problem, source, output.noteStyle));
  return source;
}
