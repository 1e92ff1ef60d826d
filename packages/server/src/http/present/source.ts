import type { ConfigurationView, SourcePlanView, SourceView } from "@landbridge/api";
import type { ConfigurationPlan } from "@landbridge/core";
import type { SourcePlan } from "../../engine/plan-source.ts";
import type { StoredConfiguration } from "../../store/configurations.ts";
import type { StoredSource, SyncProblem } from "../../store/sources.ts";

type PlanView = NonNullable<SourcePlanView["plan"]>;

export function presentSource(source: StoredSource): SourceView {
  const { id, name, kind, location, branch, isPaused, deletedAt, lastSync } = source;
  return {
    id,
    name,
    kind,
    location,
    isPaused,
    ...(branch === undefined ? {} : { branch }),
    ...(deletedAt ? { deletedAt: deletedAt.toISOString() } : {}),
    ...(lastSync
      ? {
          lastSync: {
            at: lastSync.at.toISOString(),
            status: lastSync.status,
            text: lastSync.text,
            problems: presentProblems(lastSync.problems),
            ...(lastSync.commit === undefined ? {} : { commit: lastSync.commit }),
          },
        }
      : {}),
  };
}

export function presentSourcePlan(planned: SourcePlan): SourcePlanView {
  const { outcome, commit } = planned;
  const problems = presentProblems(planned.problems);
  const committed = commit === undefined ? {} : { commit };
  if (planned.outcome === "refused") {
    return { outcome, text: planned.text, refusals: [...planned.refusals], problems, ...committed };
  }
  const { plan, digest } = planned;
  return {
    outcome,
    text: plan.summary,
    refusals: [],
    plan: presentPlan(plan),
    digest,
    problems,
    ...committed,
  };
}

export function presentConfiguration(stored: StoredConfiguration): ConfigurationView {
  const { number, status, by, text, at, commit, plan } = stored;
  return {
    number,
    status,
    by,
    text,
    at: at.toISOString(),
    problems: presentProblems(stored.problems),
    ...(commit === undefined ? {} : { commit }),
    ...(plan ? { plan: presentPlan(plan) } : {}),
    ...(stored.isPlanLeftOut ? { isPlanLeftOut: true } : {}),
  };
}

/** A plan is plain data: the copy only takes `readonly` off. */
function presentPlan(plan: ConfigurationPlan): PlanView {
  return JSON.parse(JSON.stringify(plan)) as PlanView;
}

function presentProblems(problems: readonly SyncProblem[]): SourcePlanView["problems"] {
  return problems.map((problem) => ({ ...problem }));
}
