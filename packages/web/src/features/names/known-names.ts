import type { GraphView } from "@landbridge/api";
import { useGraph } from "../../api/queries.ts";
import type { KnownNames } from "./link-names.ts";

const NONE: KnownNames = { jobs: new Set(), resources: new Set() };
const found = new WeakMap<GraphView, KnownNames>();

/** The names that have a page; gathered once per graph, however many sentences ask. */
export function useKnownNames(): KnownNames {
  const { data: graph } = useGraph();
  return graph ? namesOf(graph) : NONE;
}

function namesOf(graph: GraphView): KnownNames {
  const known = found.get(graph) ?? {
    jobs: new Set(graph.jobs.map(({ name }) => name)),
    resources: new Set(graph.resources.map(({ name }) => name)),
  };
  found.set(graph, known);
  return known;
}
