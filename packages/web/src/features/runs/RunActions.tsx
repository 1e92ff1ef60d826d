import type { RunView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import type { ReactElement } from "react";
import { adviceFor } from "../../api/failure.ts";
import { useCancelRun } from "../../api/queries.ts";
import { useSignedIn } from "../../api/workspace.ts";
import { Button } from "../../ui/Button.tsx";

/** Cancel, for as long as there is something to cancel. */
export function RunActions({ run }: { readonly run: RunView }): ReactElement | null {
  const cancel = useCancelRun(run.job, run.number);
  const { role } = useSignedIn();
  if (isFinal(run.status) || role === "viewer") return null;
  const isAsked = run.isCancelRequested || cancel.isPending;
  return (
    <div className="button-row">
      {cancel.error && (
        <span className="refusal" role="alert">
          {adviceFor(cancel.error).detail}
        </span>
      )}
      {isAsked ? (
        <span className="result" role="status">
          Canceling: its processes are being ended…
        </span>
      ) : (
        <Button icon="stop" onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      )}
    </div>
  );
}
