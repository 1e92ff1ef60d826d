import type { DeletedObjectView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useDeleteForGood } from "../../api/source-queries.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { countOf } from "./plan-words.ts";

interface DeleteObjectProps {
  readonly thing: DeletedObjectView;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Asks before a removed job or resource goes for good, with its history. */
export function DeleteObject({ thing, isOpen, onOpenChange }: DeleteObjectProps): ReactElement {
  const { name, kind, historyLength } = thing;
  const deletion = useDeleteForGood(thing);
  const close = (isStillOpen: boolean): void => {
    if (!isStillOpen) deletion.reset();
    onOpenChange(isStillOpen);
  };
  const history = countOf(historyLength, kind === "job" ? "run" : "version");
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={close}
      title={`Delete ${name} for good?`}
      description={`The ${kind} goes with ${historyLength === 1 ? "its" : "all its"} ${history}. This can't be undone.`}
      phrase={name}
      confirm={{
        label: "Delete for good",
        pendingLabel: "Deleting…",
        icon: "trash",
        isPending: deletion.isPending,
        error: deletion.error,
        onConfirm: () => deletion.mutate(undefined, { onSuccess: () => close(false) }),
      }}
    />
  );
}
