import type { GraphView } from "@landbridge/api";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { idleJob } from "../../../test/idle-job.ts";
import { modelOf } from "./graph-model.ts";
import { graphPicture } from "./graph-picture.ts";
import type { GraphLayout } from "./layout-graph.ts";

const graph: GraphView = {
  workspace: "main",
  revision: 1,
  jobs: [
    {
      ...idleJob("a<b>&c"),
      status: "waiting",
      hasWaitingJob: true,
      newsOn: ["image"],
      dependencyMode: "strict",
    },
  ],
  resources: [{ name: "image", type: "image", flags: [] }],
  edges: [{ from: "image", to: "a<b>&c", kind: "in", isSwitchedOn: false }],
};

const layout: GraphLayout = {
  width: 460,
  height: 56,
  boxes: new Map([
    ["image", { x: 0, y: 10, width: 184, height: 36 }],
    ["a<b>&c", { x: 240, y: 0, width: 220, height: 56 }],
  ]),
  routes: new Map([
    [
      "in:image→a<b>&c",
      [
        { x: 184, y: 28 },
        { x: 240, y: 28 },
      ],
    ],
  ]),
};

test("a picture holds every vertex and edge, with the word of its status, and stands by itself", () => {
  const svg = graphPicture(modelOf(graph), layout);
  expect(svg).toContain(">a&lt;b&gt;&amp;c</text>");
  expect(svg).toContain(">waiting</text>");
  expect(svg).toContain('class="edge off" d="M184,28L240,28"');
  expect(svg).toContain('class="news"');
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(svg).not.toMatch(/href|<script|url\(/);
});

test("a picture has the colours of the page", () => {
  const tokens = readFileSync(new URL("../../styles/tokens.css", import.meta.url), "utf8");
  const svg = graphPicture(modelOf(graph), layout);
  for (const [name, own] of [
    ["canvas", "canvas"],
    ["surface", "surface"],
    ["line", "line-strong"],
    ["edge", "edge"],
    ["text", "text"],
    ["soft", "text-2"],
  ]) {
    const [, light, dark] = new RegExp(`--${own}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens) ?? [];
    expect(svg).toContain(`--${name}:${light}`);
    expect(svg).toContain(`--${name}:${dark}`);
  }
});
