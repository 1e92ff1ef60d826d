import type { ReactElement } from "react";
import { usePlan, useSourceAction } from "../../api/source-queries.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { ErrorNote } from "../../ui/Note.tsx";
import { PlanReading } from "./PlanReading.tsx";
import { PlannedSync } from "./PlannedSync.tsx";

interface RemoveSourceProps {
  readonly source: string;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** A source that never declared anything is forgotten at once. */
  readonly onRemoved: () => void;
}

/** Asks before a source leaves the workflow, with the plan of that. */
export function RemoveSource({ source, isOpen, onOpenChange, onRemoved }: RemoveSourceProps): ReactElement {
  const removal = useSourceAction(source);
  const plan = usePlan({ source, isRemoval: true, isWanted: isOpen });
  const isPlanned = plan.data !== undefined && !plan.isFetching && plan.data.outcome !== "refused";
  const onConfirm = (): void =>
    removal.mutate("remove", {
      onSuccess: () => {
        onOpenChange(false);
        onRemoved();
      },
    });
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Remove the source ${source}?`}
      description="What it declares leaves the workflow. Histories are kept, and it can be restored until it is deleted for good."
      confirm={{
        label: "Remove",
        pendingLabel: "Removing…",
        icon: "minus",
        isDisabled: !isPlanned,
        action: removal,
        onConfirm,
      }}
    >
      {plan.isFetching && <PlanReading what="Working out what that would do" />}
      {plan.error && !plan.isFetching && (
        <ErrorNote
          error={plan.error}
          what="What that would do could not be worked out"
          onRetry={() => void plan.refetch()}
        />
      )}
      {plan.data && !plan.isFetching && <PlannedSync planned={plan.data} />}
    </ConfirmDialog>
  );
}
