import type { GraphView } from "@landbridge/api";
import type { ReactElement } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { ResizablePanel } from "../../ui/ResizablePanel.tsx";
import { JobInspector } from "../jobs/JobInspector.tsx";
import { ResourceInspector } from "../resources/ResourceInspector.tsx";

interface InspectorProps {
  readonly graph: GraphView;
  readonly selected: string;
  readonly onClose: () => void;
}

/** Whatever is selected, beside the graph; a sheet from below on a phone. */
export function Inspector({ graph, selected, onClose }: InspectorProps): ReactElement {
  const job = graph.jobs.find(({ name }) => name === selected);
  const resource = graph.resources.find(({ name }) => name === selected);
  return (
    <ResizablePanel name="inspector" label={`About ${selected}`}>
      <div className="inspector-close">
        <IconButton icon="close" label="Close (Escape)" onClick={onClose} />
      </div>
      {job && <JobInspector job={job} />}
      {!job && resource && <ResourceInspector resource={resource} graph={graph} />}
      {!job && !resource && <p className="patience">There is no {selected} in this workflow.</p>}
    </ResizablePanel>
  );
}
