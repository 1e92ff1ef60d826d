import { useState } from "react";
import type { ReactElement } from "react";
import { useDropWaiting } from "../../api/rerun-queries.ts";
import { Button } from "../../ui/Button.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

/** Takes back the waiting job of a strict job, after asking. */
export function DropWaiting({ job }: { readonly job: string }): ReactElement {
  const drop = useDropWaiting(job);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button icon="trash" onClick={() => setAsking(true)}>
        Delete the waiting job…
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Delete the waiting job of ${job}?`}
        description="Nothing starts when its wait would be over. The next change makes a new one, and a person can always run the job."
        confirm={{
          label: "Delete",
          pendingLabel: "Deleting…",
          icon: "trash",
          action: drop,
          onConfirm: () => drop.mutate(undefined, { onSuccess: () => setAsking(false) }),
        }}
      />
    </>
  );
}
