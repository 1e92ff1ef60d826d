import type { Box, GraphLayout, Point } from "./layout-graph.ts";

/** A layout as little text, for the browser's storage: 2,000 vertices in about 200 kB. */
export function packLayout(layout: GraphLayout): string {
  const boxes = [...layout.boxes].map(([id, { x, y, width, height }]) => [
    id,
    ...[x, y, width, height].map(round),
  ]);
  const routes = [...layout.routes].map(([id, points]) => [
    id,
    ...points.flatMap(({ x, y }) => [round(x), round(y)]),
  ]);
  return JSON.stringify([round(layout.width), round(layout.height), boxes, routes]);
}

/** Reads what `packLayout` wrote; undefined when it is something else. */
export function unpackLayout(text: string): GraphLayout | undefined {
  const packed = parse(text);
  if (!Array.isArray(packed)) return undefined;
  const [width, height, boxes, routes] = packed as unknown[];
  if (
    typeof width !== "number" ||
    typeof height !== "number" ||
    !Array.isArray(boxes) ||
    !Array.isArray(routes)
  ) {
    return undefined;
  }
  return {
    width,
    height,
    boxes: new Map(boxes.flatMap(unpackBox)),
    routes: new Map(routes.flatMap(unpackRoute)),
  };
}

/** A short name for a long key: 53 bits, so that two of one person's graphs never share one. */
export function shortKey(key: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}

function unpackBox(row: unknown): [string, Box][] {
  if (!isRow(row)) return [];
  const [id, x = 0, y = 0, width = 0, height = 0] = row;
  return [[id, { x, y, width, height }]];
}

function unpackRoute(row: unknown): [string, readonly Point[]][] {
  if (!isRow(row)) return [];
  const [id, ...numbers] = row;
  const points = Array.from({ length: numbers.length / 2 }, (_, at) => ({
    x: numbers[2 * at] ?? 0,
    y: numbers[2 * at + 1] ?? 0,
  }));
  return [[id, points]];
}

function isRow(row: unknown): row is [string, ...number[]] {
  return (
    Array.isArray(row) &&
    typeof row[0] === "string" &&
    row.slice(1).every((value) => typeof value === "number")
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else wrote under our name: as if nothing stood there.
    return undefined;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
