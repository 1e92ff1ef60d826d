import type { GraphView } from "@landbridge/api";

export interface ResourceNeighbours {
  readonly madeBy: readonly string[];
  readonly readBy: readonly string[];
}

/** The jobs on either side of a resource. */
export function neighboursOfResource(graph: GraphView | undefined, resource: string): ResourceNeighbours {
  const edges = graph?.edges ?? [];
  return {
    madeBy: edges.filter((edge) => edge.to === resource).map((edge) => edge.from),
    readBy: edges.filter((edge) => edge.from === resource).map((edge) => edge.to),
  };
}
