import { anyText, text } from "../fields/field.ts";
import { mapOf, mapShape } from "../fields/map-shape.ts";
import { valuesShape } from "../fields/values-shape.ts";

/** The machine through which the others are reached. */
export const BASTION_HOST = mapOf(
  mapShape(
    { address: text("10.0.0.5"), user: text("deploy"), keyIntegration: text("bastion_key") },
    { required: ["address", "user", "keyIntegration"] },
  ),
  "{address: 10.0.0.5, user: deploy, keyIntegration: bastion_key}",
);

/** Which keys a provider needs is known to its integration alone. */
export const CLUSTER = valuesShape(
  {
    sourceName: anyText("my_cluster"),
    region: anyText("eu-central-1"),
    groupName: anyText("my_group"),
    namespace: anyText("default"),
    clusterName: anyText("my_cluster"),
    bastionHost: BASTION_HOST,
  },
  { integration: { need: "expected", because: "which says how the cluster is reached" } },
);
