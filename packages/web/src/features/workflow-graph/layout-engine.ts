import ELK from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import { readSetting, writeSetting } from "../../ui/settings.ts";
import { structureKey } from "./graph-model.ts";
import type { GraphStructure } from "./graph-model.ts";
import { columnLayout } from "./column-layout.ts";
import { elkGraphOf, readLayout } from "./layout-graph.ts";
import type { ElkGraph, GraphLayout } from "./layout-graph.ts";
import { packLayout, shortKey, unpackLayout } from "./layout-memory.ts";

/** Layouts made so far, by structure: coming back to the page, or a status change, costs nothing and moves nothing. */
const layouts = new Map<string, Promise<GraphLayout>>();
const MOST_LAYOUTS = 8;

interface LayoutEngine {
  readonly elk: InstanceType<typeof ELK>;
  /** Rejects when the worker does: ELK itself would wait for ever. */
  readonly failure: Promise<never>;
}

let engine: LayoutEngine | undefined;

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

/** ELK looks long for few crossings; from here on that is longer than anybody waits. */
const TOO_MANY_FOR_ELK = 400;

async function runEngine(structure: GraphStructure, key: string): Promise<GraphLayout> {
  if (structure.vertices.length > TOO_MANY_FOR_ELK) return columnLayout(structure);
  const kept = keptLayout(key);
  if (kept) return kept;
  engine ??= startEngine();
  const answer: ElkGraph = await Promise.race([engine.elk.layout(elkGraphOf(structure)), engine.failure]);
  const layout = readLayout(answer);
  keepLayout(key, layout);
  return layout;
}

function startEngine(): LayoutEngine {
  const worker = new Worker(workerUrl, { name: "layout" });
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener("error", () => {
      // The next attempt gets a worker of its own.
      engine = undefined;
      reject(new TypeError("The layout engine could not be loaded."));
    });
  });
  // Raced with each layout; without one under way nobody has to hear of it.
  failure.catch(() => undefined);
  return { elk: new ELK({ workerFactory: () => worker }), failure };
}

/** One layout stays in the browser: the next visit begins with the graph. The name changes with the options of ELK. */
const SETTING = "layout-1";

function keepLayout(key: string, layout: GraphLayout): void {
  writeSetting(SETTING, `${shortKey(key)} ${packLayout(layout)}`);
}

function keptLayout(key: string): GraphLayout | undefined {
  const kept = readSetting(SETTING) ?? "";
  const name = `${shortKey(key)} `;
  return kept.startsWith(name) ? unpackLayout(kept.slice(name.length)) : undefined;
}
