import type { JsonObject } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";

function read(options: string): {
  readonly values: JsonObject | undefined;
  readonly told: readonly string[];
} {
  const text = `resources:\n  - name: o\n    type: dockerOptions\n    version: ${options}\n`;
  const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
  return {
    values: definition.resources[0]?.values,
    told: problems.map(({ severity, message, hint }) => `${severity} ${message} ${hint ?? ""}`),
  };
}

test.each<[string, JsonObject]>([
  ["{memory: '64', cpuShares: 0.5, memorySwap: -1}", { memory: 64, cpuShares: 0.5, memorySwap: -1 }],
  ["{cmd: [sleep, 5.10], entryPoint: sh}", { cmd: ["sleep", "5.10"], entryPoint: ["sh"] }],
  ["{user: 1000, workingDir: /srv}", { user: "1000", workingDir: "/srv" }],
  ["{user: [node]}", { user: "node" }],
  ["{labels: {n: 1.10, on: yes, x: true}}", { labels: { n: "1.10", on: "yes", x: "true" } }],
  [
    "{logConfig: {type: syslog, options: {a: 1.10}}}",
    { logConfig: { type: "syslog", options: { a: "1.10" } } },
  ],
  [
    "{ulimits: [{name: nofile, soft: 1, hard: '2'}, {name: core}]}",
    { ulimits: [{ name: "nofile", soft: 1, hard: 2 }, { name: "core" }] },
  ],
  ["{restartPolicy: always}", { restartPolicy: "always" }],
  [
    "{restartPolicy: [{name: on-failure, maximumRetryCount: 3}]}",
    { restartPolicy: [{ name: "on-failure", maximumRetryCount: 3 }] },
  ],
  [
    "{devices: ['/dev/a:/dev/b', {pathOnHost: /dev/c, pathInContainer: /dev/d}]}",
    { devices: ["/dev/a:/dev/b", { pathOnHost: "/dev/c", pathInContainer: "/dev/d" }] },
  ],
])("%s is read as the options that it means", (options, values) => {
  expect(read(options)).toEqual({ values, told: [] });
});

describe("what a provider reads is kept as it is written", () => {
  test.each<[string, JsonObject]>([
    [
      "{service: {desiredCount: 2, loadBalancers: [{a: 1}]}}",
      { service: { desiredCount: 2, loadBalancers: [{ a: 1 }] } },
    ],
    ["{taskDefinition: {volumes: [{host: null}]}}", { taskDefinition: { volumes: [{ host: null }] } }],
    ["{volumeMounts: [{name: a, mountPath: /a}]}", { volumeMounts: [{ name: "a", mountPath: "/a" }] }],
    ["{pod: {anything: {deep: [true]}}}", { pod: { anything: { deep: [true] } } }],
    ["{deployment: {replicas: 2}, essential: no}", { deployment: { replicas: 2 }, essential: false }],
    ["{HostConfig: {Memory: 1}, StopSignal: TERM}", { HostConfig: { Memory: 1 }, StopSignal: "TERM" }],
  ])("%s", (options, values) => {
    expect(read(options)).toEqual({ values, told: [] });
  });
});

test.each([
  ["cpu-shares: 128", "cpuShares"],
  ["previleged: true", "privileged"],
  ["Cmd: [a]", "cmd"],
  ["portMapping: ['80:80']", "portMappings"],
  ["port_mappings: ['80:80']", "portMappings"],
  ["taskDefintion: {}", "taskDefinition"],
])("%s is kept; probably %s was meant", (option, meant) => {
  const [key = ""] = option.split(":");
  const { values, told } = read(`{${option}}`);
  expect(Object.keys(values ?? {})).toEqual([key]);
  expect(told).toEqual([
    `warning \`${key}\` is not a known key of the values of type dockerOptions. did you mean \`${meant}\`?`,
  ]);
});

test.each([
  "80",
  "80:80",
  ":8080",
  "0:8080",
  "80:8080/udp",
  "127.0.0.1:80:8080/tcp",
  "8000-8010:8000-8010",
  "[::1]:80:80",
])("%s opens a port", (mapping) => {
  expect(read(`{portMappings: ["${mapping}"]}`)).toEqual({ values: { portMappings: [mapping] }, told: [] });
});

test.each(["http", "80->8080", "80:", "80:80/http"])("%s opens none", (mapping) => {
  const { values, told } = read(`{portMappings: ["80:80", "${mapping}"]}`);
  expect(values).toEqual({ portMappings: ["80:80", mapping] });
  expect(told).toEqual([
    `warning \`portMappings\` holds "${mapping}", but a port is opened by \`host:container/protocol\`. for example: \`portMappings: ["80:8080/tcp"]\``,
  ]);
});

test.each([
  ["{}", "warning The dockerOptions resource `o` has nothing in it. add `versionTemplate: {memory: 400}`"],
  [
    "{memory: much}",
    'error `memory` must be a whole number of at least 1, but is "much". for example: `memory: 400`',
  ],
  [
    "{service: two}",
    'error `service` must be a map, but is "two". for example: `service: {desiredCount: 2, schedulingStrategy: REPLICA}`',
  ],
  [
    "{labels: [a]}",
    "error `labels` must be a map of names and texts, but is a list. for example: `labels: {team: shop}`",
  ],
  ["{logConfig: {}}", "error `logConfig` has no `type`. add `type: awslogs`"],
  ["{ulimits: [{soft: 1}]}", "error An item of `ulimits` has no `name`. add `name: nofile`"],
  [
    "{imagePullPolicy: always}",
    'error `imagePullPolicy` must be one of Always, IfNotPresent, Never, but is "always". did you mean `Always`?',
  ],
])("%s is told what is wrong", (options, problem) => {
  expect(read(options).told).toEqual([problem]);
});
