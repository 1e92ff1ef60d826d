import type { EdgeView, GraphView, JobView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { idleJob } from "../../../test/idle-job.ts";
import { vertexAt } from "./draw-far-graph.ts";
import { edgePath } from "./edge-path.ts";
import { modelOf, structureKey, structureOf } from "./graph-model.ts";
import { familyOf, neighboursOf, stagesOf } from "./graph-neighbours.ts";
import { bringIntoSight, farthestZoom, firstViewport, wholeViewport } from "./graph-viewport.ts";
import { packLayout, shortKey, unpackLayout } from "./layout-memory.ts";
import { elkGraphOf, readLayout } from "./layout-graph.ts";
import type { GraphLayout } from "./layout-graph.ts";
import { firstVertex, walkFrom } from "./walk-graph.ts";

/** "repo > test", "test >> build" (switched off); capitals are resources. */
function graph(lines: readonly string[], jobs: Readonly<Record<string, Partial<JobView>>> = {}): GraphView {
  const edges: EdgeView[] = lines.map((line) => {
    const [from = "", arrow, to = ""] = line.split(" ");
    return { from, to, kind: isResource(to) ? "out" : "in", isSwitchedOn: arrow === ">" };
  });
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  return {
    workspace: "main",
    revision: 1,
    resources: names.filter(isResource).map((name) => ({ name, type: "image", flags: [] })),
    jobs: names.filter((name) => !isResource(name)).map((name) => ({ ...idleJob(name), ...jobs[name] })),
    edges,
  };
}

function isResource(name: string): boolean {
  return name === name.toUpperCase();
}

const line = ["REPO > test", "test > build", "build > APP", "APP > deploy", "build >> deploy"];

describe("the model", () => {
  test("only switched-on edges into a processing job flow", () => {
    const dotted = modelOf(graph(line, { deploy: { status: "processing" } }));
    expect(dotted.edges.filter((edge) => edge.isFlowing).map(({ from }) => from)).toEqual(["APP"]);
    const { edges } = modelOf(graph(line, { build: { status: "processing" } }));
    expect(edges.filter((edge) => edge.isFlowing).map(({ from, to }) => `${from} ${to}`)).toEqual([
      "test build",
    ]);
  });

  test("news on a switched-off input stands on its edge", () => {
    const { edges } = modelOf(graph(line, { deploy: { newsOn: ["build", "APP"] } }));
    expect(edges.filter((edge) => edge.hasNews).map(({ from, to }) => `${from} ${to}`)).toEqual([
      "build deploy",
    ]);
  });

  test("an edge to a vertex that is not there is left out", () => {
    const view = graph(line);
    const model = modelOf({ ...view, jobs: view.jobs.filter((job) => job.name !== "deploy") });
    expect(model.edges.map(({ to }) => to)).not.toContain("deploy");
  });

  test("the structure is the same whatever the statuses, switches, order and revision", () => {
    const before = graph(line);
    const after: GraphView = {
      ...graph(line.toReversed(), {
        build: { status: "failure", isPaused: true },
        deploy: { newsOn: ["build"] },
      }),
      revision: 99,
    };
    expect(structureKey(structureOf(modelOf(after)))).toBe(structureKey(structureOf(modelOf(before))));
    const other = graph([...line, "deploy > smoke"]);
    expect(structureKey(structureOf(modelOf(other)))).not.toBe(structureKey(structureOf(modelOf(before))));
  });
});

describe("neighbours", () => {
  const neighbours = neighboursOf(modelOf(graph([...line, "lint > build", "REPO > docs"])).edges);

  test("the family of a vertex is all before and all behind it, not its siblings", () => {
    expect([...familyOf(neighbours, "build")].sort()).toEqual([
      "APP",
      "REPO",
      "build",
      "deploy",
      "lint",
      "test",
    ]);
  });

  test("stages count the jobs on the longest way", () => {
    const ids = ["deploy", "REPO", "build", "test", "APP", "lint"];
    const stages = stagesOf(ids, new Set(["test", "build", "deploy", "lint"]), neighbours);
    expect(Object.fromEntries(stages)).toMatchObject({
      REPO: 0,
      test: 0,
      lint: 0,
      build: 1,
      APP: 2,
      deploy: 2,
    });
  });

  test("a circle through a state has stages too", () => {
    const circle = neighboursOf(modelOf(graph(["STATE > tick", "tick > STATE"])).edges);
    expect(stagesOf(["STATE", "tick"], new Set(["tick"]), circle).size).toBe(2);
  });

  test("a chain of 5,000 does not overflow the stack", () => {
    const edges = Array.from({ length: 5_000 }, (_, at) => ({ from: `j${at}`, to: `j${at + 1}` }));
    const ids = edges.map(({ to }) => to).reverse();
    expect(stagesOf(ids, new Set([...ids, "j0"]), neighboursOf(edges)).get("j5000")).toBe(5_000);
  });
});

describe("the layout", () => {
  test("asks for fixed sizes and reads boxes and routes back", () => {
    const question = elkGraphOf(structureOf(modelOf(graph(["REPO > test"]))));
    expect(question.children?.map(({ id, width, height }) => [id, width, height])).toEqual([
      ["REPO", 184, 36],
      ["test", 220, 56],
    ]);
    const layout = readLayout({
      id: "workflow",
      width: 500,
      height: 80,
      children: [{ id: "REPO", x: 0, y: 10, width: 160, height: 36 }],
      edges: [
        {
          id: "e",
          sources: [],
          targets: [],
          sections: [
            {
              id: "s",
              startPoint: { x: 160, y: 28 },
              bendPoints: [{ x: 200, y: 28 }],
              endPoint: { x: 216, y: 40 },
            },
          ],
        },
      ],
    });
    expect(layout.boxes.get("REPO")).toEqual({ x: 0, y: 10, width: 160, height: 36 });
    expect(layout.routes.get("e")).toHaveLength(3);
  });

  test.each([
    [
      "straight",
      [
        { x: 0, y: 5 },
        { x: 40, y: 5 },
      ],
      "M0,5L40,5",
    ],
    [
      "down",
      [
        { x: 0, y: 0 },
        { x: 40, y: 20 },
      ],
      "M0,0C20,0 20,20 40,20",
    ],
    [
      "back",
      [
        { x: 40, y: 0 },
        { x: 0, y: 20 },
      ],
      "M40,0C76,0 -36,20 0,20",
    ],
    ["nothing", [], ""],
  ])("an edge that goes %s is one smooth line", (_, route, path) => {
    expect(edgePath(route)).toBe(path);
  });
});

describe("the viewport", () => {
  const size = { width: 1_000, height: 600 };
  const layout = (width: number, height: number): GraphLayout => ({
    width,
    height,
    boxes: new Map(),
    routes: new Map(),
  });

  test("a small graph stands in the middle, in its own size", () => {
    expect(firstViewport(layout(400, 200), size)).toEqual({ zoom: 1, x: 300, y: 200 });
    expect(wholeViewport(layout(400, 200), size)).toEqual({ zoom: 1, x: 300, y: 200 });
  });

  test("a large one begins at its beginning, legible", () => {
    const { zoom, x } = firstViewport(layout(9_000, 200), size);
    expect(zoom).toBeGreaterThanOrEqual(0.6);
    expect(x).toBe(40);
    const whole = wholeViewport(layout(9_000, 200), size);
    expect(whole.zoom * 9_000).toBeLessThanOrEqual(1_000);
    expect(farthestZoom(layout(9_000, 200), size)).toBeLessThan(whole.zoom);
  });

  test.each([
    ["in sight", { x: 100, y: 100 }, { x: 0, y: 0 }],
    ["beyond the right", { x: 900, y: 100 }, { x: -152, y: 0 }],
    ["above", { x: 100, y: -50 }, { x: 0, y: 82 }],
  ])("it moves as little as it must: a box %s", (_, at, moved) => {
    const box = { ...at, width: 220, height: 56 };
    expect(bringIntoSight(box, { x: 0, y: 0, zoom: 1 }, size)).toEqual({ ...moved, zoom: 1 });
  });
});

describe("the kept layout", () => {
  test("comes back as it was", () => {
    const layout: GraphLayout = {
      width: 500,
      height: 80,
      boxes: new Map([["a", { x: 1.5, y: 2, width: 220, height: 56 }]]),
      routes: new Map([
        [
          "in:a→b",
          [
            { x: 1, y: 2 },
            { x: 3, y: 4.3 },
          ],
        ],
      ]),
    };
    expect(unpackLayout(packLayout(layout))).toEqual(layout);
  });

  test.each(["", "{}", "[1,2]", "nonsense"])("%j is no layout", (text) => {
    expect(unpackLayout(text)).toBeUndefined();
  });

  test("different structures have different short keys", () => {
    const keys = Array.from({ length: 5_000 }, (_, at) => shortKey(`[["job_${at}","job"]]`));
    expect(new Set(keys).size).toBe(5_000);
  });
});

describe("arrow keys", () => {
  const layout: GraphLayout = {
    width: 0,
    height: 0,
    routes: new Map(),
    boxes: new Map([
      ["REPO", { x: 0, y: 60, width: 160, height: 36 }],
      ["lint", { x: 220, y: 0, width: 220, height: 56 }],
      ["test", { x: 220, y: 70, width: 220, height: 56 }],
      ["docs", { x: 220, y: 140, width: 220, height: 56 }],
    ]),
  };
  const neighbours = neighboursOf([
    { from: "REPO", to: "lint" },
    { from: "REPO", to: "test" },
    { from: "REPO", to: "docs" },
  ]);

  test.each([
    ["REPO", "right", "test"],
    ["test", "left", "REPO"],
    ["test", "right", undefined],
    ["test", "up", "lint"],
    ["test", "down", "docs"],
    ["lint", "up", undefined],
    ["stranger", "left", undefined],
  ] as const)("from %s to the %s lies %s", (from, direction, expected) => {
    expect(walkFrom(from, direction, { layout, neighbours })).toBe(expected);
  });

  test("a vertex is found at a point, and a little beside it", () => {
    expect(vertexAt(layout, { x: 10, y: 70 })).toBe("REPO");
    expect(vertexAt(layout, { x: 10, y: 100 })).toBeUndefined();
    expect(vertexAt(layout, { x: 10, y: 100 }, 5)).toBe("REPO");
  });

  test("begin in the first column", () => {
    expect(firstVertex(layout)).toBe("REPO");
  });
});
