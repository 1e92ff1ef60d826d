import { z } from "zod";
import { BASTION_HOST } from "./cluster.ts";
import { anyText, oneOf, text, textList, textMap, wholeNumber } from "../fields/field.ts";
import type { Field } from "../fields/field.ts";
import { listOf, mapShape } from "../fields/map-shape.ts";
import { templated } from "../fields/templated.ts";
import { valuesShape } from "../fields/values-shape.ts";

/** Methods of Kubernetes and its like; the others are those of ECS. */
const KUBERNETES_METHODS = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"] as const;

const targetPort: Field = {
  schema: z.union([z.int().min(1).max(65_535), z.string().min(1)]),
  expects: "the number or the name of a port",
  example: "8080",
};

const port = mapShape(
  {
    name: text("http"),
    protocol: templated(oneOf(["TCP", "UDP", "SCTP"])),
    port: templated(wholeNumber(1, 65_535, 80)),
    targetPort,
    nodePort: templated(wholeNumber(1, 65_535, 30_080)),
  },
  { required: ["port"] },
);

export const LOAD_BALANCER = valuesShape(
  {
    sourceName: { ...anyText("my_service"), fault: faultOfSourceName, faultSeverity: "warning" },
    method: templated(oneOf(["classic", "application", ...KUBERNETES_METHODS])),
    role: anyText("ecsServiceRole"),
    namespace: anyText("default"),
    clusterName: anyText("my_cluster"),
    region: anyText("europe-west1-b"),
    groupName: anyText("my_group"),
    bastionHost: BASTION_HOST,
    ports: listOf(port, "[{name: http, port: 80, targetPort: 8080}]"),
    selector: textMap("{app: shop}"),
    clusterIP: anyText("10.0.0.12"),
    externalIPs: textList("[203.0.113.7]"),
    sessionAffinity: templated(oneOf(["None", "ClientIP"])),
    loadBalancerIP: anyText("203.0.113.8"),
    loadBalancerSourceRanges: textList("[203.0.113.0/24]"),
    externalName: anyText("shop.example.com"),
  },
  {
    recommended: ["sourceName"],
    requiredWith: [{ key: "method", words: ["ExternalName"], needs: "externalName" }],
    integration: {
      need: "sometimes",
      key: "method",
      when: (method) => KUBERNETES_METHODS.some((each) => each === method),
      because: "which says on which cluster it is made",
    },
  },
);

/** An application load balancer is found through its target group. */
function faultOfSourceName(name: string): string | undefined {
  return name.startsWith("arn:") && name.includes(":loadbalancer/")
    ? "is the ARN of a load balancer, but the ARN of its target group is needed"
    : undefined;
}
