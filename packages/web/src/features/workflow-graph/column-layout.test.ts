import { expect, test } from "vitest";
import { columnLayout, spread } from "./column-layout.ts";
import type { GraphStructure } from "./graph-model.ts";

/** "repo > test": jobs, in the order of their names. */
function structure(...lines: readonly string[]): GraphStructure {
  const edges = lines.map((line) => {
    const [from = "", , to = ""] = line.split(" ");
    return { id: line, from, to };
  });
  const ids = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
  return { vertices: ids.map((id) => ({ id, kind: "job" as const })), edges };
}

test("a chain is a straight line from left to right", () => {
  const { boxes } = columnLayout(structure("a > b", "b > c"));
  expect(["a", "b", "c"].map((id) => boxes.get(id)?.y)).toEqual([0, 0, 0]);
  expect(["a", "b", "c"].map((id) => (boxes.get(id)?.x ?? 0) / 316)).toEqual([0, 1, 2]);
});

test("what leads to the end of a chain only stands right before it", () => {
  const { boxes } = columnLayout(structure("a > b", "b > c", "c > d", "env > d"));
  expect(boxes.get("env")?.x).toBe(boxes.get("c")?.x);
});

test("a join stands in the middle of what it joins", () => {
  const { boxes } = columnLayout(structure("a > join", "b > join", "c > join"));
  expect(boxes.get("join")?.y).toBe(74);
});

test("no two vertices overlap, and every edge goes from side to side", () => {
  const lines = Array.from(
    { length: 300 },
    (_, at) => `v${Math.floor(at / 3)} > v${at + 1 + ((at * 7) % 11)}`,
  );
  const { boxes, routes, width, height } = columnLayout(structure(...lines));
  const all = [...boxes.values()];
  const overlaps = all.filter((a) =>
    all.some((b) => a !== b && a.x === b.x && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + 17.9),
  );
  expect(overlaps).toEqual([]);
  expect(routes.size).toBe(new Set(lines).size);
  expect(all.every((box) => box.x + box.width <= width && box.y >= 0 && box.y + box.height <= height)).toBe(
    true,
  );
});

test("a circle has a layout too, and the same graph always the same", () => {
  const circle = structure("a > b", "b > a", "b > c");
  expect(columnLayout(circle)).toEqual(columnLayout(circle));
  expect(columnLayout(circle).boxes.size).toBe(3);
});

test("those who wish for the same place stand round it, those with room where they wish", () => {
  const wishes = [
    { id: "a", wish: 0, height: 10 },
    { id: "b", wish: 100, height: 10 },
    { id: "c", wish: 100, height: 10 },
  ];
  expect(spread(wishes)).toEqual([
    { id: "a", middle: 0 },
    { id: "b", middle: 86 },
    { id: "c", middle: 114 },
  ]);
});
