import type { SourcePlanView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { PlanDetails } from "./PlanDetails.tsx";
import { ProblemList } from "./ProblemList.tsx";

/** A plan with what the files of the source are warned or refused for. */
export function PlannedSync({ planned }: { readonly planned: SourcePlanView }): ReactElement {
  const { outcome, text, refusals, plan, problems } = planned;
  return (
    <div className="plan">
      {outcome === "refused" && (
        <div className="plan-refused" role="alert">
          <p className="plan-sentence with-icon">
            <Icon name="failure" size={18} />
            <span>{text}</span>
          </p>
          {refusals.length > 0 && (
            <ul className="plan-refusals">
              {refusals.map((refusal) => (
                <li key={refusal}>{refusal}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      {plan && <PlanDetails plan={plan} />}
      {problems.length > 0 && (
        <section className="plan-part">
          {plan && <h3 className="plan-heading">Problems in the files</h3>}
          <ProblemList problems={problems} />
        </section>
      )}
    </div>
  );
}
