import { Panel } from "@xyflow/react";
import type { ReactElement } from "react";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { useHovered } from "./graph-hover.ts";
import type { GraphModel } from "./graph-model.ts";

/** From far away vertices are blocks without names: the name of the one under the pointer stands here. */
export function HoverLabel({ model }: { readonly model: GraphModel }): ReactElement | null {
  const hovered = useHovered();
  const vertex = hovered === undefined ? undefined : model.vertices.get(hovered);
  if (!vertex) return null;
  return (
    <Panel position="bottom-center" className="graph-label">
      <strong>{vertex.id}</strong>
      {vertex.kind === "job" ? (
        <StatusMark status={vertex.job.status} as="line" />
      ) : (
        <span>{vertex.resource.type}</span>
      )}
    </Panel>
  );
}
