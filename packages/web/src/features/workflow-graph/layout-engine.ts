import ELK from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { readSetting, writeSetting } from "../../ui/settings.ts";
import { structureKey } from "./graph-model.ts";
import type { GraphStructure } from "./graph-model.ts";
import { elkGraphOf, readLayout } from "./layout-graph.ts";
import type { ElkGraph, GraphLayout } from "./layout-graph.ts";

/** Layouts made so far, by structure: coming back to the page, or a status change, costs nothing and moves nothing. */
const layouts = new Map<string, Promise<GraphLayout>>();
const MOST_LAYOUTS = 8;

let engine: InstanceType<typeof ELK> | undefined;

/** Lays the graph out in a worker of its own; the same structure gives the same promise. */
export function requestLayout(structure: GraphStructure): Promise<GraphLayout> {
  const key = structureKey(structure);
  const known = layouts.get(key);
  if (known) return known;
  const layout = runEngine(structure, key);
  layouts.set(key, layout);
  // A failed layout may be asked for again.
  layout.catch(() => layouts.delete(key));
  const oldest = layouts.size > MOST_LAYOUTS ? layouts.keys().next().value : undefined;
  if (oldest !== undefined) layouts.delete(oldest);
  return layout;
}

async function runEngine(structure: GraphStructure, key: string): Promise<GraphLayout> {
  const kept = keptAnswer(key);
  if (kept) return readLayout(kept);
  engine ??= new ELK({ workerFactory: () => new Worker(workerUrl, { name: "layout" }) });
  const answer: ElkGraph = await engine.layout(elkGraphOf(structure));
  if (structure.vertices.length <= MOST_VERTICES_KEPT) keepAnswer(key, answer);
  return readLayout(answer);
}

/** One layout stays in the browser, so that the next visit begins with the graph and not with its layout. */
const MOST_VERTICES_KEPT = 500;
const LAYOUT_SETTING = "layout-1";

function keepAnswer(key: string, answer: ElkGraph): void {
  writeSetting(LAYOUT_SETTING, JSON.stringify({ key, answer }));
}

function keptAnswer(key: string): ElkGraph | undefined {
  try {
    // Written by ourselves, under a name that changes with its shape.
    const kept = JSON.parse(readSetting(LAYOUT_SETTING) ?? "{}") as { key?: string; answer?: ElkGraph };
    return kept.key === key ? kept.answer : undefined;
  } catch {
    // Somebody wrote something else there: lay it out again.
    return undefined;
  }
}
