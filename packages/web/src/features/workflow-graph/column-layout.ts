import type { GraphStructure } from "./graph-model.ts";
import { neighboursOf, stagesOf } from "./graph-neighbours.ts";
import type { Neighbours } from "./graph-neighbours.ts";
import { VERTEX_SIZES } from "./layout-graph.ts";
import type { Box, GraphLayout, Point } from "./layout-graph.ts";

const COLUMN = 220 + 96;
const GAP = 18;
const SWEEPS = 12;

/**
 * The layout of graphs that are too large for ELK to be quick: columns by the longest way, and in each column
 * everybody as close as can be to the middle of their neighbours. 2,000 vertices in tens of milliseconds; edges
 * may pass behind vertices.
 */
export function columnLayout({ vertices, edges }: GraphStructure): GraphLayout {
  const neighbours = neighboursOf(edges);
  const columns = columnsOf(
    vertices.map(({ id }) => id),
    neighbours,
  );
  const heights = new Map(vertices.map(({ id, kind }) => [id, VERTEX_SIZES[kind].height]));
  const middles = middlesOf(columns, { neighbours, heights });
  const boxes = new Map<string, Box>();
  const top = Math.min(...[...middles].map(([id, middle]) => middle - (heights.get(id) ?? 0) / 2));
  const columnOf = new Map(columns.flatMap((ids, column) => ids.map((id) => [id, column] as const)));
  for (const { id, kind } of vertices) {
    const { width, height } = VERTEX_SIZES[kind];
    const x = (columnOf.get(id) ?? 0) * COLUMN;
    boxes.set(id, { x, y: (middles.get(id) ?? 0) - height / 2 - top, width, height });
  }
  const routes = new Map<string, readonly Point[]>();
  for (const { id, from, to } of edges) {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    if (start && end) routes.set(id, [outOf(start), into(end)]);
  }
  const bottom = Math.max(0, ...[...boxes.values()].map((box) => box.y + box.height));
  return { boxes, routes, width: columns.length * COLUMN - 96, height: bottom };
}

/** Who stands in which column; what nothing leads to stands right before the first that it leads to. */
function columnsOf(ids: readonly string[], neighbours: Neighbours): readonly string[][] {
  const depths = stagesOf(ids, new Set(ids), neighbours);
  const columns: string[][] = [];
  for (const id of inOrderOfVisit(ids, neighbours)) {
    const isFirst = (neighbours.upstream.get(id) ?? []).length === 0;
    const behind = (neighbours.downstream.get(id) ?? []).map((other) => depths.get(other) ?? 0);
    const depth = isFirst && behind.length > 0 ? Math.max(0, Math.min(...behind) - 1) : (depths.get(id) ?? 0);
    (columns[depth] ??= []).push(id);
  }
  return Array.from(columns, (column) => column ?? []);
}

/** Depth first, so that what belongs together begins together. */
function inOrderOfVisit(ids: readonly string[], { upstream, downstream }: Neighbours): ReadonlySet<string> {
  const seen = new Set<string>();
  const starts = [...ids.filter((id) => (upstream.get(id) ?? []).length === 0), ...ids];
  for (const start of starts) {
    const open = [start];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(downstream.get(id) ?? []), ...(upstream.get(id) ?? []));
    }
  }
  return seen;
}

interface Surroundings {
  readonly neighbours: Neighbours;
  readonly heights: ReadonlyMap<string, number>;
}

function middlesOf(
  columns: readonly string[][],
  { neighbours, heights }: Surroundings,
): ReadonlyMap<string, number> {
  const middles = new Map<string, number>();
  for (const column of columns) for (const [at, id] of column.entries()) middles.set(id, at * (56 + GAP));
  const wishOf = (id: string, sides: readonly ("upstream" | "downstream")[]): number => {
    const around = sides.flatMap((side) => neighbours[side].get(id) ?? []);
    const sum = around.reduce((total, other) => total + (middles.get(other) ?? 0), 0);
    return around.length === 0 ? (middles.get(id) ?? 0) : sum / around.length;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isBack = sweep % 2 === 1;
    // The last sweeps look to both sides, so that chains become straight.
    const sides = sweep >= SWEEPS - 4 ? BOTH : isBack ? AFTER : BEFORE;
    for (const column of isBack ? columns.toReversed() : columns) {
      const wishes = column.map((id) => ({ id, wish: wishOf(id, sides), height: heights.get(id) ?? 0 }));
      wishes.sort((a, b) => a.wish - b.wish);
      for (const { id, middle } of spread(wishes)) middles.set(id, middle);
    }
  }
  return middles;
}

const BEFORE = ["upstream"] as const;
const AFTER = ["downstream"] as const;
const BOTH = ["upstream", "downstream"] as const;

interface Wish {
  readonly id: string;
  readonly wish: number;
  readonly height: number;
}

/**
 * Everybody as close to their wish as the room between them allows: neighbours that would overlap become a block,
 * and a block stands at the mean of its wishes (pool adjacent violators).
 */
export function spread(wishes: readonly Wish[]): readonly { readonly id: string; readonly middle: number }[] {
  let offset = 0;
  const offsets = wishes.map((wish, at) => {
    const before = wishes[at - 1];
    if (before) offset += (before.height + wish.height) / 2 + GAP;
    return offset;
  });
  const blocks: { sum: number; count: number }[] = [];
  for (const [at, { wish }] of wishes.entries()) {
    let block = { sum: wish - (offsets[at] ?? 0), count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
  const starts = blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  return wishes.map(({ id }, at) => ({ id, middle: (starts[at] ?? 0) + (offsets[at] ?? 0) }));
}

function outOf(box: Box): Point {
  return { x: box.x + box.width, y: box.y + box.height / 2 };
}

function into(box: Box): Point {
  return { x: box.x, y: box.y + box.height / 2 };
}
