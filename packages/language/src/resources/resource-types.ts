import { RESOURCE_TYPES, faultOfSemanticVersion } from "@landbridge/core";
import type { ResourceType } from "@landbridge/core";
import { CLUSTER } from "./cluster.ts";
import { DOCKER_OPTIONS } from "./docker-options.ts";
import { anyText, data, flag, text } from "../fields/field.ts";
import { GIT_REPO } from "./git-repo.ts";
import { LOAD_BALANCER } from "./load-balancer.ts";
import { NOTIFICATION } from "./notification.ts";
import { PARAMS } from "./params.ts";
import { REPLICAS } from "./replicas.ts";
import { faultOfSchedule } from "./schedule.ts";
import { faultOfTimeZone } from "./time-zone.ts";
import { isTemplated, templated } from "../fields/templated.ts";
import { valuesShape } from "../fields/values-shape.ts";
import type { ValuesShape } from "../fields/values-shape.ts";

export type { ValuesShape } from "../fields/values-shape.ts";

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/** What the values of each resource type look like. */
export const VALUES_SHAPES: Readonly<Record<ResourceType, ValuesShape>> = {
  // The platform makes it; what is written is kept and told once, with the type.
  ciRepo: valuesShape({}, { unknownKeys: "keep" }),
  cliConfig: valuesShape(
    {
      region: anyText("eu-west-1"),
      clusterName: anyText("my_cluster"),
      groupName: anyText("my_group"),
    },
    { integration: { need: "expected", because: "whose account the tools are set up for" } },
  ),
  cluster: CLUSTER,
  dockerOptions: DOCKER_OPTIONS,
  externalCIServer: valuesShape({}),
  file: valuesShape(
    { sourceName: anyText("https://files.example.com/app.tgz"), versionName: anyText('"1"') },
    {
      required: ["sourceName"],
      recommended: ["versionName"],
      integration: {
        need: "sometimes",
        key: "sourceName",
        when: (sourceName) => !ADDRESS.test(sourceName) && !isTemplated(sourceName),
        because: "without which `sourceName` is a whole address",
      },
    },
  ),
  gitRepo: GIT_REPO,
  image: valuesShape(
    {
      sourceName: anyText("acme/api"),
      versionName: anyText('"1.0"'),
      isPull: templated(flag("true")),
    },
    { required: ["sourceName"], recommended: ["versionName"], integration: { need: "optional" } },
  ),
  integration: valuesShape(
    {},
    { integration: { need: "required", because: "which is the one it hands to jobs" } },
  ),
  loadBalancer: LOAD_BALANCER,
  notification: NOTIFICATION,
  params: PARAMS,
  replicas: REPLICAS,
  state: valuesShape({}),
  // Its repository is set where the source is added.
  syncRepo: valuesShape({}),
  time: valuesShape(
    {
      interval: { ...text('"30 2 * * *"'), fault: faultOfSchedule },
      timezone: { ...text("Europe/Berlin"), fault: faultOfTimeZone },
      catchUp: flag("false"),
    },
    { required: ["interval"], readWithoutRun: { keys: ["interval", "timezone", "catchUp"] } },
  ),
  trigger: valuesShape({ counter: data("1") }, { atLeastOne: true, unknownKeys: "keep" }),
  version: valuesShape(
    { versionName: { ...anyText("1.0.0"), fault: faultOfSemanticVersion, faultSeverity: "warning" } },
    { recommended: ["versionName"] },
  ),
  webhook: valuesShape({ webhookKey: text("a_password") }, { readWithoutRun: { keys: ["webhookKey"] } }),
};

/** Names that resource types had before. */
export const LEGACY_RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ecsCluster: "cluster",
  gkeCluster: "cluster",
  dclCluster: "cluster",
  ddcCluster: "cluster",
  tripubCluster: "cluster",
};

/** Types that no longer exist, with what does their work today. */
export const REMOVED_RESOURCE_TYPES: Readonly<Record<string, string>> = {
  kickStart: "a resource of type `trigger` starts jobs from the configuration",
};

/** Types that the platform makes by itself. */
export const AUTOMATIC_RESOURCE_TYPES: readonly string[] = ["ciRepo"];

export const RESOURCE_TYPE_NAMES: readonly string[] = Object.keys(RESOURCE_TYPES);

/** Keys that older syntax used inside `source`, with their names today. */
export const LEGACY_SOURCE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  image: { name: "sourceName", tag: "versionName", imageTag: "versionName" },
  gitRepo: { name: "sourceName", shallowDepth: "depth" },
  cluster: { name: "sourceName" },
  dockerOptions: { "cpu-shares": "cpuShares" },
};

/** Keys of older syntax that belong into a map today, with that map and their names in it. */
export const LEGACY_INNER_KEYS: Readonly<
  Record<string, Readonly<Record<string, readonly [string, string]>>>
> = {
  cluster: {
    bastionHostIP: ["bastionHost", "address"],
    bastionUser: ["bastionHost", "user"],
    bastionIntegrationName: ["bastionHost", "keyIntegration"],
  },
};

/** What older syntax called the integration, inside `configuration`. */
export const LEGACY_INTEGRATION_KEY = "integrationName";

/** Keys that older syntax wrote beside `type`, with their names among the values today. */
export const LEGACY_RESOURCE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gitRepo: { repoPath: "sourceName" },
  image: { imageName: "sourceName" },
  file: { fileUrl: "sourceName" },
};
