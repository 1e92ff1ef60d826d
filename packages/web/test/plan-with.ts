import type { ConfigurationPlanView } from "@landbridge/api";

/** A plan that does these things and nothing else. */
export function planWith(parts: Partial<ConfigurationPlanView>): ConfigurationPlanView {
  return {
    summary: "",
    isNothing: false,
    changes: [],
    newVersions: [],
    starts: [],
    canceledRuns: [],
    starters: [],
    gates: [],
    inconsistent: [],
    mended: [],
    integrations: [],
    deployments: [],
    ...parts,
  };
}
