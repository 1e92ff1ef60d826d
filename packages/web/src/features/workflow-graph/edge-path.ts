import type { Point } from "./layout-graph.ts";

/** How far a curve that must turn back reaches out before it turns. */
const TURN = 36;

/** A route as a smooth line: it leaves and enters every point horizontally, as the layers run. */
export function edgePath(route: readonly Point[]): string {
  const [start, ...rest] = route;
  if (!start) return "";
  let path = `M${round(start.x)},${round(start.y)}`;
  let from = start;
  for (const to of rest) {
    path += segment(from, to);
    from = to;
  }
  return path;
}

/** A place on the edge close to its end: there the dot of news sits. */
export function nearEnd(route: readonly Point[]): Point {
  const end = route.at(-1) ?? { x: 0, y: 0 };
  return { x: end.x - 14, y: end.y };
}

function segment(from: Point, to: Point): string {
  const end = `${round(to.x)},${round(to.y)}`;
  if (Math.abs(to.y - from.y) < 0.5) return `L${end}`;
  const reach = to.x > from.x ? (to.x - from.x) / 2 : TURN;
  return `C${round(from.x + reach)},${round(from.y)} ${round(to.x - reach)},${round(to.y)} ${end}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
