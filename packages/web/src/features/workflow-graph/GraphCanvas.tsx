import { Background, MiniMap, ReactFlow } from "@xyflow/react";
import type { ReactFlowProps } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useState } from "react";
import type { ReactElement } from "react";
import { FarGraphCanvas } from "./FarGraphCanvas.tsx";
import { HoverLabel } from "./HoverLabel.tsx";
import { JobVertex } from "./JobVertex.tsx";
import { ResourceVertex } from "./ResourceVertex.tsx";
import { RouteEdge } from "./RouteEdge.tsx";
import { ZoomButtons } from "./ZoomButtons.tsx";
import type { FlowEdge, FlowElements, FlowElementsInput, FlowVertex } from "./flow-elements.ts";
import { useGraphActions } from "./graph-actions.ts";
import { HoverContext, createHoverStore } from "./graph-hover.ts";
import { useGraphKeys } from "./graph-keys.ts";
import type { Neighbours } from "./graph-neighbours.ts";
import { farthestZoom, initialViewport, rememberViewport } from "./graph-viewport.ts";
import { useFlowElements } from "./use-flow-elements.ts";
import { useGraphPointer } from "./use-graph-pointer.ts";
import { usePainting } from "./use-painting.ts";
import { useSelectedInSight } from "./use-selected-in-sight.ts";

const VERTEX_TYPES = { job: JobVertex, resource: ResourceVertex };
const EDGE_TYPES = { route: RouteEdge };
const NO_ELEMENTS: FlowElements = { nodes: [], edges: [] };

/** Nothing is moved, joined or chosen by the canvas itself: the layout is made by the structure, the rest by links. */
const STILL: Partial<ReactFlowProps<FlowVertex, FlowEdge>> = {
  nodesDraggable: false,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  zoomOnDoubleClick: false,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
  zoomActivationKeyCode: null,
  disableKeyboardA11y: true,
  proOptions: { hideAttribution: true },
};

interface GraphCanvasProps extends FlowElementsInput {
  readonly neighbours: Neighbours;
  readonly size: { readonly width: number; readonly height: number };
  /** The same for the same structure: where somebody had scrolled to comes back with it. */
  readonly layoutKey: string;
}

export function GraphCanvas(props: GraphCanvasProps): ReactElement {
  const { model, layout, neighbours, selected, size, layoutKey } = props;
  const [hover] = useState(createHoverStore);
  const { isFar, isMany, isPainted, showAll } = usePainting(props);
  const elements = useFlowElements(props);
  const { nodes, edges } = isPainted ? NO_ELEMENTS : elements;
  const keys = useGraphKeys({ ...props, showAll });
  const actions = useGraphActions();
  const pointer = useGraphPointer({ layout, neighbours, isPainted, hover });
  useSelectedInSight(props);
  return (
    <HoverContext value={hover}>
      <div
        className="graph-canvas"
        data-zoom={isFar ? "far" : "near"}
        role="application"
        aria-label="Workflow graph: arrow keys walk along edges, Enter opens, Escape closes"
        tabIndex={isPainted ? 0 : -1}
        onKeyDown={keys}
      >
        <ReactFlow<FlowVertex, FlowEdge>
          {...STILL}
          nodes={nodes}
          edges={edges}
          nodeTypes={VERTEX_TYPES}
          edgeTypes={EDGE_TYPES}
          defaultViewport={initialViewport(layoutKey, layout, size)}
          onMoveEnd={(_, viewport) => rememberViewport(layoutKey, viewport)}
          minZoom={farthestZoom(layout, size)}
          maxZoom={2}
          onlyRenderVisibleElements={isMany}
          onNodeMouseEnter={(_, node) => pointer.light(node.id)}
          onNodeMouseLeave={() => pointer.light(undefined)}
          onPaneClick={(event) => actions.select(pointer.paintedAt(event))}
          onPaneMouseMove={pointer.onPaneMove}
        >
          {isPainted ? <FarGraphCanvas {...props} /> : <Background gap={24} size={1.2} />}
          <ZoomButtons onShowAll={showAll} />
          {!isPainted && <GraphMap />}
          {isFar && <HoverLabel model={model} />}
        </ReactFlow>
        {selected !== undefined && isPainted && <span className="unseen">{selected} is selected.</span>}
      </div>
    </HoverContext>
  );
}

function GraphMap(): ReactElement {
  return (
    <MiniMap<FlowVertex>
      className="graph-map"
      pannable
      zoomable
      nodeColor={({ data: { vertex } }) =>
        vertex.kind === "job" ? `var(--status-${vertex.job.status})` : "var(--line-strong)"
      }
      style={{ width: 168, height: 112 }}
      nodeBorderRadius={8}
      ariaLabel="Overview of the graph"
    />
  );
}
