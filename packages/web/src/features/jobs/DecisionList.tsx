import type { DecisionView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { Moment } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";

const VERDICT_WORDS: Readonly<Record<DecisionView["verdict"], string>> = {
  queued: "run",
  waiting: "waits",
  gated: "asks",
  skipped: "skipped",
  none: "nothing",
};

/** Why: what happened, and what was decided about the job each time, newest first. */
export function DecisionList({ decisions }: { readonly decisions: readonly DecisionView[] }): ReactElement {
  if (decisions.length === 0)
    return <p className="card-body muted">Nothing that concerns this job has happened yet.</p>;
  return (
    <ol className="decisions">
      {decisions.map((decision) => (
        <li key={decision.id} className="decision" data-verdict={decision.verdict}>
          <span className="decision-verdict tag" title={decision.reason}>
            {VERDICT_WORDS[decision.verdict]}
          </span>
          <div className="decision-words">
            <p>
              <Sentence text={decision.text} />
              {decision.runNumber !== undefined && (
                <>
                  {" "}
                  <Link href={runPath(decision.job, decision.runNumber)} className="text-link nowrap">
                    Run #{decision.runNumber}
                  </Link>
                </>
              )}
            </p>
            <p className="muted small">
              <Sentence text={decision.event} /> · <Moment at={decision.at} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
