import type { DecisionView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { runPath } from "../../paths.ts";
import { Moment } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { groupDecisions } from "./decision-groups.ts";

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
      {groupDecisions(decisions).map(({ decision, same }) => (
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
            <Event decision={decision} />
            {same.length > 0 && (
              <details className="decision-same small">
                <summary className="muted">
                  {same.length === 1 ? "and once before" : `and ${String(same.length)} times before`}, first{" "}
                  <Moment at={same.at(-1)?.at ?? decision.at} />
                </summary>
                {same.map((each) => (
                  <Event key={each.id} decision={each} />
                ))}
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** What happened when something was decided. */
function Event({ decision: { event, at } }: { readonly decision: DecisionView }): ReactElement {
  return (
    <p className="muted small">
      <Sentence text={event} /> · <Moment at={at} />
    </p>
  );
}
