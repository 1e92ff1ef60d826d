import type { SourcePlanView, SourceView } from "@landbridge/api";
import { ApiError } from "@landbridge/api";
import { useRef, useState } from "react";
import type { ReactElement, RefObject } from "react";
import { useLocation } from "wouter";
import { usePlan, useSyncSource } from "../../api/source-queries.ts";
import { useMay } from "../../api/workspace.ts";
import { sourcePath, sourcePlanPath } from "../../paths.ts";
import { Button } from "../../ui/Button.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { ErrorNote } from "../../ui/Note.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { PlanOutdated } from "./PlanOutdated.tsx";
import { PlanReading } from "./PlanReading.tsx";
import { PlannedSync } from "./PlannedSync.tsx";
import { SyncResult } from "./SyncResult.tsx";

interface PlanPanelProps {
  readonly source: SourceView;
  /** The address asks for the plan. */
  readonly isOpen: boolean;
}

/** What the next sync would do, read when asked for, and the sync that does just that. */
export function PlanPanel(props: PlanPanelProps): ReactElement {
  const { card, applied, plan, sync, look, apply } = usePlanPanel(props);
  const { source, isOpen } = props;
  const planned = isOpen && !plan.isFetching ? plan.data : undefined;
  const isOutdated = sync.error instanceof ApiError && sync.error.view.code === "PLAN_OUTDATED";
  return (
    <section className="card plan-card" aria-label="Plan" ref={card} tabIndex={-1}>
      <header className="card-head">
        <h2>Plan</h2>
        {planned && <PlanRead commit={planned.commit} at={plan.dataUpdatedAt} />}
        {planned && !isOutdated && (
          <Button kind="quiet" icon="sync" onClick={look}>
            Look again
          </Button>
        )}
      </header>
      <div className="card-body plan-body">
        {!isOpen && applied && <SyncResult after={applied} />}
        {!isOpen && <PlanOffer onLook={look} />}
        {isOpen && plan.isFetching && (
          <PlanReading what={`Reading ${source.name} and asking its repositories for news`} />
        )}
        {isOpen && !plan.isFetching && plan.error && (
          <ErrorNote error={plan.error} what="The plan could not be made" onRetry={look} />
        )}
        {planned && <PlannedSync key={planned.digest} planned={planned} />}
        {isOutdated && <PlanOutdated onLook={look} />}
        {sync.error && !isOutdated && <Refusal error={sync.error} />}
        {planned && !isOutdated && <PlanFoot planned={planned} isPending={sync.isPending} onApply={apply} />}
      </div>
    </section>
  );
}

interface PlanPanelState {
  readonly card: RefObject<HTMLElement | null>;
  /** The source after its plan was applied here. */
  readonly applied: SourceView | undefined;
  readonly plan: ReturnType<typeof usePlan>;
  readonly sync: ReturnType<typeof useSyncSource>;
  readonly look: () => void;
  readonly apply: (digest: string) => void;
}

/** Whether the plan is there is said by the address; what was pressed may go, so the card takes the focus. */
function usePlanPanel({ source: { name }, isOpen }: PlanPanelProps): PlanPanelState {
  const [, navigate] = useLocation();
  const [applied, setApplied] = useState<SourceView>();
  const plan = usePlan({ source: name, isRemoval: false, isWanted: isOpen });
  const sync = useSyncSource(name);
  const card = useRef<HTMLElement>(null);
  const look = (): void => {
    sync.reset();
    setApplied(undefined);
    if (isOpen) void plan.refetch();
    else navigate(sourcePlanPath(name));
    card.current?.focus();
  };
  const onApplied = (after: SourceView): void => {
    setApplied(after);
    navigate(sourcePath(name));
    card.current?.focus();
  };
  const apply = (digest: string): void => sync.mutate({ expected: digest }, { onSuccess: onApplied });
  return { card, applied, plan, sync, look, apply };
}

interface PlanReadProps {
  readonly commit: string | undefined;
  readonly at: number;
}

function PlanRead({ commit, at }: PlanReadProps): ReactElement {
  return (
    <span className="muted small">
      {commit !== undefined && (
        <>
          of <span className="mono">{commit.slice(0, 7)}</span>,{" "}
        </>
      )}
      read <Moment at={new Date(at).toISOString()} />
    </span>
  );
}

function PlanOffer({ onLook }: { readonly onLook: () => void }): ReactElement {
  return (
    <div className="plan-offer">
      <Button kind="primary" icon="search" onClick={onLook}>
        Look at the plan
      </Button>
      <span className="muted">
        What the next sync would change, start and break. Looking changes nothing.
      </span>
    </div>
  );
}

interface PlanFootProps {
  readonly planned: SourcePlanView;
  readonly isPending: boolean;
  readonly onApply: (digest: string) => void;
}

/** Only who may sync is offered to apply a plan, and only one that does something. */
function PlanFoot({ planned, isPending, onApply }: PlanFootProps): ReactElement | null {
  const { outcome, digest } = planned;
  if (!useMay("operator") || outcome !== "change" || digest === undefined) return null;
  return (
    <footer className="plan-foot">
      <Button kind="primary" icon="sync" disabled={isPending} onClick={() => onApply(digest)}>
        {isPending ? "Applying…" : "Apply this plan"}
      </Button>
      <span className="muted small">
        It does just this; if the source says anything else by then, nothing.
      </span>
    </footer>
  );
}
