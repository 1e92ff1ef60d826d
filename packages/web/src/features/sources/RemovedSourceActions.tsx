import type { SourceView } from "@landbridge/api";
import { useState } from "react";
import type { ReactElement } from "react";
import { useSourceAction } from "../../api/source-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { DeleteSource } from "./DeleteSource.tsx";

interface RemovedSourceActionsProps {
  readonly source: SourceView;
  /** After it is deleted for good its page is gone. */
  readonly onDeleted?: () => void;
}

/** A removed source comes back, or goes for good. */
export function RemovedSourceActions({ source, onDeleted }: RemovedSourceActionsProps): ReactElement | null {
  const restore = useSourceAction(source.name);
  const [isDeleting, setDeleting] = useState(false);
  if (!useMay("admin")) return null;
  return (
    <>
      <div className="button-row">
        <Button
          icon="undo"
          disabled={restore.isPending}
          title="Syncs it: what it declares comes back with its history"
          onClick={() => restore.mutate("restore")}
        >
          {restore.isPending ? "Restoring…" : "Restore"}
        </Button>
        <Button kind="quiet" icon="trash" disabled={restore.isPending} onClick={() => setDeleting(true)}>
          Delete for good…
        </Button>
      </div>
      {restore.error && <Refusal error={restore.error} />}
      <DeleteSource
        source={source.name}
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        {...(onDeleted ? { onDeleted } : {})}
      />
    </>
  );
}
