import type { RunView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";
import type { ReactElement } from "react";
import { useRunWhy } from "../../api/queries.ts";
import { GatePanel } from "../gates/GatePanel.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { HoldNote } from "../why/HoldNote.tsx";

/** What stands in the place of the log while nothing has started: its gate, what it waits for, or why it never began. */
export function RunStanding({ run }: { readonly run: RunView }): ReactElement {
  const { data: why } = useRunWhy(run.job, run.number);
  if (run.status === "gated" && run.gateDetail) return <GatePanel run={run} gate={run.gateDetail} />;
  if (isFinal(run.status)) {
    return <p className="log-empty muted">It never started, so there is no log.</p>;
  }
  return (
    <div className="log-empty">
      {why?.hold ? (
        <HoldNote why={why} job={run.job} />
      ) : (
        <p className="reason-text">
          <Sentence text={run.reasonLine.text} />
        </p>
      )}
    </div>
  );
}
