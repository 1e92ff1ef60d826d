import type { Graph } from "@landbridge/core";

/** For Graphviz: jobs are boxes, resources ellipses, `switch: off` is dotted. */
export function graphDot(graph: Graph): readonly string[] {
  return [
    "digraph landbridge {",
    "  rankdir=LR;",
    ...graph.vertices.map(
      ({ name, kind, type }) =>
        `  ${dotText(name)} [shape=${kind === "job" ? "box" : "ellipse"}, tooltip=${dotText(type)}];`,
    ),
    ...graph.edges.map(
      ({ from, to, isSwitchedOn }) =>
        `  ${dotText(from)} -> ${dotText(to)}${isSwitchedOn ? "" : " [style=dotted]"};`,
    ),
    "}",
  ];
}

/** For Markdown: jobs are rectangles, resources have round ends, `switch: off` is dotted. */
export function graphMermaid(graph: Graph): readonly string[] {
  // Names may be words of Mermaid's own, such as `end`; numbered identifiers never are.
  const ids = new Map(graph.vertices.map(({ name }, index) => [name, `n${index}`]));
  const idOf = (name: string): string => ids.get(name) ?? name;
  return [
    "flowchart LR",
    ...graph.vertices.map(({ name, kind }) => {
      const [open, close] = kind === "job" ? ["[", "]"] : ["([", "])"];
      return `  ${idOf(name)}${open}"${mermaidText(name)}"${close}`;
    }),
    ...graph.edges.map(
      ({ from, to, isSwitchedOn }) => `  ${idOf(from)} ${isSwitchedOn ? "-->" : "-.->"} ${idOf(to)}`,
    ),
  ];
}

function dotText(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

function mermaidText(text: string): string {
  return text.replaceAll("&", "#amp;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");
}
