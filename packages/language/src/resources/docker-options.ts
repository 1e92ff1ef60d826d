import { z } from "zod";
import {
  anyNumber,
  anyText,
  data,
  flag,
  list,
  map,
  oneOf,
  text,
  textList,
  textMap,
  wholeNumber,
} from "../fields/field.ts";
import type { Field, Fields } from "../fields/field.ts";
import { listOf, listOfMapsOrTexts, mapOf, mapShape } from "../fields/map-shape.ts";
import { templated } from "../fields/templated.ts";
import { valuesShape } from "../fields/values-shape.ts";

const onOff = templated(flag("true"));

/** Some wrote a list of one. */
const user: Field<string> = {
  schema: z.union([
    z.string(),
    z
      .array(z.string())
      .length(1)
      .transform(([one = ""]) => one),
  ]),
  expects: "text",
  example: '"1000"',
};

const logConfig = mapShape(
  { type: text("awslogs"), options: textMap("{awslogs-region: eu-west-1}") },
  { required: ["type"] },
);
const limit = mapShape(
  {
    name: text("nofile"),
    soft: templated(anyNumber(-1, 1024)),
    hard: templated(anyNumber(-1, 2048)),
  },
  { required: ["name"] },
);
const restart = mapShape(
  { name: text("on-failure"), maximumRetryCount: templated(wholeNumber(0, undefined, 3)) },
  { required: ["name"] },
);
const device = mapShape(
  { pathOnHost: text("/dev/sda"), pathInContainer: text("/dev/xvda"), cGroupPermissions: text("rwm") },
  { required: ["pathOnHost"] },
);

/** What every provider has a form of. */
const COMMON: Fields = {
  memory: templated(wholeNumber(1, undefined, 400)),
  cpuShares: templated(anyNumber(0, 256)),
  portMappings: { ...textList('["80:8080/tcp"]'), fault: faultOfPortMapping, faultSeverity: "warning" },
  links: textList('["database:db"]'),
  volumes: textList('["/srv/data:/data:ro"]'),
  volumesFrom: textList('["database:ro"]'),
  logConfig: mapOf(logConfig, "{type: awslogs, options: {awslogs-region: eu-west-1}}"),
  entryPoint: textList('["/bin/sh", "-c"]'),
  cmd: textList('["npm", "start"]'),
  workingDir: anyText("/srv"),
  user,
  hostName: anyText("shop"),
  domainName: anyText("example.com"),
  pid: anyText("host"),
  network: anyText("bridge"),
  cGroupParent: anyText("shop"),
  memorySwap: templated(anyNumber(-1, 800)),
  memoryReservation: templated(anyNumber(0, 200)),
  privileged: onOff,
  attachStdin: onOff,
  attachStdout: onOff,
  attachStderr: onOff,
  tty: onOff,
  stdin: onOff,
  stdinOnce: onOff,
  networkDisabled: onOff,
  publishAllPorts: onOff,
  readOnlyRootFilesystem: onOff,
  labels: textMap("{team: shop}"),
  ulimits: listOf(limit, "[{name: nofile, soft: 1024, hard: 2048}]"),
  dnsServers: textList("[10.0.0.2]"),
  dnsSearch: textList("[example.com]"),
  extraHosts: textList('["db:10.0.0.9"]'),
  capAdd: textList("[NET_ADMIN]"),
  capDrop: textList("[MKNOD]"),
  securityOptions: textList("[no-new-privileges]"),
  restartPolicy: listOfMapsOrTexts(restart, "[{name: on-failure, maximumRetryCount: 3}]"),
  devices: listOfMapsOrTexts(device, '["/dev/sda:/dev/xvda:rwm"]'),
};

/** What only some providers have. Their own documents say what stands inside; it is kept as it is written. */
const PROVIDER_OPTIONS: Fields = {
  // ECS
  essential: onOff,
  service: map("{desiredCount: 2, schedulingStrategy: REPLICA}"),
  taskDefinition: map("{family: shop, networkMode: bridge}"),
  mountPoints: list("[{sourceVolume: data, containerPath: /data}]"),
  volumeMounts: list("[{name: data, mountPath: /data}]"),
  // Kubernetes, AKS, GKE
  pod: map("{serviceAccountName: shop}"),
  deployment: map("{revisionHistoryLimit: 3}"),
  envFrom: list("[{configMapRef: {name: shop}}]"),
  imagePullPolicy: templated(oneOf(["Always", "IfNotPresent", "Never"])),
  lifecycle: map('{preStop: {exec: {command: ["/bin/drain"]}}}'),
  livenessProbe: map("{httpGet: {path: /alive, port: 8080}}"),
  readinessProbe: map("{httpGet: {path: /ready, port: 8080}}"),
  startupProbe: map("{httpGet: {path: /ready, port: 8080}}"),
  resources: map("{limits: {cpu: 500m}}"),
  securityContext: map("{runAsNonRoot: true}"),
  terminationMessagePath: anyText("/dev/termination-log"),
  terminationMessagePolicy: templated(oneOf(["File", "FallbackToLogsOnError"])),
  // Docker Datacenter
  ExposedPorts: data('{"80/tcp": {}}'),
  StopSignal: anyText("SIGTERM"),
  HostConfig: map("{Memory: 0}"),
  // Docker Cloud
  autoredeploy: onOff,
  autodestroy: anyText("OFF"),
  nickname: anyText("shop"),
  tags: data("[production]"),
  deployment_strategy: anyText("HIGH_AVAILABILITY"),
  roles: textList("[global]"),
  sequential_deployment: onOff,
  target_num_containers: templated(wholeNumber(0, undefined, 2)),
  // DC/OS
  environment: data("{MODE: fast}"),
  acceptedResourceRoles: textList('["*"]'),
  parameters: data("[{key: hostname, value: shop}]"),
};

export const DOCKER_OPTIONS = valuesShape({ ...COMMON, ...PROVIDER_OPTIONS }, { atLeastOne: true });

const PORT_MAPPING =
  /^(?:(?:[\d.]+|\[[\da-f:]+\]):)?(?:(?:\d+(?:-\d+)?)?:)?\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/i;

function faultOfPortMapping(mapping: string): string | undefined {
  return PORT_MAPPING.test(mapping)
    ? undefined
    : `holds ${JSON.stringify(mapping)}, but a port is opened by \`host:container/protocol\``;
}
