import type { ConfigurationPlanView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Icon } from "../../ui/Icon.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { consequencesOf } from "./plan-consequences.ts";
import { PlanPart } from "./PlanPart.tsx";
import { planSentence } from "./plan-words.ts";

/** Everything that a sync does or did: first what it sets going and breaks, then what is different. */
export function PlanDetails({ plan }: { readonly plan: ConfigurationPlanView }): ReactElement {
  return (
    <div className="plan">
      <div className="plan-summary">
        <p className="plan-sentence with-icon">
          {plan.isNothing && <Icon name="success" size={18} />}
          <span>{planSentence(plan)}</span>
        </p>
        <p className="muted small">{plan.summary}</p>
      </div>
      {consequencesOf(plan).map((part) => (
        <PlanPart key={part.title} part={part} />
      ))}
      <ChangeList plan={plan} />
    </div>
  );
}
