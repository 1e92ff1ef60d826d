import type { DecisionView } from "@landbridge/api";

/** A decision, and those right before it that say the very same. */
export interface DecisionGroup {
  readonly decision: DecisionView;
  /** Newest first. */
  readonly same: readonly DecisionView[];
}

/** Puts together what was decided again and again; what made a run stands alone. Both are newest first. */
export function groupDecisions(decisions: readonly DecisionView[]): readonly DecisionGroup[] {
  const groups: { decision: DecisionView; same: DecisionView[] }[] = [];
  for (const decision of decisions) {
    const group = groups.at(-1);
    if (group && saysTheSame(group.decision, decision)) group.same.push(decision);
    else groups.push({ decision, same: [] });
  }
  return groups;
}

function saysTheSame(one: DecisionView, other: DecisionView): boolean {
  if (one.runNumber !== undefined || other.runNumber !== undefined) return false;
  return one.verdict === other.verdict && one.text === other.text;
}
