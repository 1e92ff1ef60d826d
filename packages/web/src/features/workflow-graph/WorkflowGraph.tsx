import type { GraphView } from "@landbridge/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import type { ReactElement } from "react";
import { ErrorNote, Patience } from "../../ui/Note.tsx";
import { useElementSize } from "../../ui/element-size.ts";
import { GraphCanvas } from "./GraphCanvas.tsx";
import { GraphActionsContext } from "./graph-actions.ts";
import type { GraphActions } from "./graph-actions.ts";
import { modelOf, structureKey, structureOf } from "./graph-model.ts";
import type { GraphModel, GraphStructure } from "./graph-model.ts";
import { neighboursOf } from "./graph-neighbours.ts";
import { requestLayout } from "./layout-engine.ts";
import { firstVertex } from "./walk-graph.ts";

interface WorkflowGraphProps {
  readonly graph: GraphView;
  readonly selected: string | undefined;
  readonly actions: GraphActions;
}

/** The live graph. Its layout follows the structure alone; statuses are painted onto it. */
export function WorkflowGraph({ graph, selected, actions }: WorkflowGraphProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const size = useElementSize(frame);
  const model = useMemo(() => modelOf(graph), [graph]);
  const { structure, key } = useStructure(model);
  const neighbours = useMemo(() => neighboursOf(structure.edges), [structure]);
  const layout = useQuery({
    queryKey: ["layout", key],
    queryFn: () => requestLayout(structure),
    staleTime: Infinity,
    // Maps are kept as they are: the cache must not compare them member by member.
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });
  const entrance = useMemo(() => layout.data && firstVertex(layout.data), [layout.data]);
  return (
    <div className="graph-frame" ref={frame}>
      {layout.error && (
        <ErrorNote
          error={layout.error}
          what="The graph could not be laid out"
          onRetry={() => void layout.refetch()}
        />
      )}
      {layout.isPending && <Patience>Laying out {structure.vertices.length} jobs and resources…</Patience>}
      {layout.data && size && (
        <GraphActionsContext value={actions}>
          <ReactFlowProvider>
            <GraphCanvas
              model={model}
              layout={layout.data}
              neighbours={neighbours}
              selected={selected !== undefined && model.vertices.has(selected) ? selected : undefined}
              entrance={entrance}
              size={size}
              layoutKey={key}
            />
          </ReactFlowProvider>
        </GraphActionsContext>
      )}
    </div>
  );
}

/** The structure, as the same object for as long as it is the same. */
function useStructure(model: GraphModel): { readonly structure: GraphStructure; readonly key: string } {
  const next = useMemo(() => {
    const structure = structureOf(model);
    return { structure, key: structureKey(structure) };
  }, [model]);
  const [kept, keep] = useState(next);
  if (kept.key === next.key) return kept;
  keep(next);
  return next;
}
