import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";

/** The plan that was looked at is not what a sync would do now: nothing was done. */
export function PlanOutdated({ onLook }: { readonly onLook: () => void }): ReactElement {
  const note = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone.
  useEffect(() => note.current?.querySelector("button")?.focus(), []);
  return (
    <div className="note" data-tone="warning" role="alert" ref={note}>
      <span className="note-mark">
        <Icon name="inconsistent" />
      </span>
      <div className="note-words">
        <strong>The plan is out of date; nothing was changed.</strong>
        <span>The source or the workflow is different from when you looked.</span>
        <span>
          <Button icon="search" onClick={onLook}>
            Look again
          </Button>
        </span>
      </div>
    </div>
  );
}
