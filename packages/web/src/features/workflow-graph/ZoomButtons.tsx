import { Panel, useReactFlow } from "@xyflow/react";
import type { ReactElement } from "react";
import { IconButton } from "../../ui/Button.tsx";

export function ZoomButtons({ onShowAll }: { readonly onShowAll: () => void }): ReactElement {
  const flow = useReactFlow();
  return (
    <Panel position="bottom-left" className="graph-zoom">
      <IconButton icon="plus" label="Nearer (+)" onClick={() => void flow.zoomIn({ duration: 120 })} />
      <IconButton icon="minus" label="Farther (-)" onClick={() => void flow.zoomOut({ duration: 120 })} />
      <IconButton icon="fit" label="All of it (0)" onClick={onShowAll} />
    </Panel>
  );
}
