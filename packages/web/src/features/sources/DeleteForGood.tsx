import type { ReactElement, ReactNode } from "react";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import type { ConfirmedAction } from "../../ui/ConfirmDialog.tsx";

interface DeleteForGoodProps {
  readonly name: string;
  /** What goes with it, as a sentence. */
  readonly description: string;
  readonly children?: ReactNode;
  readonly deletion: ConfirmedAction;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onConfirm: () => void;
}

/** Asks before something removed goes with its history: its name has to be typed. */
export function DeleteForGood(props: DeleteForGoodProps): ReactElement {
  const { name, description, children, deletion, isOpen, onOpenChange, onConfirm } = props;
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Delete ${name} for good?`}
      description={`${description} This can't be undone.`}
      phrase={name}
      confirm={{
        label: "Delete for good",
        pendingLabel: "Deleting…",
        icon: "trash",
        action: deletion,
        onConfirm,
      }}
    >
      {children}
    </ConfirmDialog>
  );
}
