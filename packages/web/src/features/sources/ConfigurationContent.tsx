import type { ConfigurationView } from "@landbridge/api";
import type { ReactElement } from "react";
import { Link } from "wouter";
import { configurationPath } from "../../paths.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Moment } from "../../ui/Moment.tsx";
import { StatusMark } from "../../ui/StatusMark.tsx";
import { PlanDetails } from "./PlanDetails.tsx";
import { ProblemList } from "./ProblemList.tsx";

interface ConfigurationContentProps {
  readonly source: string;
  readonly configuration: ConfigurationView;
  /** It stands in a list, and has a page of its own. */
  readonly isLinked?: boolean;
}

/** One sync: who asked for it, of which commit, and what it did. */
export function ConfigurationContent({
  source,
  configuration,
  isLinked = false,
}: ConfigurationContentProps): ReactElement {
  const { number, status, text, by, commit, at, plan, problems, isPlanLeftOut } = configuration;
  return (
    <div className="configuration">
      <p className="configuration-facts">
        <StatusMark status={status} as="badge" />
        <span className="muted">
          by {by}, <Moment at={at} />
        </span>
        {commit !== undefined && <span className="tag mono commit">{commit}</span>}
        {isLinked && (
          <Link href={configurationPath(source, number)} className="text-link with-icon">
            <Icon name="link" size={14} /> Page of #{number}
          </Link>
        )}
      </p>
      {plan ? <PlanDetails plan={plan} /> : <p className="plan-sentence">{text}</p>}
      {isPlanLeftOut && <p className="muted">What it did is too long for a list: its own page has it.</p>}
      {problems.length > 0 && (
        <section className="plan-part">
          <h3 className="plan-heading">Problems in the files</h3>
          <ProblemList problems={problems} />
        </section>
      )}
    </div>
  );
}
