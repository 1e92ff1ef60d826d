import type { Graph } from "@landbridge/core";
import { NOT_DECLARED } from "./drawn-graph.ts";
import type { DrawnVertex } from "./drawn-graph.ts";

interface Drawable extends Graph {
  readonly vertices: readonly DrawnVertex[];
}

/**
 * For Graphviz: jobs are boxes, with a second line round them where they wait for an approval; resources are
 * ellipses, states cylinders; `switch: off` is dotted, and dashed what is not declared.
 */
export function graphDot(graph: Drawable): readonly string[] {
  return [
    "digraph landbridge {",
    "  rankdir=LR;",
    ...graph.vertices.map((vertex) => `  ${dotText(vertex.name)} [${dotAttributes(vertex)}];`),
    ...graph.edges.map(
      ({ from, to, isSwitchedOn }) =>
        `  ${dotText(from)} -> ${dotText(to)}${isSwitchedOn ? "" : " [style=dotted]"};`,
    ),
    "}",
  ];
}

/**
 * For Markdown: jobs are rectangles, or hexagons where they wait for an approval; resources have round ends, states
 * are cylinders; `switch: off` is dotted, and dashed what is not declared.
 */
export function graphMermaid(graph: Drawable): readonly string[] {
  // Names may be words of Mermaid's own, such as `end`; numbered identifiers never are.
  const ids = new Map(graph.vertices.map(({ name }, index) => [name, `n${index}`]));
  const idOf = (name: string): string => ids.get(name) ?? name;
  const hasUnknown = graph.vertices.some(({ type }) => type === NOT_DECLARED);
  return [
    "flowchart LR",
    ...graph.vertices.map((vertex) => {
      const [open, close] = mermaidShape(vertex);
      const style = vertex.type === NOT_DECLARED ? ":::unknown" : "";
      return `  ${idOf(vertex.name)}${open}"${mermaidText(vertex.name)}"${close}${style}`;
    }),
    ...graph.edges.map(
      ({ from, to, isSwitchedOn }) => `  ${idOf(from)} ${isSwitchedOn ? "-->" : "-.->"} ${idOf(to)}`,
    ),
    ...(hasUnknown ? ["  classDef unknown stroke-dasharray: 4 4"] : []),
  ];
}

function dotAttributes({ kind, type, approval }: DrawnVertex): string {
  const shape = kind === "job" ? "box" : type === "state" ? "cylinder" : "ellipse";
  const words = approval ? `${type}, waits for ${approval.required} to approve` : type;
  const gate = approval ? ", peripheries=2" : "";
  return `shape=${shape}, tooltip=${dotText(words)}${gate}${type === NOT_DECLARED ? ", style=dashed" : ""}`;
}

function mermaidShape({ kind, type, approval }: DrawnVertex): readonly [string, string] {
  if (kind === "job") return approval ? ["{{", "}}"] : ["[", "]"];
  return type === "state" ? ["[(", ")]"] : ["([", "])"];
}

function dotText(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** What begins an entity, ends the text or would be read as HTML or Markdown. */
function mermaidText(text: string): string {
  return text.replace(/[#&"<>`]/g, (mark) => `#${mark.charCodeAt(0)};`);
}
