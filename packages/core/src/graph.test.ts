import { describe, expect, test } from "vitest";
import { findCircles, graphOf, switchedOnAncestors } from "./graph.ts";
import { createWorkflow } from "./workflow.ts";
import { input, job, jobOf, output, workflow } from "./testing/line.ts";

const CHAIN = 10_000;

describe("the picture of a workflow", () => {
  test("has every resource and job as a vertex, resources first, in declared order", () => {
    expect(graphOf(workflow("b -> (out:image)", "(in) -> b")).vertices).toEqual([
      { name: "out", kind: "resource", type: "image" },
      { name: "in", kind: "resource", type: "params" },
      { name: "b", kind: "job", type: "runSh" },
    ]);
  });

  test("has an edge for each IN and OUT; a switched-off one says so", () => {
    expect(graphOf(workflow("a -> x -> (r)", "b ..> x")).edges).toEqual([
      { from: "a", to: "x", kind: "in", isSwitchedOn: true },
      { from: "b", to: "x", kind: "in", isSwitchedOn: false },
      { from: "x", to: "r", kind: "out", isSwitchedOn: true },
    ]);
  });

  test("has no edge for an IN or OUT that names nothing, nor for an OUT that names a job", () => {
    const line = createWorkflow({
      resources: [],
      jobs: [job("a"), job("x", { steps: [input("nobody"), output("nothing"), output("a")] })],
    });
    expect(graphOf(line).edges).toEqual([]);
  });
});

describe("circles", () => {
  test.each([
    ["a job that consumes itself", ["x -> x"], [["x", "x"]]],
    ["two jobs", ["a -> b -> a"], [["a", "b", "a"]]],
    ["through a resource", ["a -> (r) -> b -> a"], [["r", "b", "a", "r"]]],
    ["a job that reads what it makes", ["(r) -> x -> (r)"], [["r", "x", "r"]]],
    ["over a switched-off IN", ["a -> b", "b ..> a"], [["a", "b", "a"]]],
  ])("are found: %s", (_what, chains, circles) => {
    expect(findCircles(workflow(...chains)).map(turned)).toEqual(circles.map(turned));
  });

  test.each([
    ["a chain", ["a -> b -> c"]],
    ["a diamond", ["a -> b -> d", "a -> c -> d"]],
    ["two ways to the same resource", ["a -> (r) -> x", "b -> (r)"]],
    ["a state resource that is IN and OUT of one job", ["(s:state) -> x -> (s)"]],
    ["a state resource between two jobs", ["a -> (s:state) -> b -> (t:state) -> a"]],
  ])("are not found in %s", (_what, chains) => {
    expect(findCircles(workflow(...chains))).toEqual([]);
  });

  test("a circle beside the allowed one through state is found", () => {
    const circles = findCircles(workflow("a -> (s:state) -> b -> (r) -> a", "a -> b"));
    expect(circles.map(turned)).toEqual([["a", "b", "r", "a"]]);
  });

  test("one is named for each knot of the graph, along edges that are there", () => {
    const line = workflow("a -> b -> c -> a", "b -> a", "d -> e -> d", "c -> d");
    const circles = findCircles(line);
    expect(circles.map((circle) => circle.includes("a")).toSorted()).toEqual([false, true]);
    const edges = graphOf(line).edges.map(({ from, to }) => `${from}>${to}`);
    for (const circle of circles) {
      for (const [index, to] of circle.slice(1).entries())
        expect(edges).toContain(`${circle[index] ?? ""}>${to}`);
    }
  });

  test(`a chain of ${String(CHAIN)} jobs has none`, () => {
    expect(findCircles(chain())).toEqual([]);
  });

  test(`a chain of ${String(CHAIN)} jobs that is closed has one, as long as itself`, () => {
    const circles = findCircles(chain({ isClosed: true }));
    expect(circles.map(({ length }) => length)).toEqual([CHAIN + 1]);
  });
});

describe("ancestors over switched-on INs", () => {
  const ancestors = (name: string, ...chains: readonly string[]): readonly string[] => {
    const line = workflow(...chains);
    return switchedOnAncestors(line, jobOf(line, name)).map((ancestor) => ancestor.name);
  };

  test("come nearest first, each once", () => {
    expect(ancestors("x", "a -> b -> x", "a -> c -> x")).toEqual(["b", "c", "a"]);
  });

  test("include the makers of resources, not those of state", () => {
    expect(ancestors("x", "a -> (r) -> x", "b -> (s:state) -> x", "c -> (r)")).toEqual(["a", "c"]);
  });

  test("stop at a switched-off IN, wherever it is", () => {
    expect(ancestors("x", "a -> b ..> x", "c ..> d -> x")).toEqual(["d"]);
  });

  test("do not include the job itself, also not through a circle", () => {
    expect(ancestors("x", "x -> a -> x")).toEqual(["a"]);
  });

  test(`are found along a chain of ${String(CHAIN)} jobs`, () => {
    const line = chain();
    expect(switchedOnAncestors(line, jobOf(line, `j${String(CHAIN - 1)}`))).toHaveLength(CHAIN - 1);
  });
});

describe("the rank of jobs", () => {
  const order = (...chains: readonly string[]): readonly string[] => {
    const { rank } = workflow(...chains);
    return [...rank].toSorted(([, a], [, b]) => a - b).map(([name]) => name);
  };

  test("puts upstream first, whatever order they are declared in", () => {
    expect(order("c -> d", "b -> c", "a -> b")).toEqual(["a", "b", "c", "d"]);
  });

  test("puts the makers of a resource before its consumers", () => {
    expect(order("(r) -> x", "a -> (r)")).toEqual(["a", "x"]);
  });

  test("counts a switched-off IN as an edge", () => {
    expect(order("x", "a ..> x")).toEqual(["a", "x"]);
  });

  test("keeps the declared order where nothing else is said", () => {
    expect(order("c", "a", "b")).toEqual(["c", "a", "b"]);
  });

  test("keeps the declared order in a circle through state", () => {
    expect(order("a -> (s:state) -> b -> (t:state) -> a")).toEqual(["a", "b"]);
  });

  test("gives each job a place of its own, in a circle too", () => {
    expect(order("a -> b -> c -> a").toSorted()).toEqual(["a", "b", "c"]);
  });

  test(`is found along a chain of ${String(CHAIN)} jobs, declared from its end`, () => {
    const { resources, jobs } = chainDefinition();
    const { rank } = createWorkflow({ resources, jobs: jobs.toReversed() });
    expect([rank.get("j0"), rank.get(`j${String(CHAIN - 1)}`)]).toEqual([0, CHAIN - 1]);
  });
});

test("consumers and makers are looked up by name, in declared order", () => {
  const line = workflow("(r) -> a", "(r) ..> b", "c -> (r)", "d -> (r)");
  expect(line.consumers.get("r")?.map(({ job, input }) => [job.name, input.isSwitchedOn])).toEqual([
    ["a", true],
    ["b", false],
  ]);
  expect(line.producers.get("r")?.map(({ name }) => name)).toEqual(["c", "d"]);
});

/** The same circle, turned so that it begins with its smallest name. */
function turned(circle: readonly string[]): readonly string[] {
  const names = circle.slice(1);
  const least = names.toSorted()[0] ?? "";
  const at = names.indexOf(least);
  return [...names.slice(at), ...names.slice(0, at), least];
}

function chainDefinition({ isClosed = false }: { readonly isClosed?: boolean } = {}) {
  const jobs = Array.from({ length: CHAIN }, (_, index) => {
    const before = index === 0 ? (isClosed ? CHAIN - 1 : undefined) : index - 1;
    return job(`j${String(index)}`, { steps: before === undefined ? [] : [input(`j${String(before)}`)] });
  });
  return { resources: [], jobs };
}

function chain(options: { readonly isClosed?: boolean } = {}) {
  return createWorkflow(chainDefinition(options));
}
