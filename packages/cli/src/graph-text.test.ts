import type { Edge, Graph } from "@landbridge/core";
import { expect, test } from "vitest";
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
  expect(graphText(circle)).toEqual(["memory (state)", "└─ learn [runSh]", "   └─ memory (state) ↑"]);
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
  expect(graphMermaid(odd)[1]).toBe('  n0["a#quot;b\\c"]');
});
