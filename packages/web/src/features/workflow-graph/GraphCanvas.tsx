import { Background, MiniMap, Panel, ReactFlow, useReactFlow, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { HoverLabel } from "./HoverLabel.tsx";
import { JobVertex } from "./JobVertex.tsx";
import { ResourceVertex } from "./ResourceVertex.tsx";
import { RouteEdge } from "./RouteEdge.tsx";
import { flowElements } from "./flow-elements.ts";
import type { FlowElements, FlowElementsInput, FlowVertex } from "./flow-elements.ts";
import { useGraphActions } from "./graph-actions.ts";
import { HoverContext, createHoverStore } from "./graph-hover.ts";
import { familyOf } from "./graph-neighbours.ts";
import type { Neighbours } from "./graph-neighbours.ts";
import { useGraphKeys } from "./graph-keys.ts";
import {
  bringIntoSight,
  farthestZoom,
  initialViewport,
  rememberViewport,
  wholeViewport,
} from "./graph-viewport.ts";

const vertexTypes = { job: JobVertex, resource: ResourceVertex };
const edgeTypes = { route: RouteEdge };
/** Above this many vertices only those in sight are drawn. */
const MANY = 150;

interface GraphCanvasProps extends FlowElementsInput {
  readonly neighbours: Neighbours;
  readonly size: { readonly width: number; readonly height: number };
  /** The same for the same structure: where somebody had scrolled to comes back with it. */
  readonly layoutKey: string;
}

export function GraphCanvas(props: GraphCanvasProps): ReactElement {
  const [hover] = useState(createHoverStore);
  const elements = useElements(props);
  const keys = useGraphKeys(props);
  const zoomBand = useStore((state) => bandOf(state.transform[2]));
  const actions = useGraphActions();
  const flow = useReactFlow();
  useSelectedInSight(props);
  const light = (node: FlowVertex): void => hover.set(node.id, familyOf(props.neighbours, node.id));
  const unlight = (): void => hover.set(undefined, new Set());
  return (
    <HoverContext value={hover}>
      <div
        className="graph-canvas"
        data-zoom={zoomBand}
        role="application"
        aria-label="Workflow graph: arrow keys walk along edges, Enter opens, Escape closes"
        onKeyDown={(event: KeyboardEvent) => keys(event)}
      >
        <ReactFlow<FlowVertex>
          nodes={elements.nodes as FlowVertex[]}
          edges={elements.edges as never}
          nodeTypes={vertexTypes}
          edgeTypes={edgeTypes as never}
          defaultViewport={initialViewport(props.layoutKey, props.layout, props.size)}
          onMoveEnd={(_, viewport) => rememberViewport(props.layoutKey, viewport)}
          minZoom={farthestZoom(props.layout, props.size)}
          maxZoom={2}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          selectNodesOnDrag={false}
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={null}
          disableKeyboardA11y
          onlyRenderVisibleElements={elements.nodes.length > MANY}
          proOptions={{ hideAttribution: true }}
          onNodeMouseEnter={(_, node) => light(node)}
          onNodeMouseLeave={unlight}
          onPaneClick={() => actions.select(undefined)}
        >
          <Background gap={24} size={1.2} />
          <ZoomButtons
            onWhole={() => void flow.setViewport(wholeViewport(props.layout, props.size), { duration: 160 })}
          />
          <MiniMap<FlowVertex>
            className="graph-map"
            pannable
            zoomable
            nodeColor={mapColor}
            style={{ width: 168, height: 112 }}
            nodeBorderRadius={8}
            ariaLabel="Overview of the graph"
          />
          {zoomBand === "far" && <HoverLabel model={props.model} />}
        </ReactFlow>
      </div>
    </HoverContext>
  );
}

/** Elements with memory, so that a status change makes one new element and not all of them. */
function useElements({ model, layout, selected, entrance }: FlowElementsInput): FlowElements {
  const [kept, keep] = useState<{ input: FlowElementsInput; elements: FlowElements }>();
  const old = kept?.input;
  const isSame =
    old?.model === model && old.layout === layout && old.selected === selected && old.entrance === entrance;
  if (kept && isSame) return kept.elements;
  const input = { model, layout, selected, entrance };
  const elements = flowElements(input, kept?.elements);
  keep({ input, elements });
  return elements;
}

/** Keys, search and the opening of the inspector can leave the selected vertex out of sight. */
function useSelectedInSight({ selected, layout, size }: GraphCanvasProps): void {
  const flow = useReactFlow();
  const box = selected === undefined ? undefined : layout.boxes.get(selected);
  const isFirst = useRef(true);
  useEffect(() => {
    const duration = isFirst.current ? 0 : 160;
    isFirst.current = false;
    if (!box) return;
    const viewport = flow.getViewport();
    const next = bringIntoSight(box, viewport, size);
    if (next !== viewport) void flow.setViewport(next, { duration });
  }, [box, size, flow]);
}

function ZoomButtons({ onWhole }: { readonly onWhole: () => void }): ReactElement {
  const flow = useReactFlow();
  return (
    <Panel position="bottom-left" className="graph-zoom">
      <IconButton icon="plus" label="Nearer (+)" onClick={() => void flow.zoomIn({ duration: 120 })} />
      <IconButton icon="minus" label="Farther (-)" onClick={() => void flow.zoomOut({ duration: 120 })} />
      <IconButton icon="fit" label="All of it (0)" onClick={onWhole} />
    </Panel>
  );
}

function mapColor({ data: { vertex } }: FlowVertex): string {
  return vertex.kind === "job" ? `var(--status-${vertex.job.status})` : "var(--line-strong)";
}

function bandOf(zoom: number): "far" | "middle" {
  return zoom < 0.42 ? "far" : "middle";
}
