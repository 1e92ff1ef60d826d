import type { EdgeProps } from "@xyflow/react";
import { memo } from "react";
import type { ReactElement } from "react";
import { edgePath, nearEnd } from "./edge-path.ts";
import type { FlowEdge } from "./flow-elements.ts";
import { useIsDimmed } from "./graph-hover.ts";

/** An edge along the route of the layout: solid or dotted, flowing into a processing job, dotted with news. */
export const RouteEdge = memo(function RouteEdge({
  source,
  target,
  data,
}: EdgeProps<FlowEdge>): ReactElement | null {
  const isDimmed = useIsDimmed(source, target);
  if (!data) return null;
  const { edge, route } = data;
  const path = edgePath(route);
  const dot = nearEnd(route);
  return (
    <g
      className="edge"
      data-dimmed={isDimmed ? "" : undefined}
      data-switched-off={edge.isSwitchedOn ? undefined : ""}
      data-flowing={edge.isFlowing ? "" : undefined}
    >
      <path className="edge-line" d={path} />
      {edge.isFlowing && <path className="edge-flow" d={path} />}
      {edge.hasNews && (
        <circle className="edge-news" cx={dot.x} cy={dot.y} r={4.5}>
          <title>{`Something new from ${edge.from} waits here: the input is switched off.`}</title>
        </circle>
      )}
    </g>
  );
});
