import type { Edge, Graph } from "@landbridge/core";
import { createWorkflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { expect, test } from "vitest";
import { drawGraph, withUnknown } from "./drawn-graph.ts";
import { graphDot, graphMermaid } from "./graph-drawing.ts";
import { graphText } from "./graph-text.ts";

const edge = (from: string, to: string, isSwitchedOn = true): Edge => ({
  from,
  to,
  kind: "in",
  isSwitchedOn,
});
const job = (name: string): Graph["vertices"][number] => ({ name, kind: "job", type: "runSh" });
const resource = (name: string, type: string): Graph["vertices"][number] => ({
  name,
  kind: "resource",
  type,
});

const line: Graph = {
  vertices: [resource("repo", "gitRepo"), job("test"), job("build"), job("deploy")],
  edges: [edge("repo", "test"), edge("test", "build"), edge("repo", "build"), edge("build", "deploy", false)],
};

test("the text tree reads downstream, repeats nothing and dots what is switched off", () => {
  expect(graphText(line)).toEqual([
    "repo (gitRepo)",
    "├─ test [runSh]",
    "│  └─ build [runSh]",
    "│     └┄ deploy [runSh]",
    "└─ build [runSh] ↑",
  ]);
});

test("a circle through state, which nothing leads to, is shown from its first vertex", () => {
  const circle: Graph = {
    vertices: [resource("memory", "state"), job("learn")],
    edges: [edge("memory", "learn"), edge("learn", "memory")],
  };
  expect(graphText(circle)).toEqual(["memory (state)", "└─ learn [runSh]", "   └─ memory (state) ↺"]);
});

test("a chain of 2,000 vertices neither overflows the stack nor runs off to the right", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `j${index}`);
  const chain: Graph = {
    vertices: names.map(job),
    edges: names.slice(1).map((name, index) => edge(names[index] ?? "", name)),
  };
  const lines = graphText(chain);
  expect(lines).toHaveLength(2000);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(200);
});

test("Graphviz and Mermaid draw the same edges, dotted where they are switched off", () => {
  expect(graphDot(line)).toContain('  "build" -> "deploy" [style=dotted];');
  expect(graphDot(line)).toContain('  "repo" -> "test";');
  expect(graphMermaid(line)).toContain("  n2 -.-> n3");
  expect(graphMermaid(line)).toContain("  n0 --> n1");
});

test("names can't break out of a drawing", () => {
  const odd: Graph = { vertices: [job('a"b\\c')], edges: [] };
  expect(graphDot(odd)[2]).toBe('  "a\\"b\\\\c" [shape=box, tooltip="runSh"];');
  expect(graphMermaid(odd)[1]).toBe('  n0["a#34;b\\c"]');
});

const GATED = drawGraph(
  createWorkflow(
    loadWorkflow(
      [
        {
          path: "landbridge.yml",
          text: `
resources: [{name: memory, type: state}]
jobs:
  - {name: build, type: runSh, steps: [{IN: memory}, {IN: elsewhere}, {TASK: make}, {OUT: memory}, {OUT: far}]}
  - {name: ship, type: runSh, approval: {required: 2, approvers: [ann, bob]}, steps: [{IN: build, switch: off}, {TASK: make}]}
`,
        },
      ],
      { isAlone: true },
    ).definition,
  ),
);

test("gates, states and names that nothing declares are drawn as such", () => {
  expect(graphText(withUnknown(GATED))).toEqual([
    "elsewhere (not declared here)",
    "└─ build [runSh]",
    "   ├─ memory (state)",
    "   │  └─ build [runSh] ↺",
    "   ├┄ ship [runSh, waits for 2 of ann, bob to approve]",
    "   └─ far (not declared here)",
  ]);
  const dot = graphDot(withUnknown(GATED));
  expect(dot).toContain('  "memory" [shape=cylinder, tooltip="state"];');
  expect(dot).toContain('  "ship" [shape=box, tooltip="runSh, waits for 2 to approve", peripheries=2];');
  expect(dot).toContain('  "far" [shape=ellipse, tooltip="not declared here", style=dashed];');
  const mermaid = graphMermaid(withUnknown(GATED));
  expect(mermaid).toContain('  n0(["elsewhere"]):::unknown');
  expect(mermaid).toContain('  n2[("memory")]');
  expect(mermaid).toContain('  n4{{"ship"}}');
  expect(mermaid.at(-1)).toBe("  classDef unknown stroke-dasharray: 4 4");
});

test("as data, what nothing declares stands apart from the graph", () => {
  expect(GATED.vertices.map(({ name }) => name)).toEqual(["memory", "build", "ship"]);
  expect(GATED.unknown).toEqual([
    { name: "elsewhere", job: "build", kind: "in", isSwitchedOn: true },
    { name: "far", job: "build", kind: "out", isSwitchedOn: true },
  ]);
});

/** The grammar of the statements that are written, quoted texts and all. */
const DOT_TEXT = '"(?:[^"\\\\]|\\\\.)*"';
const DOT_LINE = new RegExp(
  `^  (?:rankdir=LR|${DOT_TEXT} \\[(?:\\w+=(?:\\w+|${DOT_TEXT})(?:, )?)+\\]|${DOT_TEXT} -> ${DOT_TEXT}(?: \\[style=dotted\\])?);$`,
);
const MERMAID_LINE =
  /^ {2}(?:n\d+(?:\[|\(\[|\[\(|\{\{)"(?:[^"#<>&`]|#\d+;)*"(?:\]|\]\)|\)\]|\}\})(?::::unknown)?|n\d+ -\.?->? n\d+|n\d+ --> n\d+)$/;

test.each(['a"b', "a\\", "\\", "end", "a#b;", "<b>", "a`b`", "a & b", "-->", "ünï", "a]b", "subgraph"])(
  "the name %s leaves every line of a drawing well formed",
  (name) => {
    const graph: Graph = {
      vertices: [job(name), job("x")],
      edges: [edge(name, "x"), edge("x", name, false)],
    };
    const [head, ...body] = graphDot(graph);
    expect([head, body.at(-1)]).toEqual(["digraph landbridge {", "}"]);
    for (const text of body.slice(0, -1)) expect(text).toMatch(DOT_LINE);
    for (const text of graphMermaid(graph).slice(1)) expect(text).toMatch(MERMAID_LINE);
  },
);

test("10,000 jobs with three INs each are drawn in every form within a second", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `j${index}`);
  const graph: Graph = {
    vertices: names.map(job),
    edges: names.flatMap((name, index) =>
      [1, 2, 50].flatMap((step) =>
        names[index - step] === undefined ? [] : [edge(names[index - step] ?? "", name)],
      ),
    ),
  };
  const start = performance.now();
  const lines = [graphText(graph), graphDot(graph), graphMermaid(graph)];
  expect(performance.now() - start).toBeLessThan(1000);
  expect(lines.every(({ length }) => length > 10_000)).toBe(true);
});
