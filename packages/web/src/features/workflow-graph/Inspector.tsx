import type { GraphView } from "@landbridge/api";
import type { ReactElement } from "react";
import { IconButton } from "../../ui/Button.tsx";
import { ResizablePanel } from "../../ui/ResizablePanel.tsx";
import { useKeys } from "../../ui/keys.ts";
import { JobInspector } from "../jobs/JobInspector.tsx";
import { ResourceInspector } from "../resources/ResourceInspector.tsx";
import { focusVertex } from "./focus-vertex.ts";

interface InspectorProps {
  readonly graph: GraphView;
  readonly selected: string;
  readonly onClose: () => void;
}

/** Whatever is selected, beside the graph; a sheet from below on a phone. */
export function Inspector({ graph, selected, onClose }: InspectorProps): ReactElement {
  // Whoever came in with the keyboard goes out the same way, to where they came from.
  const close = (): void => {
    focusVertex(selected);
    onClose();
  };
  useKeys({ Escape: close });
  const job = graph.jobs.find(({ name }) => name === selected);
  const resource = graph.resources.find(({ name }) => name === selected);
  return (
    <ResizablePanel name="inspector" label={`About ${selected}`}>
      <div className="inspector-close">
        <IconButton icon="close" label="Close (Escape)" onClick={close} />
      </div>
      {job && <JobInspector job={job} />}
      {!job && resource && <ResourceInspector resource={resource} graph={graph} />}
      {!job && !resource && <p className="patience">There is no {selected} in this workflow.</p>}
    </ResizablePanel>
  );
}
