import { anyText, list, wholeNumber } from "../fields/field.ts";
import { templated } from "../fields/templated.ts";
import { valuesShape } from "../fields/values-shape.ts";

/** How many of each container; all but `count` is the scaling of ECS, whose policies and alarms pass through. */
export const REPLICAS = valuesShape(
  {
    count: templated(wholeNumber(1, undefined, 2)),
    minReplicas: templated(wholeNumber(0, undefined, 1)),
    maxReplicas: templated(wholeNumber(1, undefined, 4)),
    autoScalingRole: anyText("arn:aws:iam::123456789012:role/scaling"),
    autoScalingPolicies: list("[{PolicyName: more, PolicyType: StepScaling}]"),
    metricAlarms: list("[{AlarmName: busy, AlarmActions: [more]}]"),
  },
  { recommended: ["count"], together: [["minReplicas", "maxReplicas"]] },
);
