import type { RunView } from "@landbridge/api";
import type { ReactElement } from "react";
import { useRunWhy } from "../../api/queries.ts";
import { Unread } from "../../ui/Note.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { Sentence } from "../names/Sentence.tsx";
import { CauseChain } from "../why/CauseChain.tsx";

/** Why there is this run: the decision about it, and all that led to it, back to the first event. */
export function RunWhy({ run }: { readonly run: RunView }): ReactElement {
  const query = useRunWhy(run.job, run.number);
  if (!query.data) return <Unread what="the causes" query={query} />;
  const { chain, decisions } = query.data;
  return (
    <>
      <CauseChain chain={chain} />
      {decisions.map((decision) => (
        <div key={decision.id} className="run-decision small">
          <p>
            <Sentence text={decision.text} />
          </p>
          <p className="muted">
            <Sentence text={decision.event} /> · <Moment at={decision.at} />
          </p>
        </div>
      ))}
    </>
  );
}
