import type { RunSummaryView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import type { ReactElement } from "react";
import { adviceFor } from "../../api/failure.ts";
import { useCancelRun } from "../../api/queries.ts";
import { useSignedIn } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";

interface RunActionsProps {
  readonly run: Pick<RunSummaryView, "job" | "number" | "status" | "isCancelRequested" | "isOverdue">;
  /** Says which run is meant, where that does not go without saying. */
  readonly isNumbered?: boolean;
}

/** Cancel, for as long as there is something to cancel. */
export function RunActions({ run, isNumbered = false }: RunActionsProps): ReactElement | null {
  const cancel = useCancelRun(run.job, run.number);
  const { role } = useSignedIn();
  if (isFinal(run.status) || role === "viewer") return null;
  const isAsked = run.isCancelRequested || cancel.isPending;
  const number = isNumbered ? ` #${run.number}` : "";
  return (
    <div className="button-row">
      {cancel.error && (
        <span className="refusal" role="alert">
          {adviceFor(cancel.error).detail}
        </span>
      )}
      {isAsked ? (
        <span className="result" role="status">
          Canceling{number}: its processes are being ended…
        </span>
      ) : (
        <Button
          icon="stop"
          title={
            run.isOverdue && "Its timeout has asked for its end already; canceled, it is not tried again"
          }
          onClick={() => cancel.mutate()}
        >
          Cancel{number}
        </Button>
      )}
    </div>
  );
}
