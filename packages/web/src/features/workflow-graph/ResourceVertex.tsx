import type { ResourceView } from "@landbridge/api";
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { ReactElement } from "react";
import { resourcePath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { iconOfType } from "../../ui/type-icon.ts";
import { versionWords } from "../../ui/version-words.ts";
import { VertexLink } from "./VertexLink.tsx";
import type { FlowVertex } from "./flow-elements.ts";

/** A resource in the graph: a pill with its newest version. */
export const ResourceVertex = memo(function ResourceVertex({
  data,
  selected,
}: NodeProps<FlowVertex>): ReactElement | null {
  if (data.vertex.kind !== "resource") return null;
  const { resource } = data.vertex;
  return (
    <VertexLink
      id={resource.name}
      kind="resource"
      href={resourcePath(resource.name)}
      className="vertex vertex-resource"
      label={labelOf(resource)}
      isSelected={selected}
      isTabStop={data.isTabStop}
      attributes={{ "data-inconsistent": resource.inconsistent === undefined ? undefined : "" }}
    >
      <Icon
        name={resource.inconsistent === undefined ? iconOfType(resource.type) : "inconsistent"}
        className="vertex-type"
      />
      <span className="vertex-name" title={`${resource.name} (${resource.type})`}>
        {resource.name}
      </span>
      {resource.latest && <span className="vertex-chip mono">{versionWords(resource.latest)}</span>}
    </VertexLink>
  );
});

function labelOf(resource: ResourceView): string {
  const version = resource.latest ? `newest version ${versionWords(resource.latest)}` : "no version yet";
  return `Resource ${resource.name}, ${resource.type}: ${resource.inconsistent ?? version}`;
}
