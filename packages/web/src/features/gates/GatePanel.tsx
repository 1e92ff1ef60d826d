import type { GateView, RunView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Moment } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { GateDifference } from "./GateDifference.tsx";
import { VoteForm } from "./VoteForm.tsx";
import { VoteList } from "./VoteList.tsx";
import { countOfApprovals, sentenceOfApprovers } from "./gate-words.ts";

interface GatePanelProps {
  readonly run: RunView;
  readonly gate: GateView;
}

/** What a gated run asks: the question, who may answer it, what was said so far, and what would go through. */
export function GatePanel({ run, gate }: GatePanelProps): ReactElement {
  return (
    <section className="gate" aria-label="Approval">
      <header className="gate-head">
        <h2 className="gate-message">{gate.message ?? `Shall ${run.job} #${run.number} go ahead?`}</h2>
        <GateFacts gate={gate} />
      </header>
      <GateDifference gate={gate} job={run.job} />
      <div className="gate-part">
        <h3>Votes</h3>
        <VoteList votes={gate.votes} />
      </div>
      <VoteForm key={gate.asks.map(({ name }) => name).join(" ")} run={run} gate={gate} />
    </section>
  );
}

function GateFacts({ gate }: { readonly gate: GateView }): ReactElement {
  return (
    <dl className="facts">
      <dt>So far</dt>
      <dd className="gate-count">
        <VoteMarks gate={gate} /> {countOfApprovals(gate)}
      </dd>
      <dt>Needs</dt>
      <dd>
        <Sentence text={sentenceOfApprovers(gate)} />
      </dd>
      <dt>Asked</dt>
      <dd>
        <Moment at={gate.since} />
      </dd>
      <dt>Expires</dt>
      <dd>
        <Moment at={gate.expiresAt} />, then it is canceled
      </dd>
    </dl>
  );
}

/** A mark for each approval that is needed, filled as they come. */
function VoteMarks({ gate }: { readonly gate: GateView }): ReactElement {
  return (
    <span className="vote-marks" aria-hidden="true">
      {Array.from({ length: Math.min(gate.required, 12) }, (_, at) => (
        <span key={at} className="vote-mark" data-given={at < gate.approvedBy.length ? "" : undefined} />
      ))}
    </span>
  );
}
