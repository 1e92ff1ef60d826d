import { graphOf } from "@landbridge/core";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-code.ts";
import type { ExitCode } from "../exit-code.ts";
import { graphDot, graphMermaid } from "../graph-drawing.ts";
import { graphText, plainLabel } from "../graph-text.ts";
import { loadSoundSource } from "../workflow-source.ts";

export const GRAPH_FORMATS = ["text", "dot", "mermaid", "json"] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

/** `landbridge graph [PATH] --format text|dot|mermaid|json` */
export async function graph(
  { config, output }: Context,
  path: string,
  { format, isOffline }: { readonly format: GraphFormat; readonly isOffline: boolean },
): Promise<ExitCode> {
  const { workflow } = await loadSoundSource(path, { output, isAlone: true, config, isOffline });
  const drawn = graphOf(workflow);
  if (output.isJson || format === "json") {
    output.json(drawn);
    return EXIT.done;
  }
  for (const line of linesOf()) output.line(line);
  return EXIT.done;

  function linesOf(): readonly string[] {
    if (format === "dot") return graphDot(drawn);
    if (format === "mermaid") return graphMermaid(drawn);
    return graphText(drawn, (vertex) => {
      const label = plainLabel(vertex);
      return output.style(vertex.kind === "job" ? "bold" : "cyan", label);
    });
  }
}
