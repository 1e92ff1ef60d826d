import { RESOURCE_TYPES } from "@landbridge/core";
import type { JsonObject, ResourceType } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { schemaOfShape } from "../fields/map-shape.ts";
import { VALUES_SHAPES } from "./resource-types.ts";
import { readResource, told } from "../testing/read-resource.ts";

interface Right {
  readonly type: ResourceType;
  /** Keys beside `type`. */
  readonly beside?: string;
  readonly today: string;
  /** The same in `pointer`, `seed` and `version`. */
  readonly before: string;
  readonly values: JsonObject;
}

const RIGHT: readonly Right[] = [
  { type: "ciRepo", today: "versionTemplate: {a: b}", before: "version: {a: b}", values: { a: "b" } },
  {
    type: "cliConfig",
    beside: "integration: aws",
    today: "versionTemplate: {region: eu-west-1, clusterName: c, groupName: g}",
    before: "pointer: {region: eu-west-1, clusterName: c, groupName: g}",
    values: { region: "eu-west-1", clusterName: "c", groupName: "g" },
  },
  {
    type: "cluster",
    beside: "integration: kube",
    today:
      'versionTemplate: {sourceName: c, region: eu, groupName: g, namespace: "${STAGE}", bastionHost: {address: 10.0.0.1, user: ops, keyIntegration: key}}',
    before:
      'pointer: {sourceName: c, region: eu, groupName: g, namespace: "${STAGE}", bastionHost: {address: 10.0.0.1, user: ops, keyIntegration: key}}',
    values: {
      sourceName: "c",
      region: "eu",
      groupName: "g",
      namespace: "${STAGE}",
      bastionHost: { address: "10.0.0.1", user: "ops", keyIntegration: "key" },
    },
  },
  {
    type: "dockerOptions",
    today: "versionTemplate: {memory: 256, portMappings: [80:8080/tcp, 9000], labels: {a: 1.10}, tty: yes}",
    before: "version: {memory: 256, portMappings: [80:8080/tcp, 9000], labels: {a: 1.10}, tty: yes}",
    values: { memory: 256, portMappings: ["80:8080/tcp", "9000"], labels: { a: "1.10" }, tty: true },
  },
  { type: "externalCIServer", today: "flags: []", before: "flags: []", values: {} },
  {
    type: "file",
    today: "versionTemplate: {sourceName: https://files.example.com/a.tgz, versionName: 5.10}",
    before: "pointer: {sourceName: https://files.example.com/a.tgz}, seed: {versionName: 5.10}",
    values: { sourceName: "https://files.example.com/a.tgz", versionName: "5.10" },
  },
  {
    type: "gitRepo",
    today:
      "versionTemplate: {sourceName: /srv/a.git, branches: {only: main, except: [x]}, buildOnCommit: Off, depth: '3', gitConfig: a b}",
    before:
      "pointer: {sourceName: /srv/a.git, branches: {only: main, except: [x]}, buildOnCommit: N}, seed: {depth: 3}, version: {gitConfig: [a b]}",
    values: {
      sourceName: "/srv/a.git",
      branches: { only: ["main"], except: ["x"] },
      buildOnCommit: false,
      depth: 3,
      gitConfig: ["a b"],
    },
  },
  {
    type: "image",
    today: "versionTemplate: {sourceName: acme/x, versionName: 5.10, isPull: ON}",
    before: "pointer: {sourceName: acme/x, isPull: true}, seed: {versionName: 5.10}",
    values: { sourceName: "acme/x", versionName: "5.10", isPull: true },
  },
  {
    type: "integration",
    beside: "integration: keys",
    today: "flags: []",
    before: "flags: []",
    values: {},
  },
  {
    type: "loadBalancer",
    beside: "integration: kube",
    today:
      "versionTemplate: {sourceName: shop, method: NodePort, namespace: n, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}], selector: {app: shop, stable: true}}",
    before:
      "pointer: {sourceName: shop, method: NodePort, namespace: n}, version: {ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}], selector: {app: shop, stable: true}}",
    values: {
      sourceName: "shop",
      method: "NodePort",
      namespace: "n",
      ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30_080 }],
      selector: { app: "shop", stable: "true" },
    },
  },
  {
    type: "notification",
    today: "versionTemplate: {method: email, recipients: ops@example.com}",
    before: "pointer: {method: email, recipients: [ops@example.com]}",
    values: { method: "email", recipients: ["ops@example.com"] },
  },
  {
    type: "params",
    today: "versionTemplate: {params: {A: 5.10, B: 7, secure: xyz}}",
    before: "version: {params: {A: 5.10, B: 7, secure: xyz}}",
    values: { params: { A: "5.10", B: 7, secure: "xyz" } },
  },
  {
    type: "replicas",
    today: "versionTemplate: {count: 2, minReplicas: 1, maxReplicas: 4, metricAlarms: [{AlarmName: a}]}",
    before: "version: {count: '2', minReplicas: 1, maxReplicas: 4, metricAlarms: [{AlarmName: a}]}",
    values: { count: 2, minReplicas: 1, maxReplicas: 4, metricAlarms: [{ AlarmName: "a" }] },
  },
  { type: "state", today: "flags: []", before: "flags: []", values: {} },
  { type: "syncRepo", today: "flags: []", before: "flags: []", values: {} },
  {
    type: "time",
    today: "versionTemplate: {interval: '30 2 * * 1-5'}",
    before: "seed: {interval: '30 2 * * 1-5'}",
    values: { interval: "30 2 * * 1-5" },
  },
  {
    type: "trigger",
    today: "versionTemplate: {counter: 3, note: again}",
    before: "version: {counter: 3, note: again}",
    values: { counter: 3, note: "again" },
  },
  {
    type: "version",
    today: "versionTemplate: {versionName: v1.0.0-rc.1}",
    before: "seed: {versionName: v1.0.0-rc.1}",
    values: { versionName: "v1.0.0-rc.1" },
  },
  {
    type: "webhook",
    today: "versionTemplate: {webhookKey: k3y}",
    before: "seed: {webhookKey: k3y}",
    values: { webhookKey: "k3y" },
  },
];

describe("a right resource", () => {
  test("there is one of each type", () => {
    expect(RIGHT.map(({ type }) => type)).toEqual(Object.keys(RESOURCE_TYPES));
  });

  test.each(RIGHT)("of type $type has the same values in both generations", (right) => {
    const { type, beside, today, before, values } = right;
    const keys = beside === undefined ? `type: ${type}` : `type: ${type}, ${beside}`;
    for (const written of [today, before]) {
      const found = readResource(`${keys}, ${written}`);
      expect(found.resource?.values).toEqual(values);
      expect(told(found)).toEqual([]);
    }
  });
});

describe("the earliest syntax", () => {
  test.each<[string, string, JsonObject]>([
    [
      "image",
      "source: {name: a/b, tag: 5.10, isPull: yes}",
      { sourceName: "a/b", versionName: "5.10", isPull: true },
    ],
    ["image", "imageName: a/b, initialVersion: {imageTag: t}", { sourceName: "a/b", versionName: "t" }],
    ["gitRepo", "repoPath: /srv/a, configuration: {shallowDepth: 2}", { sourceName: "/srv/a", depth: 2 }],
    ["gitRepo", "source: {name: /srv/a, branch: test}", { sourceName: "/srv/a", branch: "test" }],
    ["dockerOptions", "source: {memory: 64, cpu-shares: 8}", { memory: 64, cpuShares: 8 }],
    ["replicas", "source: {count: 1}", { count: 1 }],
    ["trigger", "source: {counter: 2, message: m}", { counter: 2, message: "m" }],
  ])("%s: %s", (type, keys, values) => {
    const found = readResource(`type: ${type}, ${keys}`);
    expect(found.resource?.values).toEqual(values);
    expect(new Set(found.problems.map(({ code }) => code))).toEqual(new Set(["LEGACY_KEY"]));
  });

  test("an integration and the parts of a bastion host among the values go where they belong today", () => {
    const found = readResource(
      "type: cluster, configuration: {integrationName: kube, bastionHostIP: 1.2.3.4, bastionUser: ops, bastionIntegrationName: key}",
    );
    expect(found.resource).toMatchObject({
      integration: "kube",
      values: { bastionHost: { address: "1.2.3.4", user: "ops", keyIntegration: "key" } },
    });
    expect(found.problems.map(({ code }) => code)).toEqual(["LEGACY_KEY"]);
  });
});

const VARIABLE = "${ANY_NAME}";

describe("values that only a run knows", () => {
  test.each([
    ["dockerOptions", "memory"],
    ["dockerOptions", "privileged"],
    ["dockerOptions", "imagePullPolicy"],
    ["gitRepo", "depth"],
    ["loadBalancer", "method"],
    ["loadBalancer", "sessionAffinity"],
    ["replicas", "count"],
    ["version", "versionName"],
    ["notification", "method"],
    ["image", "isPull"],
  ])("%s: %s takes a variable and keeps it", (type, key) => {
    const found = readResource(`type: ${type}, versionTemplate: {${key}: "${VARIABLE}"}`);
    expect(found.resource?.values).toEqual({ [key]: VARIABLE });
    expect(found.problems.filter(({ code }) => code === "INVALID_VALUE")).toEqual([]);
  });

  test.each([
    ["time", "interval"],
    ["webhook", "webhookKey"],
    ["gitRepo", "sourceName"],
    ["gitRepo", "branch"],
    ["gitRepo", "buildOnCommit"],
  ])("%s: %s is read without a run, which is told", (type, key) => {
    const found = readResource(`type: ${type}, versionTemplate: {${key}: "a ${VARIABLE}"}`);
    expect(found.resource?.values).toEqual({ [key]: `a ${VARIABLE}` });
    expect(found.problems).toContainEqual(
      expect.objectContaining({
        severity: "warning",
        message: `\`${key}\` holds a variable, but is read where no run is there to fill it in, too.`,
      }),
    );
  });

  test("a gitRepo that nobody watches may be filled in by runs alone", () => {
    const found = readResource(
      `type: gitRepo, versionTemplate: {sourceName: "https://${VARIABLE}/a.git", branch: "${VARIABLE}", buildOnCommit: off}`,
    );
    expect(told(found)).toEqual([]);
  });

  test("`$NAME` without braces is text like any other", () => {
    const found = readResource('type: replicas, version: {count: "$COUNT"}');
    expect(found.problems.map(({ code }) => code)).toEqual(["INVALID_VALUE"]);
  });
});

test.each(["true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES", "y", "Y", '"on"', "'True'"])(
  "%s is true",
  (word) => {
    expect(readResource(`type: dockerOptions, version: {tty: ${word}}`).resource?.values).toEqual({
      tty: true,
    });
  },
);

test.each(["false", "False", "FALSE", "off", "Off", "OFF", "no", "No", "NO", "n", "N", '"off"'])(
  "%s is false",
  (word) => {
    expect(readResource(`type: dockerOptions, version: {tty: ${word}}`).resource?.values).toEqual({
      tty: false,
    });
  },
);

test.each(["ecsCluster", "gkeCluster", "tripubCluster", "dclCluster", "ddcCluster"])(
  "%s is read as a cluster, with all that belongs to one",
  (type) => {
    const found = readResource(`type: ${type}, integration: i, source: {name: c, region: eu}`);
    expect(found.resource).toMatchObject({ type: "cluster", values: { sourceName: "c", region: "eu" } });
    expect(found.problems.map(({ code }) => code)).toEqual(["LEGACY_TYPE", "LEGACY_KEY"]);
  },
);

test.each([
  ["gitrepo", "gitRepo"],
  ["IMAGE", "image"],
  ["DockerOptions", "dockerOptions"],
  ["clusters", "cluster"],
  ["loadbalancer", "loadBalancer"],
  ["timer", "time"],
])("%s is kept as data; probably %s was meant", (type, meant) => {
  const found = readResource(`type: ${type}, steps: [a], pointer: {b: 5.10}`);
  expect(found.resource).toMatchObject({ type, values: { steps: ["a"], b: 5.1 } });
  expect(found.problems).toMatchObject([
    { code: "UNKNOWN_RESOURCE_TYPE", severity: "warning", hint: `did you mean \`${meant}\`?` },
  ]);
});

test("a type that no longer exists is kept as data and told", () => {
  const found = readResource("type: kickStart, version: {counter: 1}");
  expect(found.resource).toMatchObject({ type: "kickStart", values: { counter: 1 } });
  expect(found.problems).toMatchObject([{ code: "REMOVED_RESOURCE_TYPE", severity: "warning" }]);
});

describe("the tables", () => {
  const keys = Object.entries(VALUES_SHAPES).flatMap(([type, { fields }]) =>
    Object.entries(fields).map(([key, field]) => ({ type, key, field })),
  );

  test.each(keys)("$type: the example of $key is right", ({ type, key, field }) => {
    const { problems } = readResource(`type: ${type}, versionTemplate: {${key}: ${field.example}}`);
    const wrong = problems.filter(({ code }) => code === "INVALID_VALUE" || code === "UNKNOWN_KEY");
    expect(wrong).toEqual([]);
  });

  test.each(keys)("$type: $key can be told to editors", ({ field }) => {
    expect(() => z.toJSONSchema(field.schema, { io: "input" })).not.toThrow();
  });

  test.each(Object.entries(VALUES_SHAPES))("%s as a whole, too; its rules name its own keys", (_, shape) => {
    expect(() => z.toJSONSchema(schemaOfShape(shape), { io: "input" })).not.toThrow();
    const { required, recommended, exclusive, together, requiredWith, readWithoutRun } = shape;
    const named = [
      ...[required, recommended, exclusive, together].flat(2),
      ...requiredWith.flatMap(({ key, needs }) => [key, needs]),
      ...readWithoutRun.keys,
      ...(readWithoutRun.unlessOff === undefined ? [] : [readWithoutRun.unlessOff]),
    ];
    for (const key of named) expect(Object.keys(shape.fields)).toContain(key);
  });
});
